// SPDX-License-Identifier: ISC
// Private applications of each kind behind the gate: an HTTP server, a FastCGI
// program, files; as a user would configure them, and registered.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { END, PARAMS, STDIN, STDOUT, record, stream } from '../lib/fcgi.mjs';
import { startServer } from './fixture.mjs';

export const HOSTS = ['proxied.test', 'responder.test', 'files.test'];
export const SECRET = 'only for guests';

// What both servers answer with: what they were asked.
function describe(fields, body) {
  return JSON.stringify({ secret: SECRET, ...fields,
    digest: createHash('sha256').update(body).digest('hex') });
}

// `asked` counts the requests that came through.
async function startHttp() {
  const upstream = { asked: 0 };
  const server = http.createServer(async (req, res) => {
    const chunks = [];
    upstream.asked++;
    for await (const chunk of req)
      chunks.push(chunk);
    res.setHeader('Content-Type', 'application/json');
    res.end(describe({ method: req.method, url: req.url },
      Buffer.concat(chunks)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return Object.assign(upstream, { port: server.address().port });
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

// Answers when the empty record ends the request's standard input.
function answerFastCgi(socket) {
  const streams = { [PARAMS]: [], [STDIN]: [] };
  let data = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    data = Buffer.concat([data, chunk]);
    while (data.length >= 8) {
      const length = data.readUInt16BE(4), type = data[1];
      if (data.length < 8 + length + data[6])
        return;
      streams[type]?.push(data.subarray(8, 8 + length));
      data = data.subarray(8 + length + data[6]);
      if (type !== STDIN || length > 0)
        continue;
      const environment = Object.fromEntries(
        decodeParams(Buffer.concat(streams[PARAMS])));
      const body = describe({ environment }, Buffer.concat(streams[STDIN]));
      socket.end(Buffer.concat([
        stream(STDOUT, `Content-Type: application/json\r\n\r\n${body}`),
        record(END, Buffer.alloc(8))]));
    }
  });
}

async function startFastCgi(path) {
  const server = net.createServer(answerFastCgi).listen(path);
  await once(server, 'listening');
  server.unref();
}

// A block of lighttpd's configuration, as gate.conf shows it.
function block(host, ...lines) {
  return `$HTTP["host"] =~ "^${host.replace('.', '\\.')}\\.?(:[0-9]+)?$" {\n` +
    '  include var.share + "/etc/lighttpd/gate.conf"\n' +
    lines.map((line) => `  ${line}\n`).join('') + '}\n';
}

// The server of fixture.mjs with the three applications, each a private
// container of the namespace `apps`.
export async function startApplications(options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gh-files-'));
  const upstream = await startHttp();
  await startFastCgi(join(folder, 'app.sock'));
  mkdirSync(join(folder, 'private'));
  writeFileSync(join(folder, 'index.html'), SECRET);
  writeFileSync(join(folder, 'private', 'index.html'), SECRET);
  const server = await startServer({ ...options, applications:
    block('proxied.test', 'proxy.server = ( "" => ( ( "host" => "127.0.0.1", ' +
      `"port" => ${upstream.port} ) ) )`) +
    block('responder.test', 'fastcgi.server += ( "" => ( "app" => ( ' +
      `"socket" => "${folder}/app.sock", "check-local" => "disable" ) ) )`) +
    block('files.test', `server.document-root = "${folder}"`) +
    (options.applications ?? '') });
  const close = server.close.bind(server);
  server.namespaceId = server.namespace('apps');
  server.containerIds = Object.fromEntries(HOSTS.map((host) => [host,
    server.container('apps', host.split('.')[0], '--domain', host)]));
  return Object.assign(server, { upstream, folder,
    close: async () => {
      await close();
      rmSync(folder, { recursive: true });
    } });
}
