// SPDX-License-Identifier: ISC
// What stands in the gate's place and is no gate: fake-gate.mjs HOW FILE, on the
// listening socket that is descriptor 0.  The file is there when it was asked.
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { END, STDOUT, record, stream } from '../lib/fcgi.mjs';

const end = record(END, Buffer.alloc(8));
const part = (text) => record(STDOUT, Buffer.from(text));

// What it sends when it has the request, and whether it hangs up then.
export const FAKES = {
  hung: [Buffer.alloc(0), false],
  crashing: [Buffer.alloc(0), true],
  silent: [Buffer.concat([stream(STDOUT, ''), end]), true],
  'half a refusal': [Buffer.concat([part('Status: 403 Forbidden\r\nContent-Ty'), end]), true],
  'half a yes': [Buffer.concat([part('Status: 200 OK\r\nVari'), end]), true],
  'half a yes, and gone': [part('Status: 200 OK\r\nVari'), true],
  'a cut record': [part('Status: 200 OK\r\nVariable-GATEHOUSE_CONTAINER_ID: x\r\n\r\n')
    .subarray(0, 20), true],
  'a yes for no container': [Buffer.concat([part('Status: 200 OK\r\n\r\n'), end]), true],
  garbage: [Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), true],
  'no header at all': [Buffer.concat([part('yes'), end]), true],
};

if (process.argv[1]?.endsWith('fake-gate.mjs')) {
  const [answer, isEnded] = FAKES[process.argv[2]];
  net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      writeFileSync(process.argv[3], '');
      socket.write(answer);
      if (isEnded)
        socket.end();
    });
  }).listen({ fd: 0 });
}
