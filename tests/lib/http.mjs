// SPDX-License-Identifier: ISC
// An HTTP/1.1 client that sends bytes as they are, and says what came back.
import net from 'node:net';
import tls from 'node:tls';

// An answer: { status, headers, body }.  Headers have lower-case names; one that
// came more than once is joined.  Status 0: the other side closed without a word.
export function parse(data) {
  const text = data.toString('latin1'), end = text.indexOf('\r\n\r\n');
  const [first, ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n');
  const headers = {};
  for (const line of lines) {
    const [name, value] = [line.split(':', 1)[0].toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim()];
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  const rest = end < 0 ? Buffer.alloc(0) : data.subarray(end + 4);
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0),
    headers, body: headers['transfer-encoding'] === 'chunked' ?
      unchunk(rest) : rest.toString() };
}

function unchunk(data) {
  const chunks = [];
  for (let at = 0, end; (end = data.indexOf('\r\n', at)) >= 0;) {
    const size = parseInt(data.toString('latin1', at, end), 16);
    if (!(size > 0))
      break;
    chunks.push(data.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(chunks).toString();
}

// Whether all of the answer is there, as far as its head says so.
function isWhole(data, method) {
  const { status, headers } = parse(data);
  const end = data.indexOf('\r\n\r\n');
  if (end < 0 || status < 200 && status !== 101)
    return false;
  if (status === 101 || status === 204 || status === 304 || method === 'HEAD')
    return true;
  if (headers['transfer-encoding'] === 'chunked')
    return data.includes('0\r\n\r\n', end + 4);
  return data.length - end - 4 >= Number(headers['content-length'] ?? Infinity);
}

// Interim answers, such as 100, are no answers.
function withoutInterim(data) {
  while (/^HTTP\/1\.1 1(?!01)\d\d /.test(data.toString('latin1', 0, 13)) &&
    data.includes('\r\n\r\n'))
    data = data.subarray(data.indexOf('\r\n\r\n') + 4);
  return data;
}

// Sends the pieces one after the other and waits for the answer.  `socket` of
// the result is open when the caller asked to keep it.
export function exchange(port, pieces, { isTls = false, servername, keep = false,
  method = 'GET', seconds = 60 } = {}) {
  const socket = isTls ? tls.connect({ port, host: '127.0.0.1', servername,
    rejectUnauthorized: false }) : net.connect(port, '127.0.0.1');
  return new Promise((resolve, reject) => {
    const chunks = [];
    let size = 0, probed = 0;
    const timer = setTimeout(() => finish(new Error('no answer in time')),
      seconds * 1000);
    const finish = (error) => {
      clearTimeout(timer);
      const data = withoutInterim(Buffer.concat(chunks));
      if (!keep || error)
        socket.destroy();
      if (error && data.length === 0)
        reject(error);
      else
        resolve({ ...parse(data), socket: keep ? socket : undefined });
    };
    socket.on('error', () => {});
    socket.on('close', () => finish());
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      // Not at every chunk of a long answer.
      if (size < 65536 || size > 2 * probed) {
        probed = size;
        if (isWhole(withoutInterim(Buffer.concat(chunks)), method))
          finish();
      }
    });
    for (const piece of [pieces].flat())
      socket.write(piece);
  });
}
