// SPDX-License-Identifier: ISC
// The ways to start a program that doc/OPERATING.md has.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Toy, childrenOf, hasSigterm, isAlive, until } from '../lib/toy.mjs';

const activate = (socket, names) => ['systemd-socket-activate',
  ...names.map((name) => `--setenv=${name}`), `--listen=${socket}`];
const WAYS = {
  'spawn-fcgi': (socket) => ['spawn-fcgi', '-n', '-s', socket, '--'],
  'spawn-fcgi with multiwatch': (socket) => ['spawn-fcgi', '-n', '-s', socket,
    '--', '/usr/bin/multiwatch', '-f', '1', '-r', '1000', '-t', '1', '--'],
  'systemd, StandardInput=socket': (socket, names) =>
    [...activate(socket, names), '--inetd'],
  'systemd, LISTEN_FDS': activate,
};
const MULTIWATCH = 'spawn-fcgi with multiwatch';

const missing = (way) => {
  const [command] = WAYS[way]('', []);
  return spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0 &&
    `${command} is missing: STARTING SO IS NOT TESTED`;
};

// Workers, or what keeps them alive and its workers.
const below = (pid) =>
  childrenOf(pid).flatMap((child) => [child, ...childrenOf(child)]);

for (const [way, launch] of Object.entries(WAYS))
  test(`under ${way} it is stopped without cutting off a request`,
    { skip: missing(way) }, async () => {
      const toy = await Toy.start({ launch });
      await toy.echo();
      const parent = toy.child.pid;
      const { answer, release } = await toy.hold('last');
      toy.child.kill('SIGTERM');
      await until(() => below(parent).some(hasSigterm), 'the order arrives');
      release();
      assert.equal((await answer).status, 200);
      assert.equal(await toy.exited, 0);
      assert.ok(!isAlive(parent));
      await toy.stop();
    });

test('multiwatch brings it back, however often it dies',
  { skip: missing(MULTIWATCH) }, async () => {
    const toy = await Toy.start({ launch: WAYS[MULTIWATCH] });
    for (let i = 0; i < 7; i++) {
      await toy.echo();
      const [parent, ...workers] = below(toy.child.pid);
      process.kill(parent, 'SIGKILL');
      await until(() => ![parent, ...workers].some(isAlive),
        'its death, and that of its worker');
    }
    await toy.echo();
    await toy.stop();
  });
