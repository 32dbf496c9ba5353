// SPDX-License-Identifier: ISC
// Disks that are full, read only or at a limit, and descriptors that run out:
// programs refuse, say why, and go on when the cause is gone.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Disk, without } from '../lib/disk.mjs';
import { Wounded, writtenSize } from '../lib/wounded.mjs';

// An installation of which the parts named, state or view, are on a disk.
async function onDisk(parts, size, task) {
  const path = mkdtempSync(join(tmpdir(), 'gatehouse-disk-'));
  const disk = new Disk(path, size);
  try {
    const it = await Wounded.start({ place: (suite) => {
      if (parts.includes('state'))
        suite.state = join(path, 'state');
      return parts.includes('view') ? [`view = ${join(path, 'view')}`] : [];
    } });
    try {
      await task(it, disk);
    } finally {
      disk.become('rw');
      disk.free();
      await it.close();
    }
  } finally {
    disk.close();
    rmSync(path, { recursive: true });
  }
}

// Does something with one after the other until it is refused; those with which
// it was done.
async function whileItWorks(most, list, work) {
  const done = [];
  for (const item of list) {
    const answer = await work(item);
    if (answer.status !== 200)
      return done;
    done.push(answer.json);
  }
  assert.fail(`refused before ${most}`);
}

function* endlessly(most) {
  for (let i = 0; i < most; i++)
    yield i;
}

test('a full disk: what was answered holds, the rest is refused', {
  skip: without }, () => onDisk(['state'], '200m', async (it, disk) => {
  const tokens = [];
  for (let i = 0; i < 100; i++)
    tokens.push(await it.make());
  disk.fill();
  const deleted = await whileItWorks(100, tokens, ({ id }) =>
    it.call('DELETE', `/${id}`));
  await it.says('token-delete',
    /cannot write .*deleted\.log: nothing is deleted: No space left/);
  assert.equal(await it.knock(tokens[deleted.length]), 200,
    'what could not be deleted is not half deleted');
  const made = await whileItWorks(2000, endlessly(2000), () =>
    it.call('POST', '', { container_id: it.container }));
  await it.holds();
  it.refuses(/its disk is full: the store needs \d+ MB/, 'token', 'list');
  disk.free();
  await it.recovers();
  for (const token of tokens.slice(0, deleted.length))
    assert.equal(await it.knock(token), 403);
  for (const token of [...tokens.slice(deleted.length), ...made])
    assert.equal(await it.knock(token), 200);
}));

test('a disk that is full from the start: gates hold, programs wait', {
  skip: without }, () => onDisk(['state'], '200m', async (it, disk) => {
  await it.stopPrograms();
  disk.fill();
  it.startPrograms();
  await it.says('token-create', /its disk is full/);
  await it.holds();
  disk.free();
  await it.recovers();
}));

test('a view that finds no room to grow: gates hold the one they have', {
  skip: without }, () => onDisk(['view'], '1m', async (it, disk) => {
  disk.fill();
  await whileItWorks(1000, endlessly(1000), () =>
    it.call('POST', '', { container_id: it.container }));
  await it.says('token-create',
    /cannot take \d+ bytes for .*view\.\d+: No space left/);
  await it.holds();
  disk.free();
  disk.become('size=8m');
  await it.recovers();
}));

test('a disk that is read only: named, and nothing begins', {
  skip: without }, () => onDisk(['state'], '200m', async (it, disk) => {
  await it.stopPrograms();
  disk.become('ro');
  it.refuses(/store\/members: Read-only file system/, 'token', 'list');
  it.refuses(/store\/members: Read-only file system/, 'token', 'delete',
    it.kept.id);
  await it.holds();
  disk.become('rw');
  it.startPrograms();
  await it.recovers();
}));

function limit(it, program, what, value) {
  for (const pid of it.workers(program)) {
    const { status, stderr } = spawnSync('prlimit', ['--pid', pid,
      `--${what}=${value}:`], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  }
}

async function hurt(task) {
  const it = await Wounded.start();
  try {
    await task(it);
  } finally {
    await it.close();
  }
}

test('a journal at its size limit: nothing is deleted', () =>
  hurt(async (it) => {
    limit(it, 'token-delete', 'fsize', 210);
    await it.delete(it.kept, 503);
    await it.delete(it.kept, 503);
    await it.says('token-delete',
      /deleted\.log: nothing is deleted: (File too large|No space left)/);
    await it.holds();
    limit(it, 'token-delete', 'fsize', 'unlimited');
    await it.recovers();
  }));

test('a log at its size limit: nothing is made, and nothing of it later', () =>
  hurt(async (it) => {
    const log = join(it.store, 'log.0000000001');
    limit(it, 'token-create', 'fsize', writtenSize(log) + 300);
    for (let i = 0; i < 3; i++)
      assert.equal((await it.call('POST', '',
        { container_id: it.container })).status, 503);
    await it.says('token-create', /commit: File too large/);
    await it.holds();
    limit(it, 'token-create', 'fsize', 'unlimited');
    await it.recovers();
    const list = await it.call('GET', `?container_id=${it.container}`);
    assert.deepEqual(list.json.tokens.map(({ id }) => id), [it.kept.id]);
  }));

test('no descriptors left: workers that cannot go on come back', () =>
  hurt(async (it) => {
    for (const program of [...it.programs, 'token-gate'])
      limit(it, program, 'nofile', 4);
    for (let i = 0; i < 3; i++) {
      await it.call('GET', `?container_id=${it.container}`);
      await it.call('POST', '', { container_id: it.container });
      assert.notEqual(await it.knock(it.gone).catch(() => 403), 200);
    }
    await it.says('token-list', /Too many open files/);
    for (const program of [...it.programs, 'token-gate'])
      limit(it, program, 'nofile', 1024);
    await it.recovers();
  }));

// Berkeley DB tries for 12 s to open a file.
test('too few descriptors to begin: said, and nobody else is hurt',
  () => hurt(async (it) => {
    for (const most of [5, 10]) {
      const { status, stderr } = spawnSync('prlimit', [`--nofile=${most}`,
        join(process.env.GATEHOUSE_BUILD ?? '.', 'tools', 'gatehouse'),
        'token', 'list'], { env: it.suite.environment, encoding: 'utf8' });
      assert.notEqual(status, 0);
      assert.match(stderr, /Too many open files/);
      await it.holds();
    }
    await it.recovers();
  }));
