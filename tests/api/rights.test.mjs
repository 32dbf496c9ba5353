// SPDX-License-Identifier: ISC
// One user per kind of right: what each can open, and that the programs work
// so.  Needs root.  The users are numbers that nobody has.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync,
  readdirSync, renameSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BETA, Suite } from '../lib/suite.mjs';
import { childrenOf, isAlive, until } from '../lib/toy.mjs';

const BUILD = resolve(process.env.GATEHOUSE_BUILD ?? '.');
const skip = process.getuid() !== 0 &&
  'only root can become other users: NOT TESTED who may open what';

const GROUP = 61000, STORE_GROUP = 61001;
const USERS = {
  create: { uid: 61010, groups: [STORE_GROUP, GROUP] },
  member: { uid: 61011, groups: [STORE_GROUP, GROUP] },
  gate: { uid: 61012, groups: [GROUP] },
  stranger: { uid: 61013, groups: [61013] },
};
const PROGRAMS = { 'token-create': 'create', 'token-delete': 'member',
  'token-list': 'member', namespaces: 'member', containers: 'member',
  'token-gate': 'gate' };

// How to run a command as a user.
function become(name) {
  const { uid, groups } = USERS[name];
  return ['/usr/bin/env', 'setpriv', '--reuid', uid, '--regid', groups[0], '--groups',
    groups.join(), '--no-new-privs', '--bounding-set=-all', '--'].map(String);
}

function runAs(name, ...words) {
  const [command, ...args] = [...become(name), ...words];
  return spawnSync(command, args, { encoding: 'utf8', cwd: '/' });
}

// Tries to open each path for reading, then for writing (a directory: to make a
// file in it): of each, 'rw', 'r', 'w' or ''.
function openings(name, paths) {
  const script = `for path; do
    rights=
    if [ -d "$path" ]; then
      ls "$path" >/dev/null 2>&1 && rights=r
      (: >"$path/probe") 2>/dev/null && rights=\${rights}w && rm "$path/probe"
    else
      (: <"$path") 2>/dev/null && rights=r
      (: >>"$path") 2>/dev/null && rights=\${rights}w
    fi
    echo "$rights"
  done`;
  const { stdout } = runAs(name, 'sh', '-c', script, 'sh', ...paths);
  const rights = stdout.split('\n').slice(0, -1);
  return Object.fromEntries(paths.map((path, i) => [path, rights[i]]));
}

describe('an installation that is split among users', { skip }, () => {
  let suite, container, bin;

  // The view is in a directory of its own, as on a tmpfs.
  before(async () => {
    suite = await Suite.start({
      programs: Object.keys(PROGRAMS),
      settings: ({ folder }) => {
        bin = join(folder, 'bin');
        mkdirSync(bin);
        for (const program of Object.keys(PROGRAMS))
          copyFileSync(join(BUILD, 'cgi-bin', program), join(bin, program));
        chmodSync(folder, 0o711);
        const run = join(folder, 'run');
        mkdirSync(run);
        chownSync(run, 0, GROUP);
        chmodSync(run, 0o750);
        return ['workers = 1', `view = ${run}/view`, `group = ${GROUP}`,
          `store_group = ${STORE_GROUP}`, `key_user = ${USERS.create.uid}`];
      },
      command: (program) => [...become(PROGRAMS[program]),
        join(bin, program)],
    });
    suite.gatehouse('namespace', 'create', '--name', 'demo');
    container = suite.gatehouse('container', 'create', '--namespace', 'demo',
      '--name', 'hello').trim();
  });
  after(() => suite?.stop());

  const view = (name) => {
    const dir = join(suite.folder, 'run', 'view');
    return join(dir, readdirSync(dir).find((file) => file.startsWith(name)));
  };
  const paths = () => Object.fromEntries(Object.entries({
    state: '', 'master key': 'master.key', 'refusal key': 'refusal.key',
    journal: 'deleted.log', audit: 'audit.log', store: 'store', table: 'store/tokens.db',
    region: 'store/__db.001', log: 'store/log.0000000001',
    members: 'store/members', lock: 'store/view.lock',
  }).map(([name, path]) => [name, join(suite.state, path)]).concat([
    ['view directory', join(suite.folder, 'run', 'view')],
    ['current view', view('current')], ['view', view('view.')],
    ['uses', view('used.')]]));

  const STORE = { store: 'rw', table: 'rw', region: 'rw', log: 'rw',
    members: 'rw', lock: 'rw', journal: 'rw', audit: 'rw', 'view directory': 'rw',
    'current view': 'rw', view: 'rw', uses: 'rw', 'refusal key': 'r',
    state: 'r' };
  const RIGHTS = {
    create: { ...STORE, 'master key': 'r' },
    member: STORE,
    gate: { state: 'r', 'refusal key': 'r', 'view directory': 'r',
      'current view': 'r', view: 'r', uses: 'rw' },
    stranger: {},
  };
  for (const [user, rights] of Object.entries(RIGHTS))
    test(`lets ${user} open what its work needs and nothing else`, () => {
      const names = paths(), found = openings(user, Object.values(names));
      for (const [name, path] of Object.entries(names))
        assert.equal(found[path], rights[name] ?? '', name);
    });

  test('issues, admits, lists as used, deletes and refuses', async () => {
    const { id, token } = await suite.must('POST', `${BETA}/tokens`,
      { container_id: container });
    assert.equal(await suite.knock(container, token), 200);
    const { last_used_at: used } =
      await suite.must('GET', `${BETA}/tokens/${id}`);
    assert.ok(used, 'a member reads what the gate noted');
    await suite.must('DELETE', `${BETA}/tokens/${id}`);
    assert.equal(await suite.knock(container, token), 403);
    assert.match(readFileSync(join(suite.state, 'deleted.log'), 'utf8'),
      new RegExp(id));
  });

  test('recovers when a member dies, whoever comes first', async () => {
    const { token } = await suite.must('POST', `${BETA}/tokens`,
      { container_id: container });
    // Who answers is inside: one that only begins could die there unnoticed.
    const ask = { 'token-create': () => suite.must('POST', `${BETA}/tokens`,
      { container_id: container }),
    namespaces: () => suite.must('GET', `${BETA}/namespaces`) };
    for (const program of ['token-create', 'namespaces', 'token-create']) {
      await ask[program]();
      const before = view('view.');
      const [worker] = childrenOf(suite.pid(program));
      process.kill(worker, 'SIGKILL');
      await until(() => {
        try {
          return view('view.') !== before;
        } catch {
          return false;
        }
      }, 'a new view');
      await suite.must('GET', `${BETA}/tokens`);
      assert.equal(await suite.knock(container, token), 200);
    }
  });

  test('works for root too, whose files stay everybody\'s', async () => {
    const make = () => suite.gatehouse('token', 'create', '--container', 'hello')
      .trim();
    const before = make();
    suite.gatehouse('key', 'rotate', 'demo', '--not-before', 'now');
    for (const token of [before, make()])
      assert.equal(await suite.knock(container, token), 200);
    for (const name of readdirSync(join(suite.state, 'store'))) {
      const { gid, mode } = statSync(join(suite.state, 'store', name));
      assert.equal(gid, STORE_GROUP, name);
      assert.equal(mode & 0o777, 0o660, name);
    }
  });

  test('writes one audit trail, which only root makes anew', async () => {
    const log = join(suite.state, 'audit.log');
    const list = () => suite.must('GET', `${BETA}/tokens`);
    const count = (path) => readFileSync(path, 'utf8').split('\n').length;
    const before = count(log);
    await list();
    renameSync(log, `${log}.1`);
    await list();
    assert.equal(count(`${log}.1`), before + 2, 'while there is no other');
    assert.equal(existsSync(log), false);
    suite.gatehouse('namespace', 'list');
    await list();
    assert.equal(count(log), 3);
    const { gid, mode } = statSync(log);
    assert.deepEqual([gid, mode & 0o777], [STORE_GROUP, 0o660]);
  });

  test('is restored to the same users', async () => {
    const found = () => Object.fromEntries(['.', 'store', 'deleted.log', 'audit.log',
      'master.key', 'refusal.key', 'store/tokens.db'].map((name) => {
      const { uid, gid, mode } = statSync(join(suite.state, name));
      return [name, [uid, gid, mode.toString(8)]];
    }));
    const before = found(), backup = join(suite.folder, 'backup');
    const { token } = await suite.must('POST', `${BETA}/tokens`,
      { container_id: container });
    suite.gatehouse('backup', backup);
    for (const program of Object.keys(PROGRAMS))
      process.kill(suite.pid(program), 'SIGTERM');
    await until(() => Object.keys(PROGRAMS).every((program) =>
      !isAlive(suite.pid(program))), 'all end');
    suite.gatehouse('restore', backup);
    assert.deepEqual(found(), before);
    for (const program of Object.keys(PROGRAMS))
      suite.spawn(program);
    for (const program of Object.keys(PROGRAMS))
      await suite.ready(program);
    assert.equal(await suite.knock(container, token), 200);
    await suite.must('GET', `${BETA}/tokens`);
  });

  test('does not lead root to a file of its own', () => {
    const victim = join(suite.folder, 'victim');
    writeFileSync(victim, 'of root alone', { mode: 0o600 });
    for (const path of [join(suite.state, 'store', 'members'), view('current')]) {
      renameSync(path, `${path}.away`);
      symlinkSync(victim, path);
      const { status } = spawnSync(join(BUILD, 'tools', 'gatehouse'),
        ['namespace', 'list'], { env: suite.environment });
      unlinkSync(path);
      renameSync(`${path}.away`, path);
      assert.notEqual(status, 0);
      assert.equal(readFileSync(victim, 'utf8'), 'of root alone');
    }
    suite.gatehouse('namespace', 'list');
  });

  test('gives a program under another\'s user nothing', () => {
    const wrong = { 'token-create': 'member', namespaces: 'gate',
      'token-gate': 'stranger' };
    for (const [program, user] of Object.entries(wrong)) {
      const { stdout } = runAs(user, 'env', 'REQUEST_METHOD=GET',
        `REQUEST_URI=/containers/${BETA}/namespaces`, 'SCRIPT_NAME=',
        `GATEHOUSE_CONF=${join(suite.folder, 'gatehouse.conf')}`,
        `GATEHOUSE_CONTAINER=${container}`, join(bin, program));
      assert.doesNotMatch(stdout, /^Status: 2/, program);
    }
  });

  test('is refused when strangers could come in', () => {
    const refused = (path, mode, words) => {
      const { mode: before } = statSync(path);
      chmodSync(path, mode);
      const { status, stderr } = spawnSync(join(BUILD, 'tools', 'gatehouse'),
        ['token', 'list'], { env: suite.environment, encoding: 'utf8' });
      chmodSync(path, before & 0o7777);
      assert.notEqual(status, 0);
      assert.match(stderr, words);
    };
    refused(suite.state, 0o751, /state has mode 751/);
    refused(join(suite.state, 'store'), 0o2771, /store has mode 771/);
    refused(join(suite.folder, 'run'), 0o751, /run has mode 751/);
  });
});

describe('init', { skip }, () => {
  test('names a user or group that does not exist, and makes nothing',
    async () => {
      await assert.rejects(Suite.start({ programs: [], settings: () =>
        ['group = nobody-has-this', 'store_group = 0', 'key_user = 0'] }),
      /there is no group nobody-has-this/);
    });

  test('wants all three names or none', async () => {
    await assert.rejects(Suite.start({ programs: [], settings: () =>
      ['group = 0'] }), /group, store_group and key_user go together/);
  });
});
