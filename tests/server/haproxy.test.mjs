// SPDX-License-Identifier: ISC
// The sample for HAProxy in front, with lighttpd and the gate behind; and what
// the server behind learns from it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { test } from 'node:test';
import { proveSample } from './prove.mjs';

proveSample('haproxy', { more: ({ server, values }) => {
  // What a FastCGI application hears when 127.0.0.2 asks with these headers.
  async function hear(headers) {
    const asked = http.get({ host: '127.0.0.1', port: server().port,
      localAddress: '127.0.0.2', agent: false, headers: { Host: 'responder.test',
        'X-Auth-Token': values().guest, ...headers } });
    const [answer] = await once(asked, 'response');
    answer.resume();
    await once(answer, 'end');
    assert.equal(answer.statusCode, 200);
    return server().upstream.last.environment;
  }

  test('the server behind hears who asks', async () => {
    const { REMOTE_ADDR } = await hear({});
    assert.equal(REMOTE_ADDR, '127.0.0.2');
  });
  test('a client has no say in who it is, nor in whether there was TLS', async () => {
    const { REMOTE_ADDR, REQUEST_SCHEME, HTTPS, HTTP_HOST } = await hear({
      'X-Forwarded-For': '192.0.2.1', 'X-Forwarded-Proto': 'https', 'X-Real-IP': '192.0.2.1',
      'X-Forwarded-Host': 'files.test', Forwarded: 'for=192.0.2.1;proto=https' });
    assert.equal(REMOTE_ADDR, '127.0.0.2');
    assert.equal(REQUEST_SCHEME, 'http');
    assert.notEqual(HTTPS, 'on');
    assert.equal(HTTP_HOST, 'responder.test');
  });
} });
