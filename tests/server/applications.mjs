// SPDX-License-Identifier: ISC
// Applications of each kind behind the gate, an HTTP server, a FastCGI program,
// files, as a user would configure and register them; and who may enter.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { END, PARAMS, STDIN, STDOUT, record, stream } from '../lib/fcgi.mjs';
import { startServer } from './fixture.mjs';
import { HOSTS } from './matrix.mjs';
import { SAMPLES } from './samples.mjs';

export { HOSTS };
export const SECRET = 'only for guests';

// What both servers note and answer with: what they were asked, and the last of
// it.
class Application {
  asked = 0;

  note(fields, body) {
    this.last = { ...fields, length: body.length,
      digest: createHash('sha256').update(body).digest('hex') };
    this.asked++;
    return JSON.stringify({ secret: SECRET, ...this.last });
  }
}

async function startHttp(application) {
  const fields = ({ method, url, headers }) => ({ method, url, headers });
  const server = http.createServer((req, res) => {
    const chunks = [];
    // A request that breaks off counts for none.
    req.on('error', () => {});
    req.on('data', (chunk) => chunks.push(chunk));
    req.on('end', () => {
      res.setHeader('Content-Type', 'application/json');
      res.setHeader('Vary', 'Accept-Encoding');
      res.end(application.note(fields(req), Buffer.concat(chunks)));
    });
  }).on('upgrade', (req, socket) => {
    application.note(fields(req), '');
    socket.on('error', () => {});
    // RFC 6455 4.2.2; HAProxy looks.
    const accept = createHash('sha1').update(`${req.headers['sec-websocket-key']}` +
      '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n' +
      `Connection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  // Never hangs up first: Apache keeps connections, and may use one just then.
  server.keepAliveTimeout = 0;
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
    application.note({ environment }, body);
}

// Where the applications are, by host.  Some hosts have no container of their own.
function places({ folder, upstream, containerIds }) {
  const proxied = { application: { http: upstream.port } };
  return { 'proxied.test': [proxied],
    'responder.test': [{ application: { fastcgi: join(folder, 'app.sock') } }],
    'files.test': [{ application: { files: folder } }],
    'open.test': [proxied], 'foreign.test': [proxied],
    'deleted.test': [proxied], 'unregistered.test': [proxied],
    'paths.test': [{ path: '/shop', id: containerIds['shop.test'], ...proxied },
      { path: '/open', id: containerIds['open.test'], ...proxied }] };
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
  server.gatehouse('container', 'delete', server.containerIds['deleted.test']);
}

// A certificate that nobody vouches for.
function makeCertificate(server) {
  const certificate = join(server.state, 'tls.crt'), key = join(server.state, 'tls.key');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
    'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,DNS:*.test', '-out', certificate,
    '-keyout', key], { stdio: 'ignore' });
  writeFileSync(join(server.state, 'tls.pem'),
    readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
  server.environment = { GATEHOUSE_TLS: `127.0.0.1:${server.tlsPort}`,
    GATEHOUSE_CERTIFICATE: join(server.state, 'tls.pem') };
  return { port: server.tlsPort, certificate, key };
}

// What is added to the sample: every application, in clear text and with TLS.
function configure(server) {
  const { host, tls } = SAMPLES[server.kind];
  const clear = { port: server.port }, at = makeCertificate(server);
  const hosts = Object.entries(places(server));
  const all = (where) => hosts.map(([name, places]) => host(name, places, where));
  return [...all(clear), tls(at), ...host === SAMPLES.lighttpd.host ? [] : all(at)]
    .join('');
}

// The server of fixture.mjs with the applications.
export async function startApplications({ kind = 'lighttpd', more = () => '',
  ...options } = {}) {
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
      return configure(server) + more(server);
    } });
  const close = server.close.bind(server);
  return Object.assign(server, { close: async () => {
    await close();
    rmSync(folder, { recursive: true });
  } });
}
