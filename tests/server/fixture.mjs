// SPDX-License-Identifier: ISC
// The whole suite behind a web server, for one test file: our sample
// configuration, its own state directory, a free port, every program.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync,
  readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childrenOf, descendantsOf, freePort, isAlive, kill, until }
  from '../lib/processes.mjs';

export { childrenOf, descendantsOf, freePort, isAlive, kill, until };

export const SOURCE = process.env.GATEHOUSE_SOURCE ??
  fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const BUILD = process.env.GATEHOUSE_BUILD ?? join(SOURCE, 'build');
export const PROGRAMS = ['token-create', 'token-delete', 'token-list',
  'token-gate', 'namespaces', 'containers', 'iam', 'sign-in', 'public-keys'];
export const API = '/containers/v1beta1/regions/fr-par';

// In the gate's place: it ends as soon as it begins.
const DOWN = 'exit 1';

// Whether a process is what replaceGate() may have put there.
function isGate(pid) {
  try {
    return /(token|fake)-gate/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return false;
  }
}

// One HTTP request: { status, headers, body, json }.  `headers` may hold arrays
// for headers that are sent more than once.
export function request(port, { method = 'GET', path = '/', host = 'localhost',
  headers = {}, body, timeout = 120000 } = {}) {
  const length = body === undefined ? {} :
    { 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const req = http.request({ host: '127.0.0.1', port, method, path,
      agent: false, timeout, headers: { Host: host, ...length, ...headers } });
    req.on('timeout', () => req.destroy(new Error('no answer in time')));
    req.on('error', reject);
    req.on('response', async (res) => {
      try {
        const chunks = [];
        for await (const chunk of res)
          chunks.push(chunk);
        resolve(answer(res.statusCode, res.headers, Buffer.concat(chunks)));
      } catch (error) {
        reject(error);
      }
    });
    req.end(body);
  });
}

function answer(status, headers, bytes) {
  const body = bytes.toString();
  const isJson = headers['content-type'] === 'application/json';
  return { status, headers, bytes, body,
    json: isJson && body !== '' ? JSON.parse(body) : undefined };
}

// Bytes as they are, for what no client library sends; the whole answer.
export async function raw(port, bytes) {
  const socket = net.connect(port, '127.0.0.1');
  const chunks = [];
  socket.on('error', () => {});
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.end(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

class Server {
  constructor(kind, ports, command) {
    Object.assign(this, { kind, ...ports, command });
    this.state = mkdtempSync(join(tmpdir(), 'gh-'));
    this.data = join(this.state, 'data');
    this.conf = join(this.state, 'gatehouse.conf');
    this.children = new Map();
    this.environment = {};
    for (const name of ['run', 'log', 'upload', 'applications', 'libexec'])
      mkdirSync(join(this.state, name));
    for (const name of PROGRAMS)
      symlinkSync(join(BUILD, 'cgi-bin', name), join(this.state, 'libexec', name));
    // Programs that Apache runs have its user, who is not root.
    this.as = process.getuid() === 0 && /^apache-/.test(kind) ?
      ['setpriv', '--reuid', 'www-data', '--regid', 'www-data', '--clear-groups',
        '--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'] : [];
    if (this.as.length > 0)
      execFileSync('chown', ['-R', 'www-data:www-data', this.state]);
  }

  // The status of a refusal.
  get refusal() {
    return this.kind === 'apache-fcgid' ? 401 : 403;
  }

  // The programs that listen by themselves: not those that the server starts.
  get listening() {
    return /-(spawned|fcgid)$/.test(this.kind) ? [] :
      /-cgi$/.test(this.kind) ? ['token-gate'] : PROGRAMS;
  }

  // The operator's command; what it prints.
  gatehouse(...args) {
    const [command, ...options] = [...this.as, join(BUILD, 'tools/gatehouse'),
      '--config', this.conf, ...args];
    return execFileSync(command, options, { encoding: 'utf8' }).trim();
  }

  // A namespace; its id.
  namespace(name) {
    return this.gatehouse('namespace', 'create', '--name', name);
  }

  container(namespace, name, ...options) {
    return this.gatehouse('container', 'create', '--namespace', namespace,
      '--name', name, ...options);
  }

  socket(name) {
    return join(this.state, 'run', `${name}.sock`);
  }

  log(name) {
    return join(this.state, 'log', `${name}.log`);
  }

  // Where a program listens: Apache knows no unix sockets for the gate.
  address(name) {
    return /^apache/.test(this.kind) && name === 'token-gate' ?
      ['-a', '127.0.0.1', '-p', String(this.gatePort)] :
      ['-s', this.socket(name), '-M', '0600'];
  }

  // Starts a program as quickstart does; `program` defaults to the one named so.
  start(name, ...command) {
    const [program, ...args] = command.length > 0 ? command :
      this.command?.(name) ?? [join(this.state, 'libexec', name)];
    const [first, ...options] = [...this.as, 'spawn-fcgi', '-n',
      ...this.address(name), '--', join(SOURCE, 'tools', 'keep'), ...args];
    this.spawn(name, first, options, { GATEHOUSE_PROGRAM: program });
  }

  // Puts a script in the gate's place, whoever starts it there; without one the gate
  // comes back.
  async replaceGate(script) {
    const place = join(this.state, 'libexec', 'token-gate');
    rmSync(place);
    if (script === undefined)
      symlinkSync(join(BUILD, 'cgi-bin', 'token-gate'), place);
    else
      writeFileSync(place, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    if (this.listening.includes('token-gate')) {
      await this.stop('token-gate');
      this.start('token-gate');
    } else if (this.kind === 'lighttpd-spawned' && script !== DOWN)
      await this.restartWeb();
    else
      kill(...this.pids(this.kind).filter(isGate));
  }

  // lighttpd 1.4.69 may never start again what ended while requests waited for it.
  async restartWeb() {
    await this.stop(this.kind);
    this.startWeb();
    await until(() => this.answers(404, { path: '/keys/0/jwks.json' }), this.kind);
  }

  // One of fake-gate.mjs; the file that is there when it was asked.
  async fakeGate(how) {
    const asked = join(this.state, 'run', `asked ${how}`);
    rmSync(asked, { force: true });
    await this.replaceGate(`exec '${process.execPath}' '${
      join(SOURCE, 'tests/server/fake-gate.mjs')}' '${how}' '${asked}'`);
    return asked;
  }

  // Nobody listens in the gate's place; what a server starts there ends at once.
  async removeGate() {
    if (this.listening.includes('token-gate'))
      await this.stop('token-gate');
    else
      await this.replaceGate(DOWN);
  }

  startWeb() {
    const start = (sample, ...ports) => this.spawn(sample,
      join(SOURCE, 'tools', 'web-server'), [sample, this.state, ...ports]);
    if (this.kind === 'haproxy')
      start('lighttpd', this.gatePort, this.gatePort);
    start(this.kind, this.port, this.gatePort);
  }

  spawn(name, command, args, environment = {}) {
    const log = openSync(this.log(name), 'a');
    // It ends with this test file, however that ends.
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', command, ...args], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...this.environment, ...environment, GATEHOUSE_CONF: this.conf,
        GATEHOUSE_LIBEXEC: join(this.state, 'libexec'),
        PATH: `${process.env.PATH}:/usr/sbin` } });
    closeSync(log);
    this.children.set(name, child);
  }

  // The processes of a program, without its keeper: the parent, then workers.
  pids(name) {
    return descendantsOf(this.children.get(name).pid);
  }

  workers(name) {
    const [parent] = childrenOf(this.children.get(name).pid);
    return parent === undefined ? [] : childrenOf(parent);
  }

  async stop(name) {
    const child = this.children.get(name);
    this.children.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      return;
    const started = descendantsOf(child.pid);
    process.kill(-child.pid, 'SIGTERM');
    const timer = globalThis.setTimeout(
      () => process.kill(-child.pid, 'SIGKILL'), 5000);
    await once(child, 'exit');
    clearTimeout(timer);
    // lighttpd does not wait for what it started, which still writes into the state.
    await until(() => !started.some(isAlive), `the end of what ${name} started`);
  }

  async close() {
    await Promise.all([...this.children.keys()].map((name) => this.stop(name)));
    rmSync(this.state, { recursive: true, force: true });
  }

  request(options) {
    return request(this.port, options);
  }

  // A call of the API with the Owner's key; `body` is sent as JSON.
  api(method, path, body) {
    return this.request({ method, path: API + path,
      headers: { 'X-Auth-Token': this.owner.SCW_SECRET_KEY,
        'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body) });
  }

  // A request to a container.
  visit(host, token, options = {}) {
    const headers = token === undefined ? {} : { 'X-Auth-Token': token };
    return this.request({ host, ...options,
      headers: { ...headers, ...options.headers } });
  }

  async createToken(scope) {
    const { status, json, body } = await this.api('POST', '/tokens', scope);
    if (status !== 200)
      throw new Error(`token-create answered ${status}: ${body}`);
    return json;
  }

  async answers(status, options) {
    try {
      return (await this.request(options)).status === status;
    } catch {
      return false;
    }
  }

  async ready() {
    const ways = { 'token-create': ['POST', '/tokens', '{}'],
      'token-delete': ['DELETE', '/tokens/0'], 'token-list': ['GET', '/tokens'],
      namespaces: ['GET', '/namespaces'], containers: ['GET', '/containers'] };
    const others = { iam: '/iam/v1alpha1/users', 'sign-in': '/session' };
    for (const [name, [method, path, body]] of Object.entries(ways))
      await until(() => this.answers(401, { method, path: API + path, body }),
        `${name}, ${this.tail(name)}`);
    for (const [name, path] of Object.entries(others))
      await until(() => this.answers(401, { path }),
        `${name}, ${this.tail(name)}`);
    await until(() => this.answers(404, { path: '/keys/0/jwks.json' }),
      `public-keys, ${this.tail('public-keys')}`);
    await until(() => this.answers(this.refusal, { host: 'nobody.localhost' }),
      'token-gate');
  }

  tail(name) {
    return existsSync(this.log(name)) ?
      readFileSync(this.log(name), 'utf8').slice(-500) : 'which the server starts';
  }
}

// Starts everything behind a web server of that kind.  What applications(server)
// returns is added to its configuration, what `settings` are or tells to
// gatehouse.conf; `command`, if any, tells how to run a program.
export async function startServer({ kind = 'lighttpd',
  applications = () => '', settings = '', command } = {}) {
  const server = new Server(kind, { port: await freePort(),
    gatePort: await freePort(), tlsPort: await freePort() }, command);
  try {
    writeFileSync(server.conf, `state = ${server.data}\ndomain = localhost\n` +
      `scheme = http\nport = ${server.port}\n` +
      (typeof settings === 'function' ? settings(server) : settings));
    server.owner = Object.fromEntries(server.gatehouse('init').split('\n')
      .map((line) => line.split('=')));
    for (const name of server.listening)
      server.start(name);
    writeFileSync(join(server.state, 'applications', 'tests.conf'),
      applications(server));
    server.startWeb();
    await server.ready();
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}
