// SPDX-License-Identifier: ISC
// An installation to which something happens: it has a token that was kept and
// one that was deleted, and whatever happens a gate refuses that one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BETA, Suite } from './suite.mjs';
import { childrenOf, isAlive, until } from './toy.mjs';

const BUILD = resolve(process.env.GATEHOUSE_BUILD ?? '.');
const GATE = 'token-gate';

export class Wounded {
  // `place` puts the state and the view elsewhere: ({ suite, state, view }).
  static async start({ programs = ['token-create', 'token-delete',
    'token-list'], place = () => [], ...options } = {}) {
    const it = new Wounded();
    it.programs = programs;
    it.suite = await Suite.start({ ...options, programs: [...programs, GATE],
      settings: (suite) => ['workers = 1', ...place(suite)] });
    it.store = join(it.suite.state, 'store');
    it.must('namespace', 'create', '--name', 'demo');
    it.container = it.must('container', 'create', '--namespace', 'demo',
      '--name', 'hello');
    it.kept = await it.make();
    it.gone = await it.make();
    assert.deepEqual(await it.door(), [200, 200]);
    await it.delete(it.gone, 200);
    await it.holds();
    return it;
  }

  // The command; what it prints.
  must(...args) {
    return this.suite.gatehouse(...args).trim();
  }

  // The command, whatever comes of it.
  try(...args) {
    return spawnSync(join(BUILD, 'tools', 'gatehouse'), args,
      { env: this.suite.environment, encoding: 'utf8' });
  }

  // The command must refuse, and say why: at once, or after it had to leave a
  // store in which somebody died.
  refuses(message, ...args) {
    for (let tries = 10; ; tries--) {
      const { status, stdout, stderr } = this.try(...args);
      assert.notEqual(status, 0, stdout);
      assert.equal(stdout, '');
      if (tries === 0 || !/try again\n$/.test(stderr) || message.test(stderr))
        return assert.match(stderr, message);
    }
  }

  call(method, path, body) {
    return this.suite.call(method, `${BETA}/tokens${path}`, body)
      .catch(() => ({ status: 0 })); // whoever was asked left
  }

  async make() {
    const answer = await this.call('POST', '', { container_id: this.container });
    assert.equal(answer.status, 200, JSON.stringify(answer.json));
    return answer.json;
  }

  async delete(token, status) {
    const answer = await this.call('DELETE', `/${token.id}`);
    assert.equal(answer.status, status);
  }

  // What the gate says of the token that was kept, and of that deleted.
  async door() {
    return [await this.knock(this.kept), await this.knock(this.gone)];
  }

  knock({ token }) {
    return this.suite.knock(this.container, token);
  }

  // The gate lets the one in and not the other.
  async holds() {
    assert.deepEqual(await this.door(), [200, 403]);
  }

  // Everything works, as soon as it can: nobody restarts anything.
  async recovers() {
    await until(async () => {
      const made = await this.call('POST', '', { container_id: this.container });
      const listed = await this.call('GET', `?container_id=${this.container}`);
      return made.status === 200 && listed.status === 200 &&
        (await this.call('DELETE', `/${made.json.id}`)).status === 200;
    }, 'all work again');
    await this.holds();
    assert.match(this.must('verify'), /: sound$/);
  }

  workers(program) {
    return childrenOf(this.suite.pid(program));
  }

  // All programs but the gate are ended, and later started again.
  async stopPrograms() {
    for (const program of this.programs)
      process.kill(this.suite.pid(program), 'SIGTERM');
    await until(() => this.programs.every((program) =>
      !isAlive(this.suite.pid(program))), 'programs end');
  }

  startPrograms() {
    for (const program of this.programs)
      this.suite.spawn(program);
  }

  // A line that the programs must say sooner or later, or that they said.
  says(program, message) {
    return until(() => message.test(this.suite.log(program)),
      `${program} says ${message}`);
  }

  async close() {
    await this.suite.stop();
  }
}

// Turns one bit of a file; the same again turns it back.
export function flip(path, at) {
  const fd = openSync(path, 'r+'), byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, at);
  byte[0] ^= 1;
  writeSync(fd, byte, 0, 1, at);
  closeSync(fd);
}

// How far a file is written: behind that there are zeros only.
export function writtenSize(path) {
  const data = readFileSync(path);
  let size = data.length;
  while (size > 0 && data[size - 1] === 0)
    size--;
  return size;
}
