// SPDX-License-Identifier: ISC
// Large bodies and websockets through a sample.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { exchange } from '../lib/http.mjs';
import { bytesOf, sha256 } from './ask.mjs';
import { until } from './fixture.mjs';
import { FORWARDED } from './matrix.mjs';

const MEGABYTES = 50;

// A body of random bytes, in pieces, with its length or chunked.
function largeRequest(host, token, pieces, isChunked) {
  const head = bytesOf({ method: 'POST', host, token, lines: [isChunked ?
    'Transfer-Encoding: chunked' : `Content-Length: ${MEGABYTES << 20}`] }, {});
  const chunk = (piece) => [`${piece.length.toString(16)}\r\n`, piece, '\r\n'];
  return isChunked ? [head, ...pieces.flatMap(chunk), '0\r\n\r\n'] : [head, ...pieces];
}

export function proveBodies({ server, values }) {
  const pieces = Array.from({ length: MEGABYTES }, () => randomBytes(1 << 20));
  const digest = sha256(Buffer.concat(pieces));

  for (const host of FORWARDED)
    for (const isChunked of [false, true]) {
      const name = `${MEGABYTES} MB ${isChunked ? 'in chunks' : 'with a length'} at ${host}`;
      test(`a guest's upload arrives whole: ${name}`, async () => {
        const { asked } = server().upstream;
        const { status } = await exchange(server().port,
          largeRequest(host, values().guest, pieces, isChunked));
        assert.equal(status, 200);
        assert.equal(server().upstream.last.digest, digest);
        assert.equal(server().upstream.asked, asked + 1);
      });
      test(`a stranger's upload does not: ${name}`, async () => {
        const { asked } = server().upstream;
        const { status } = await exchange(server().port,
          largeRequest(host, 'bad', pieces, isChunked));
        // 0: the server closed while we were still sending.
        assert.ok([0, 401, 403].includes(status), String(status));
        assert.equal(server().upstream.asked, asked);
      });
    }

  test('a guest\'s websocket opens, and a frame goes there and back', async () => {
    const frame = Buffer.from('818500000000', 'hex').toString('latin1') + 'hello';
    const { status, socket } = await exchange(server().port, bytesOf({ host: FORWARDED[0],
      token: values().guest, lines: ['Upgrade: websocket', 'Connection: Upgrade',
        'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='] }, {}),
    { keep: true });
    assert.equal(status, 101);
    socket.write(frame, 'latin1');
    let back = '';
    socket.on('data', (data) => { back += data.toString('latin1'); });
    await until(() => back.length >= frame.length, 'the frame');
    socket.destroy();
    assert.equal(back, frame);
    assert.equal(server().upstream.last.headers['x-auth-token'], undefined);
  });
}
