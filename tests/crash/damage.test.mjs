// SPDX-License-Identifier: ISC
// Files of the store that are damaged, missing or somebody else's: named, never
// guessed at, and all goes on when they are back.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, rmSync,
  statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';
import { until } from '../lib/toy.mjs';
import { Wounded, flip, writtenSize } from '../lib/wounded.mjs';

const BUILD = resolve(process.env.GATEHOUSE_BUILD ?? '.');
const STRANGER = 61030;

async function hurt(task, options) {
  const it = await Wounded.start(options);
  try {
    await task(it);
  } finally {
    await it.close();
  }
}

// While no program runs something happens to a file; then all refuse, and the
// gate holds; then the file is as before.
function damage(name, { file, harm, message, says = message }) {
  test(name, () => hurt(async (it) => {
    for (let i = 0; i < 20; i++)
      await it.make();
    const path = join(it.store, file), kept = join(it.suite.folder, 'kept');
    await it.stopPrograms();
    copyFileSync(path, kept);
    harm(path);
    it.refuses(message, 'token', 'list');
    it.refuses(message, 'token', 'delete', it.kept.id);
    it.startPrograms();
    await it.says('token-delete', says);
    await it.holds();
    copyFileSync(kept, path);
    await it.recovers();
  }));
}

const LOG = 'log.0000000001';
damage('a bit that is turned in the log: what was acknowledged is missed', {
  file: LOG, harm: (path) => flip(path, writtenSize(path) - 3000),
  message: /log\.0000000001 is damaged or missing: changes were acknowledged/ });
damage('a log that is missing', { file: LOG, harm: rmSync,
  message: /log\.0000000001 is damaged or missing/ });
damage('a log that is empty', { file: LOG,
  harm: (path) => { rmSync(path); copyFileSync('/dev/null', path); },
  message: /log\.0000000001 is damaged or missing/ });
damage('a bit that is turned in a page', { file: 'tokens.db',
  harm: (path) => flip(path, 4096 + 2000),
  message: /checksum error: page 1:[^]*store in .* is damaged: restore/ });
damage('a bit that is turned in the first page', { file: 'objects.db',
  harm: (path) => flip(path, 20),
  message: /objects\.db: metadata page checksum error/ });
damage('a table that is missing', { file: 'tokens.db', harm: rmSync,
  message: /tokens\.db is missing: put it back, or restore a backup/ });
damage('a journal that is missing', { file: '../deleted.log', harm: rmSync,
  message: /cannot open the journal .*deleted\.log/ });

test('shared memory that is missing when nobody runs is made anew', () =>
  hurt(async (it) => {
    await it.stopPrograms();
    for (const name of readdirSync(it.store))
      if (name.startsWith('__db'))
        rmSync(join(it.store, name));
    it.startPrograms();
    await it.recovers();
  }));

for (const name of ['__db.001', '__db.003'])
  test(`${name} that vanishes under the programs: all leave, nothing is lost`,
    () => hurt(async (it) => {
      rmSync(join(it.store, name));
      it.refuses(/lacks files that the others use: all leave it/, 'token',
        'list');
      await until(() => it.try('token', 'list').status === 0,
        'who comes now finds it');
      await it.recovers();
    }));

// ---- rights ----

// What a file of the state may be, that it must not, and what is said then.
const RIGHTS = [
  ['store/tokens.db', 0o440, /cannot read and write .*tokens\.db: Perm/],
  ['store/log.0000000001', 0o440, /cannot read and write .*log\.0000000001: /],
  ['store/__db.001', 0o440, /cannot read and write .*__db\.001: Perm/],
  ['store/members', 0, /cannot open .*store\/members: Perm/],
  ['store/view.lock', 0, /cannot open .*store\/view\.lock: Perm/],
  ['store', 0o500, /cannot open the store in .*store: Perm/],
  ['store', 0o777, /store has mode 777: others than its owner have rights/],
  ['.', 0o755, /state has mode 755: others than its owner have rights/],
  ['deleted.log', 0o440, /cannot write .*deleted\.log: nothing is deleted: P/],
  ['audit.log', 0o440, /cannot open the audit trail .*audit\.log: Perm/],
  ['../view/current', 0, /cannot open .*view\/current: Perm/],
];

function give(path, uid) {
  chownSync(path, uid, uid);
  if (statSync(path).isDirectory())
    for (const name of readdirSync(path))
      give(join(path, name), uid);
}

// For root nothing is forbidden, so all is run by another.
function become(folder) {
  const bin = join(folder, 'bin');
  const words = ['/usr/bin/env', 'setpriv', `--reuid=${STRANGER}`,
    `--regid=${STRANGER}`, '--clear-groups', '--bounding-set=-all', '--'];
  const runs = (path) => {
    if (process.getuid() !== 0)
      return [path];
    mkdirSync(bin, { recursive: true });
    copyFileSync(path, join(bin, basename(path)));
    chownSync(folder, STRANGER, STRANGER);
    for (const name of ['state', 'view'])
      give(join(folder, name), STRANGER);
    return [...words, join(bin, basename(path))];
  };
  return { program: (name) => runs(join(BUILD, 'cgi-bin', name)),
    command: () => runs(join(BUILD, 'tools', 'gatehouse')) };
}

test('files that one may not open, or strangers may: named, and nobody else is hurt',
  async () => {
    let other;
    const it = await Wounded.start({
      place: (suite) => {
        other = become(suite.folder);
        chmodSync(suite.folder, 0o755);
        return [];
      },
      command: (program) => other.program(program) });
    const [command, ...args] = other.command();
    it.try = (...words) => spawnSync(command, [...args, ...words],
      { env: it.suite.environment, encoding: 'utf8', cwd: '/' });
    it.must = (...words) => it.try(...words).stdout.trim();
    try {
      for (const [name, mode, message] of RIGHTS) {
        const path = join(it.suite.state, name);
        const before = statSync(path).mode & 0o7777;
        chmodSync(path, mode);
        it.refuses(message, 'token', 'delete', it.kept.id);
        await it.holds();
        chmodSync(path, before);
        await it.recovers();
      }
    } finally {
      await it.close();
    }
  });
