// SPDX-License-Identifier: ISC
// Private applications of each kind behind the gate: an HTTP server, a FastCGI
// program, files; as a user would configure them, and registered.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILD, startServer } from './fixture.mjs';

export const HOSTS = ['proxied.test', 'responder.test', 'files.test'];
export const SECRET = 'only for guests';

// An HTTP server that says what it was asked; `asked` counts.
async function startUpstream() {
  const upstream = { asked: 0 };
  const server = http.createServer(async (req, res) => {
    const hash = createHash('sha256');
    upstream.asked++;
    for await (const chunk of req)
      hash.update(chunk);
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ method: req.method, url: req.url,
      secret: SECRET, digest: hash.digest('hex') }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(upstream, { port: server.address().port,
    close: () => new Promise((done) => server.close(done)) });
}

function block(host, ...lines) {
  return `$HTTP["host"] =~ "^${host.replace('.', '\\.')}\\.?(:[0-9]+)?$" {\n` +
    '  include var.share + "/etc/lighttpd/gate.conf"\n' +
    lines.map((line) => `  ${line}\n`).join('') + '}\n';
}

// The server of fixture.mjs with the three applications, each a private
// container of the namespace `apps`.
export async function startApplications(options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gh-files-'));
  const upstream = await startUpstream();
  mkdirSync(join(folder, 'private'));
  writeFileSync(join(folder, 'index.html'), SECRET);
  writeFileSync(join(folder, 'private', 'index.html'), SECRET);
  const server = await startServer({ ...options, applications:
    block('proxied.test', 'proxy.server = ( "" => ( ( "host" => "127.0.0.1", ' +
      `"port" => ${upstream.port} ) ) )`) +
    block('responder.test', 'fastcgi.server += ( "" => ( "app" => ( ' +
      '"socket" => var.state + "/run/app.sock", ' +
      '"check-local" => "disable" ) ) )') +
    block('files.test', `server.document-root = "${folder}"`) +
    (options.applications ?? '') });
  const close = server.close.bind(server);
  server.start('app', join(BUILD, 'tests/api/toy'));
  server.namespaceId = server.namespace('apps');
  server.containerIds = Object.fromEntries(HOSTS.map((host) => [host,
    server.container('apps', host.split('.')[0], '--domain', host)]));
  return Object.assign(server, { upstream, folder,
    close: async () => {
      await close();
      await upstream.close();
      rmSync(folder, { recursive: true });
    } });
}
