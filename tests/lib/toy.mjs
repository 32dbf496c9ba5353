// SPDX-License-Identifier: ISC
// The toy program under spawn-fcgi, in a folder of its own.  GATEHOUSE_BUILD
// names the build folder; the current one else.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync }
  from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Connection, PARAMS, STDIN, begin, encodeParams, request, stream }
  from './fcgi.mjs';
import { childrenOf, isAlive, until } from './processes.mjs';

export { childrenOf, isAlive, until };

export const TOY = join(resolve(process.env.GATEHOUSE_BUILD ?? '.'),
  'tests', 'api', 'service_toy');

// Whether SIGTERM came to the process and waits there.
export function hasSigterm(pid) {
  try {
    const [, pending] = /^ShdPnd:\s*(\w+)$/m.exec(
      readFileSync(`/proc/${pid}/status`, 'utf8'));
    return (BigInt(`0x${pending}`) & (1n << 14n)) !== 0n;
  } catch {
    return false; // it is dead
  }
}

export class Toy {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'gatehouse-toy-'));
    this.socket = join(this.folder, 'socket');
    this.files = { TOY_CLOSED: join(this.folder, 'closed'),
      TOY_LEAVE: join(this.folder, 'leave'),
      TOY_BYE: join(this.folder, 'bye') };
    this.errors = '';
  }

  // `shell` may rearrange descriptors before it runs "$@"; `launch` are the
  // words that start the program on a socket.
  static async start({ workers = 1, isClosed = false, shell,
    launch = (socket) => ['spawn-fcgi', '-n', '-s', socket, '--'] } = {}) {
    const toy = new Toy();
    const program = [TOY, String(workers)];
    if (isClosed)
      toy.make('TOY_CLOSED');
    const [command, ...args] = launch(toy.socket, Object.keys(toy.files));
    toy.child = spawn(command, [...args,
      ...(shell ? ['/bin/sh', '-c', shell, 'sh'] : []), ...program],
    { env: { ...process.env, ...toy.files },
      stdio: ['ignore', 'ignore', 'pipe'] });
    toy.child.stderr.on('data', (text) => { toy.errors += text; });
    toy.exited = new Promise((done) => toy.child.on('exit',
      (code, signal) => done(signal ?? code)));
    await until(async () => toy.child.exitCode !== null ||
      await toy.isListening(), 'the socket');
    return toy;
  }

  // The file is there before anybody listens.
  async isListening() {
    const connection = this.connect();
    return connection.opened.then(() => true, () => false)
      .finally(() => connection.socket.destroy());
  }

  make(name) {
    writeFileSync(this.files[name] ?? join(this.folder, name), '');
  }

  has(name) {
    return existsSync(this.files[name] ?? join(this.folder, name));
  }

  ask(path, options = {}) {
    return request(this.socket, { path, ...options });
  }

  // What the toy says of a request.
  async echo(path = '/echo/x', options = {}) {
    const { status, body } = await this.ask(path, options);
    assert.equal(status, 200, body);
    return JSON.parse(body);
  }

  // A request that the toy is inside of until file `name` is made; resolves
  // when it is there.
  async hold(name) {
    const answer = this.ask('/wait',
      { params: { TOY_FILE: join(this.folder, name) } });
    await until(() => this.has(`${name}.begun`), 'the request begins');
    return { answer, release: () => this.make(name) };
  }

  // A connection on which anything can be sent.
  connect() {
    return new Connection(this.socket);
  }

  async stop() {
    this.child.kill('SIGTERM');
    const status = await this.exited;
    rmSync(this.folder, { recursive: true });
    return status;
  }
}

// The head of a request with any parameters, up to its body.
export function head(path, params = {}, { role = 'RESPONDER', keepConn } = {}) {
  return Buffer.concat([begin(role, { keepConn }), stream(PARAMS,
    encodeParams([['REQUEST_METHOD', 'POST'], ['REQUEST_URI', path],
      ...(Array.isArray(params) ? params : Object.entries(params))]))]);
}

export function body(data, isEnded = true) {
  return stream(STDIN, data, { isEnded });
}
