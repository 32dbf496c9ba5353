// SPDX-License-Identifier: ISC
// A FastCGI client that can also misbehave: every record is in the caller's
// hands.  https://fastcgi-archives.github.io/FastCGI_Specification.html
import { connect } from 'node:net';

export const BEGIN = 1, ABORT = 2, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6,
  STDERR = 7, GET_VALUES = 9;
export const ROLES = { RESPONDER: 1, AUTHORIZER: 2, FILTER: 3 };

// One record; `length` may lie about the content.
export function record(type, content = Buffer.alloc(0),
    { id = 1, length = content.length, padding = 0, version = 1 } = {}) {
  const head = Buffer.from([version, type, id >> 8, id & 255, length >> 8,
    length & 255, padding, 0]);
  return Buffer.concat([head, Buffer.from(content), Buffer.alloc(padding)]);
}

// Content of any length, in as many records as it takes, and the empty one that
// ends the stream.
export function stream(type, content, { isEnded = true } = {}) {
  const data = Buffer.from(content), records = [];
  for (let at = 0; at < data.length; at += 65535)
    records.push(record(type, data.subarray(at, at + 65535)));
  if (isEnded)
    records.push(record(type));
  return Buffer.concat(records);
}

function size(length) {
  if (length < 128)
    return Buffer.from([length]);
  const long = Buffer.alloc(4);
  long.writeUInt32BE((length | 0x80000000) >>> 0);
  return long;
}

// `pairs` is an object or an array of [name, value], in which names may repeat.
export function encodeParams(pairs) {
  const list = Array.isArray(pairs) ? pairs : Object.entries(pairs);
  return Buffer.concat(list.flatMap(([name, value]) => {
    const n = Buffer.from(name), v = Buffer.from(String(value));
    return [size(n.length), size(v.length), n, v];
  }));
}

export function begin(role = 'RESPONDER', { keepConn = false } = {}) {
  const number = ROLES[role] ?? role;
  return record(BEGIN,
    Buffer.from([number >> 8, number & 255, keepConn ? 1 : 0, 0, 0, 0, 0, 0]));
}

// All records in `data`, and what is left.
function* records(data) {
  let at = 0;
  while (at + 8 <= data.length) {
    const length = data.readUInt16BE(at + 4), end = at + 8 + length;
    if (end > data.length)
      return;
    yield { type: data[at + 1], id: data.readUInt16BE(at + 2),
      content: data.subarray(at + 8, end) };
    at = end + data[at + 6];
  }
}

// The head and body of a CGI answer.
export function parseAnswer(output) {
  const text = output.toString('latin1'), end = text.indexOf('\r\n\r\n');
  const lines = end < 0 ? [] : text.slice(0, end).split('\r\n');
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: parseInt(headers.status ?? '0', 10), headers,
    body: end < 0 ? '' : output.subarray(end + 4).toString('utf8') };
}

// A connection: send() bytes as they are, answers() what came until the other
// side closed it or `ms` passed.
export class Connection {
  constructor(path) {
    this.data = Buffer.alloc(0);
    this.socket = connect(path);
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('error', reject);
    });
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.opened.catch(() => {});
    this.socket.on('error', () => {});
    this.socket.on('data', (chunk) => {
      this.data = Buffer.concat([this.data, chunk]);
    });
  }

  async send(...chunks) {
    await this.opened;
    for (const chunk of chunks)
      this.socket.write(chunk);
  }

  // One entry a finished request; `isTimeout` tells a silent peer.
  async answers(ms = 180000) {
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(() => resolve('late'), ms);
    });
    const why = await Promise.race([this.closed, late]);
    clearTimeout(timer);
    this.socket.destroy();
    const done = [];
    let output = [];
    for (const { type, content } of records(this.data)) {
      if (type === STDOUT)
        output.push(content);
      if (type === END) {
        done.push({ ...parseAnswer(Buffer.concat(output)),
          appStatus: content.readUInt32BE(0), protocolStatus: content[4] });
        output = [];
      }
    }
    done.isTimeout = why === 'late';
    return done;
  }
}

// Whether somebody listens on a socket: its file is there a moment before.
export async function isListening(socket) {
  const connection = new Connection(socket);

  return connection.opened.then(() => true, () => false)
    .finally(() => connection.socket.destroy());
}

// One request as a web server sends it, one answer: {status, headers, body}.
export async function request(socket, { method = 'GET', path = '/',
    headers = {}, body = '', params = [], role = 'RESPONDER' } = {}) {
  const data = Buffer.from(body);
  const list = [
    ['REQUEST_METHOD', method],
    ['REQUEST_URI', path],
    ['QUERY_STRING', path.split('?').slice(1).join('?')],
    ['SERVER_PROTOCOL', 'HTTP/1.1'],
    ...(data.length > 0 ? [['CONTENT_LENGTH', data.length]] : []),
    ...Object.entries(headers).map(([name, value]) =>
      [/^content-type$/i.test(name) ? 'CONTENT_TYPE' :
        `HTTP_${name.toUpperCase().replaceAll('-', '_')}`, value]),
    ...(Array.isArray(params) ? params : Object.entries(params)),
  ];
  const connection = new Connection(socket);
  await connection.send(begin(role), stream(PARAMS, encodeParams(list)),
    ...(role === 'AUTHORIZER' ? [] : [stream(STDIN, data)]));
  const [answer] = await connection.answers();
  if (answer === undefined)
    throw new Error(`no answer from ${socket}`);
  return answer;
}
