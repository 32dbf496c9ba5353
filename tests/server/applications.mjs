// SPDX-License-Identifier: ISC
// Applications of each kind behind the gate, an HTTP server, a FastCGI program,
// files, as a user would configure and register them; and who may enter.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { END, PARAMS, STDIN, STDOUT, record, stream } from '../lib/fcgi.mjs';
import { startServer } from './fixture.mjs';
import { SAMPLES } from './samples.mjs';

export const HOSTS = ['proxied.test', 'responder.test', 'files.test'];
export const SECRET = 'only for guests';

// What both servers note and answer with: what they were asked.  `seen` has the
// requests by their header X-Row.
class Application {
  asked = 0;
  seen = new Map();

  note(row, fields, body) {
    const request = { ...fields, length: body.length,
      digest: createHash('md5').update(body).digest('hex') };
    this.asked++;
    this.seen.set(row, [...this.seen.get(row) ?? [], request]);
    return JSON.stringify({ secret: SECRET, ...request });
  }
}

async function startHttp(application) {
  const fields = ({ method, url, headers }) => ({ method, url, headers });
  const server = http.createServer(async (req, res) => {
    const chunks = [];
    for await (const chunk of req)
      chunks.push(chunk);
    res.setHeader('Content-Type', 'application/json');
    res.setHeader('Vary', 'Accept-Encoding');
    res.end(application.note(req.headers['x-row'], fields(req),
      Buffer.concat(chunks)));
  }).on('upgrade', (req, socket) => {
    application.note(req.headers['x-row'], fields(req), '');
    socket.on('error', () => {});
    socket.write('HTTP/1.1 101 Switching Protocols\r\n' +
      'Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  application.port = server.address().port;
}

// The name-value pairs of FastCGI parameters.
function* decodeParams(data) {
  let at = 0;
  const length = () => {
    const long = data[at] >= 128;
    const value = long ? data.readUInt32BE(at) & 0x7fffffff : data[at];
    at += long ? 4 : 1;
    return value;
  };
  while (at < data.length) {
    const name = length(), value = length();
    yield [data.toString('utf8', at, at + name),
      data.toString('utf8', at + name, at + name + value)];
    at += name + value;
  }
}

// Serves FastCGI at `address`: when the stream `last` of a request has ended,
// answer(environment, body, socket) gives the output, or undefined.
export async function serveFastCgi(address, last, answer) {
  const server = net.createServer((socket) => {
    const streams = { [PARAMS]: [], [STDIN]: [] };
    let data = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      data = data.length > 0 ? Buffer.concat([data, chunk]) : chunk;
      while (data.length >= 8) {
        const length = data.readUInt16BE(4), type = data[1];
        if (data.length < 8 + length + data[6])
          return;
        streams[type]?.push(data.subarray(8, 8 + length));
        data = data.subarray(8 + length + data[6]);
        if (type !== last || length > 0)
          continue;
        const output = answer(Object.fromEntries(decodeParams(Buffer.concat(
          streams[PARAMS]))), Buffer.concat(streams[STDIN]), socket);
        if (output !== undefined)
          socket.end(Buffer.concat([stream(STDOUT, output),
            record(END, Buffer.alloc(8))]));
      }
    });
  }).listen(address);
  await once(server, 'listening');
  server.unref();
  return server;
}

function answerFastCgi(application, environment, body) {
  return 'Content-Type: application/json\r\n\r\n' +
    application.note(environment.HTTP_X_ROW, { environment }, body);
}

// Where the applications are.  Some hosts have no container of their own.
function places(server) {
  const { folder, upstream, containerIds } = server;
  const proxied = { http: upstream.port };
  return [[{ host: 'proxied.test' }, proxied],
    [{ host: 'responder.test' }, { fastcgi: join(folder, 'app.sock') }],
    [{ host: 'files.test' }, { files: folder }],
    [{ host: 'open.test' }, proxied],
    [{ host: 'foreign.test' }, proxied],
    [{ host: 'deleted.test' }, proxied],
    [{ host: 'unregistered.test' }, proxied],
    [{ host: 'paths.test', path: '/shop', id: containerIds['shop.test'] },
      proxied]];
}

// Containers of the namespace `apps`, and one of another.
function register(server) {
  const create = (name, ...options) => {
    server.containerIds[`${name}.test`] = server.container(
      name === 'foreign' ? 'others' : 'apps', name, '--domain', `${name}.test`,
      ...options);
  };
  server.containerIds = {};
  server.namespaceId = server.namespace('apps');
  server.foreignId = server.namespace('others');
  for (const name of ['proxied', 'responder', 'files', 'deleted', 'shop'])
    create(name);
  create('foreign');
  create('open', '--privacy', 'public');
}

// The server of fixture.mjs with the applications, and what more(server) adds
// to its configuration.
export async function startApplications({ kind = 'lighttpd',
  more = () => '', ...options } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gh-files-'));
  const upstream = new Application();
  await startHttp(upstream);
  await serveFastCgi(join(folder, 'app.sock'), STDIN,
    (environment, body) => answerFastCgi(upstream, environment, body));
  mkdirSync(join(folder, 'private'));
  writeFileSync(join(folder, 'index.html'), SECRET);
  writeFileSync(join(folder, 'private', 'index.html'), SECRET);
  const server = await startServer({ ...options, kind,
    applications: (server) => {
      Object.assign(server, { upstream, folder });
      register(server);
      return places(server).map(([at, application]) =>
        SAMPLES[kind]({ port: server.port, ...at }, application)).join('') +
        more(server);
    } });
  const close = server.close.bind(server);
  return Object.assign(server, { close: async () => {
    await close();
    rmSync(folder, { recursive: true });
  } });
}
