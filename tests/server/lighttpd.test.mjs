// SPDX-License-Identifier: ISC
// The sample for lighttpd; and what lighttpd has of its own.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exchange } from '../lib/http.mjs';
import { bytesOf } from './ask.mjs';
import { API, until } from './fixture.mjs';
import { proveSample } from './prove.mjs';

proveSample('lighttpd', { more: ({ server, values }) => {
  const ask = (row) => exchange(server().port, bytesOf(row, values()));

  // lighttpd drops an empty header.
  test('A15: good and empty is the good one', async () => {
    const { status } = await ask({ host: 'proxied.test',
      lines: ['X-Auth-Token: {guest}', 'X-Auth-Token:'] });
    assert.equal(status, 200);
  });

  test('a stranger is refused before the upload', async () => {
    const { status } = await ask({ method: 'POST', host: 'proxied.test',
      lines: ['Content-Length: 1000000', 'Expect: 100-continue'] });
    assert.equal(status, 403);
  });

  describe('the server\'s own errors are JSON', () => {
    const post = { method: 'POST', target: `${API}/tokens` };
    const rows = { 400: { bytes: 'nonsense\r\n\r\n' }, 404: { target: '/nowhere' },
      411: post, 413: { ...post, body: ' '.repeat(65537) },
      431: { lines: [`X: ${'x'.repeat(9000)}`] }, 501: { method: 'TRACE' },
      505: { version: 'HTTP/9.0' } };
    for (const [wanted, row] of Object.entries(rows))
      test(wanted, async () => {
        const { status, headers, body } = await ask({ host: 'localhost', ...row });
        assert.equal(status, Number(wanted), body);
        assert.equal(headers['content-type'], 'application/json');
        assert.equal(typeof JSON.parse(body).type, 'string');
      });
  });

  test('W4: the status tells an operator what is wrong', async () => {
    const statusIs = (wanted) => until(async () => (await ask(
      { host: 'proxied.test', token: '{guest}' })).status === wanted, wanted);
    await server().removeGate();
    await statusIs(503);
    await server().fakeGate('hung');
    await statusIs(504);
    await server().replaceGate();
    await statusIs(200);
  });
} });
