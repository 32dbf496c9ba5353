// SPDX-License-Identifier: ISC
// A gate that dies while it answers: of the bytes of a pass each server gets the
// first N, for every N, and then the connection ends.  Nobody is let in before the
// gate has said all of its header.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import net from 'node:net';
import { describe, test } from 'node:test';
import { Connection, PARAMS, STDIN, begin, encodeParams, stream }
  from '../lib/fcgi.mjs';
import { SECRET, startApplications } from './applications.mjs';

const HOST = 'proxied.test';

const addressOf = (server) => server.kind === 'apache' ?
  { host: '127.0.0.1', port: server.gatePort } :
  { path: server.socket('token-gate') };

// What the gate sends for a pass, and where in it the header ends.
async function listen(server, token, role) {
  const connection = new Connection(addressOf(server));
  await connection.send(begin(role), stream(PARAMS, encodeParams({
    REQUEST_METHOD: 'GET', REQUEST_URI: '/', HTTP_X_AUTH_TOKEN: token,
    GATEHOUSE_CONTAINER: server.containerIds[HOST] })),
  ...role === 'RESPONDER' ? [stream(STDIN, '')] : []);
  await connection.closed;
  const header = connection.data.indexOf('\r\n\r\n') + 4;
  assert.ok(header > 4 && connection.data.includes('Status: 200'));
  return { bytes: connection.data, header };
}

// In the gate's place: sends the first `length` bytes, and goes.
async function impersonate(server) {
  const dying = { bytes: Buffer.alloc(0), length: 0, asked: 0 };
  await server.stop('token-gate');
  rmSync(server.socket('token-gate'), { force: true });
  dying.listener = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      dying.asked++;
      socket.end(dying.bytes.subarray(0, dying.length));
    });
  }).listen(addressOf(server));
  await once(dying.listener, 'listening');
  return dying;
}

for (const [kind, role] of [['lighttpd', 'AUTHORIZER'], ['nginx', 'RESPONDER'],
  ['apache', 'AUTHORIZER']])
  describe(`behind ${kind}`, () => {
    test('a gate that dies within its header lets nobody in', async (t) => {
      const server = await startApplications({ kind });
      t.after(() => server.close());
      const { token } = await server.createToken({
        namespace_id: server.namespaceId });
      const { bytes, header } = await listen(server, token, role);
      const dying = await impersonate(server);
      t.after(() => dying.listener.close());
      const passed = [];
      Object.assign(dying, { bytes });
      for (dying.length = 0; dying.length <= bytes.length; dying.length++) {
        const answer = await server.visit(HOST, token);
        if (answer.status === 200 || answer.body.includes(SECRET))
          passed.push(dying.length);
      }
      t.diagnostic(`${bytes.length} bytes, the header ends at ${header}: ` +
        `passes from ${passed[0]}`);
      assert.ok(dying.asked > bytes.length / 2, 'it was asked');
      assert.ok(passed.includes(bytes.length), 'the whole answer is a pass');
      assert.ok(passed[0] >= header, `it passed after ${passed[0]} bytes`);
    });
  });
