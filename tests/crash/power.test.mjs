// SPDX-License-Identifier: ISC
// Power loss: what programs write to the store is recorded, and then opened as
// a disk may hold it that lost its power: cut where something was synced, with
// all, nothing or parts of what was not.  What had been acknowledged by then
// holds.  POWER_CUTS is at how many of these places.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync,
  readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Random, SEED } from '../lib/random.mjs';
import { BETA, Suite } from '../lib/suite.mjs';
import { Disk, EVERYTHING, NOTHING_MORE, byChance, encodeMark, readRecord }
  from './disk.mjs';

const BUILD = resolve(process.env.GATEHOUSE_BUILD ?? '.');
const SHARED = '/dev/shm';
const SPACE = 2 ** 30;
const PROGRAMS = ['token-create', 'token-delete', 'token-list', 'containers',
  'namespaces'];
const WRITERS = 4;
const TOKENS = 1200;   // made; half of them are deleted
const CUTS = Number(process.env.POWER_CUTS ?? 60);
const AT_ONCE = 3;     // images
// Small, so that files of the log come and go and pages are written early.
const CONFIG = 'set_lg_bsize 16384\nset_lg_max 131072\n' +
  'set_cachesize 0 131072 1\n';
// A page is written whole (HACKING.md); of other files a sector is.
const unit = (name) => name.endsWith('.db') ? 4096 : 512;

const run = promisify(execFile);
const random = new Random();
let folder, suite, entries, record;

// On a disk in memory when there is one: nothing here needs a real one.
function findPlace() {
  try {
    const { bavail, bsize } = statfsSync(SHARED);
    return bavail * bsize > SPACE ? SHARED : tmpdir();
  } catch {
    return tmpdir();
  }
}

before(async () => {
  folder = mkdtempSync(join(findPlace(), 'gatehouse-power-'));
  record = join(folder, 'record');
  writeFileSync(join(folder, 'DB_CONFIG'), CONFIG);
  Object.assign(process.env, { TMPDIR: folder,
    RECORDER_ROOT: join(folder, 'gatehouse-api-'), RECORDER_FILE: record,
    RECORDER_CONFIG: join(folder, 'DB_CONFIG'),
    LD_PRELOAD: join(BUILD, 'tests', 'recorder.so') });
  suite = await Suite.start({ programs: PROGRAMS,
    command: (program) => [join(BUILD, 'cgi-bin', program)] });
  delete process.env.LD_PRELOAD;
});
after(async () => {
  await suite?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const note = (mark) => appendFileSync(record, encodeMark(mark));

async function work(container, count) {
  for (let i = 0; i < count; i++) {
    const { id } = await suite.must('POST', `${BETA}/tokens`,
      { container_id: container });
    note({ made: id });
    if (!random.chance(0.5))
      continue;
    note({ doomed: id });
    await suite.must('DELETE', `${BETA}/tokens/${id}`);
    note({ gone: id });
  }
}

// The container's tokens go with it.
async function workWithContainers(namespace) {
  const { id: container } = await suite.must('POST', `${BETA}/containers`,
    { namespace_id: namespace, name: 'short' });
  for (let i = 0; i < 5; i++)
    await work(container, 1);
  const { tokens } = await suite.must('GET',
    `${BETA}/tokens?container_id=${container}`);
  for (const { id } of tokens)
    note({ doomed: id });
  await suite.must('DELETE', `${BETA}/containers/${container}`);
  for (const { id } of tokens)
    note({ gone: id });
}

// What had been acknowledged when the power went.
class Acknowledged {
  isInstalled = false;
  kept = new Set();
  gone = new Set();

  note({ installed, made, doomed, gone }) {
    this.isInstalled ||= installed;
    if (made)
      this.kept.add(made);
    this.kept.delete(doomed); // it may be there or not, from now on
    if (gone)
      this.gone.add(gone);
  }

  // In words, what of it does not hold.
  judge(listed) {
    const ids = new Set(listed.map(({ id }) => id));
    return [...[...this.kept].filter((id) => !ids.has(id))
      .map((id) => `${id} is lost`),
    ...[...this.gone].filter((id) => ids.has(id))
      .map((id) => `${id} is back`)];
  }
}

// Files that are mapped, not written: what is on disk of them is anything.
function addMapped(state) {
  const store = join(state, 'store');
  if (!existsSync(store))
    return;
  for (const name of readdirSync(join(folder, 'mapped')))
    switch (random.below(3)) {
    case 0:
      cpSync(join(folder, 'mapped', name), join(store, name));
      break;
    case 1:
      writeFileSync(join(store, name), Buffer.alloc(random.between(0, 40000),
        random.below(256)));
      break;
    default:
      rmSync(join(store, name), { force: true });
    }
}

// The operator's command in an image; what it prints.
async function command(state, ...args) {
  const conf = join(state, '..', `${basename(state)}.conf`);
  writeFileSync(conf, `state = ${state}\n`);
  const { stdout } = await run(join(BUILD, 'tools', 'gatehouse'),
    ['--config', conf, ...args], { timeout: 30000, maxBuffer: 2 ** 26 });
  return stdout;
}

async function open(state, acknowledged) {
  try {
    const tokens = JSON.parse(await command(state, 'token', 'list', '--json'));
    const faults = acknowledged.judge(tokens);
    await command(state, 'verify');
    return faults;
  } catch (error) {
    return [`${error.message} ${error.stdout ?? ''}`];
  }
}

// Places in the record just before and behind which something became safe.
function places() {
  const syncs = entries.flatMap(({ what }, i) => what === 'sync' ? [i] : []);
  const all = syncs.flatMap((i) => [i, i + 1]);
  if (all.length <= CUTS)
    return new Set(all);
  return new Set(Array.from({ length: CUTS }, () => random.pick(all)));
}

const LUCKS = { 'nothing that was not synced is kept': () => NOTHING_MORE,
  'all of it is kept': () => EVERYTHING,
  'parts of it are kept': () => byChance(random, unit) };

// Opens the disk as it may be at each place; what went wrong.
async function cut(t, makeLuck) {
  const disk = new Disk(suite.state), acknowledged = new Acknowledged();
  const wanted = places(), faults = [], running = new Set();
  let images = 0, unsafe = 0;
  for (const [i, entry] of entries.entries()) {
    if (wanted.has(i) && acknowledged.isInstalled) {
      const state = join(folder, `image${i}`);
      const then = structuredClone(acknowledged);
      Object.setPrototypeOf(then, Acknowledged.prototype);
      disk.write(state, makeLuck());
      addMapped(state);
      unsafe += disk.unsafe.length > 0;
      images++;
      const opening = open(state, then).then((found) => {
        faults.push(...found.map((fault) => `cut ${i}: ${fault}`));
        rmSync(state, { recursive: true, force: true });
        running.delete(opening);
      });
      running.add(opening);
      if (running.size >= AT_ONCE)
        await Promise.race(running);
    }
    if (entry.what === 'mark')
      acknowledged.note(entry.mark);
    else
      disk.apply(entry);
  }
  await Promise.all(running);
  t.diagnostic(`seed ${SEED}: ${images} disks opened, ${unsafe} with names ` +
    'that were not safe');
  return faults;
}

test('programs work, and what they write is recorded', async (t) => {
  note({ installed: true });
  const { id: namespace } = await suite.must('POST', `${BETA}/namespaces`,
    { name: 'power' });
  const { id: container } = await suite.must('POST', `${BETA}/containers`,
    { namespace_id: namespace, name: 'loss' });
  await Promise.all([workWithContainers(namespace),
    ...Array.from({ length: WRITERS },
      () => work(container, TOKENS / WRITERS))]);
  mkdirSync(join(folder, 'mapped'));
  for (const name of readdirSync(join(suite.state, 'store')))
    if (/^(__db\.\d|members)/.test(name))
      cpSync(join(suite.state, 'store', name), join(folder, 'mapped', name));
  entries = readRecord(record);
  const count = (what, pattern = /./) => entries.filter((entry) =>
    entry.what === what && (!entry.name || pattern.test(entry.name))).length;
  t.diagnostic(`${count('write')} writes, ${count('sync')} syncs, ` +
    `${count('create', /log\./)} log files made, ` +
    `${count('unlink', /log\./)} removed`);
  assert.ok(count('create', /log\./) > 5 && count('unlink', /log\./) > 2);
});

for (const [name, makeLuck] of Object.entries(LUCKS))
  test(`what was acknowledged survives a loss of power when ${name}`,
    async (t) => {
      assert.deepEqual(await cut(t, makeLuck), []);
    });
