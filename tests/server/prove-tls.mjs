// SPDX-License-Identifier: ISC
// The same sample by TLS, and by HTTP/2 within it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import { test } from 'node:test';
import { exchange } from '../lib/http.mjs';
import { SECRET } from './applications.mjs';
import { bytesOf } from './ask.mjs';
import { HOSTS } from './matrix.mjs';

// One HTTP/2 request over TLS: status and body.
async function askHttp2(server, headers) {
  const client = http2.connect(`https://127.0.0.1:${server.tlsPort}`,
    { rejectUnauthorized: false, servername: headers[':authority'].split(':')[0] });
  try {
    const stream = client.request({ ':path': '/private/', ...headers });
    stream.on('error', () => {});
    client.on('error', () => {});
    let body = '', status = 0;
    stream.on('response', (answer) => { status = answer[':status']; });
    stream.on('data', (data) => { body += data; });
    // Status 0: broken off, since it was no request.
    await once(stream, 'close').catch(() => {});
    return { status, body };
  } finally {
    client.destroy();
  }
}

export function proveTls({ server, values }) {
  const askTls = (request) => exchange(server().tlsPort, bytesOf(request, values()),
    { isTls: true, servername: request.host });

  for (const host of HOSTS)
    test(`TLS: the gate is there as well, at ${host}`, async () => {
      const { asked } = server().upstream;
      const refused = await askTls({ host });
      assert.equal(refused.status, server().refusal, refused.body);
      assert.match(refused.body, /"refusal_id":"/);
      assert.equal(server().upstream.asked, asked);
      const passed = await askTls({ host, token: '{guest}' });
      assert.equal(passed.status, 200);
      assert.ok(passed.body.includes(SECRET));
    });
  test('TLS: the console says that it wants to be asked so', async () => {
    const { status, headers } = await askTls({ host: 'localhost', target: '/console/' });
    assert.equal(status, 200);
    assert.equal(headers['strict-transport-security'], 'max-age=31536000');
  });

  const two = { 'a stranger': [{}, false], 'a guest': [{ 'x-auth-token': '{guest}' }, true],
    'two tokens': [{ 'x-auth-token': ['{guest}', '{guest}'] }, false],
    'an alias': [{ x_auth_token: '{guest}' }, false],
    'another Host with its token': [{ host: 'files.test', 'x-auth-token': '{other}' }, false],
    'TRACE': [{ ':method': 'TRACE', 'x-auth-token': '{guest}' }, false],
    'a path above the top': [{ ':path': '/../private/' }, false],
    'an empty path': [{ ':path': '' }, false],
    'a path that is none': [{ ':path': 'private/' }, false] };
  for (const [name, [more, isGuest]] of Object.entries(two))
    test(`W12: HTTP/2, ${name}`, async () => {
      const { asked } = server().upstream;
      const fill = (value) => value.replace(/\{(\w+)\}/, (_, key) => values()[key]);
      const headers = Object.fromEntries(Object.entries(more).map(([key, value]) =>
        [key, Array.isArray(value) ? value.map(fill) : fill(value)]));
      const { status, body } = await askHttp2(server(),
        { ':authority': `proxied.test:${server().tlsPort}`, ...headers });
      assert.equal(body.includes(SECRET), isGuest, `${status} ${body}`);
      assert.equal(server().upstream.asked, asked + (isGuest ? 1 : 0));
      assert.ok(isGuest ? status === 200 : status === 0 || status >= 400, String(status));
    });
}
