// SPDX-License-Identifier: ISC
// The sample for nginx; and the pitfalls of its configuration, those that
// gate.conf warns of among them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECRET } from './applications.mjs';
import { assertRefused } from './ask.mjs';
import { freePort } from './fixture.mjs';
import { proveAlone, proveSample } from './prove.mjs';
import { SAMPLES } from './samples.mjs';

const HOST = 'pitfalls.test';
const alonePort = await freePort();

function config(server) {
  const { port, folder, upstream } = server;
  server.container('apps', 'pitfalls', '--domain', HOST);
  server.container('others', 'alone', '--domain', 'alone.test');
  return SAMPLES.nginx.host('alone.test', [{ application: { http: upstream.port } }],
    { port: alonePort }) + `server {
    listen 127.0.0.1:${port};
    server_name ${HOST};
    include gatehouse/server.conf;
    location / {
      include gatehouse/gate.conf;
      root ${folder}/none;
      try_files $uri @application;
    }
    location @application {
      include gatehouse/proxy.conf;
      proxy_pass http://127.0.0.1:${upstream.port};
    }
    location /files/ {
      include gatehouse/gate.conf;
      alias ${folder}/private/;
      error_page 404 = @application;
    }
    location /nested/ {
      include gatehouse/gate.conf;
      location /nested/in/ {
        proxy_pass http://127.0.0.1:${upstream.port};
      }
    }
    location /return/ {
      include gatehouse/gate.conf;
      return 200 "${SECRET}";
    }
    location /any/ {
      include gatehouse/gate.conf;
      satisfy any;
      allow all;
      alias ${folder}/;
    }
  }\n`;
}

proveSample('nginx', { config, more: (it) => {
  const { server, values } = it;
  const visit = (path, token) => server().visit(HOST, token, { path });

  for (const path of ['/x', '/files/index.html', '/files/none', '/files../index.html',
    '/files/../private/index.html', '/files'])
    test(`W11: try_files, alias and error_page come after the gate: ${path}`,
      async () => {
        const { asked } = server().upstream;
        assert.equal((await visit(path)).status, 403);
        assert.equal(server().upstream.asked, asked);
        assert.equal((await visit(path, values().guest)).status, 200);
      });
  test('W11: a location within a gated one lets nobody in', async () => {
    for (const token of [undefined, values().guest]) {
      const { asked } = server().upstream;
      assertRefused(server(), await visit('/nested/in/', token));
      assert.equal(server().upstream.asked, asked);
    }
  });
  test('W11: "return" and "satisfy any" are ways around it, as gate.conf says',
    async () => {
      for (const path of ['/return/', '/any/index.html'])
        assert.equal((await visit(path)).body, SECRET);
    });
  proveAlone(it, () => alonePort);
} });
