// SPDX-License-Identifier: ISC
// The sample for Apache; and the pitfalls of its configuration, the one that
// gate.conf warns of among them.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  mkdirSync(join(folder, 'granted'));
  writeFileSync(join(folder, 'granted', '.htaccess'), 'Require all granted\n');
  writeFileSync(join(folder, 'granted', 'index.html'), SECRET);
  server.container('others', 'alone', '--domain', 'alone.test');
  return `Listen 127.0.0.1:${alonePort}\n` + SAMPLES.apache.host('alone.test',
    [{ application: { http: upstream.port } }],
    { port: alonePort }) + `<VirtualHost 127.0.0.1:${port}>
    ServerName ${HOST}
    DocumentRoot "${folder}"
    <Location "/">
      Use Gatehouse host
    </Location>
    <Directory "${folder}/granted">
      AllowOverride AuthConfig
      Require all granted
    </Directory>
    <Location "/inner">
      Header set X-Inner yes
    </Location>
    Alias "/inner" "${folder}"
    RewriteEngine on
    RewriteRule "^/rewritten$" "/index.html"
    <Location "/around">
      Require all granted
    </Location>
    Alias "/around" "${folder}"
  </VirtualHost>
  <Location "/">
    Satisfy any
    Allow from all
  </Location>\n`;
}

proveSample('apache', { config, more: (it) => {
  const { server, values } = it;
  const visit = (path, token) => server().visit(HOST, token, { path });

  for (const path of ['/index.html', '/inner/index.html', '/rewritten',
    '/granted/index.html'])
    test(`W11: Alias, RewriteRule and .htaccess do not get around it: ${path}`,
      async () => {
        assertRefused(server(), await visit(path));
        assert.equal((await visit(path, values().guest)).body, SECRET);
      });
  test('W11: Satisfy any does not get around it, for which all of these tests are',
    async () => assertRefused(server(), await visit('/')));
  test('W11: a block with a Require of its own is a way around it, as gate.conf says',
    async () => assert.equal((await visit('/around/index.html')).body, SECRET));
  proveAlone(it, () => alonePort);
} });
