// SPDX-License-Identifier: ISC
// A storm: tokens are made and deleted without a pause while processes die of
// SIGKILL, several a second.  What was acknowledged holds, at once and at the
// end, and nobody waits for long.  STORM_SECONDS is how long the first lasts; the
// others take half of it.  Run by root, programs have users of their own.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random, SEED } from '../lib/random.mjs';
import { PROGRAMS, descendantsOf, isAlive, kill, startServer, until }
  from '../server/fixture.mjs';
import { SAMPLES } from '../server/samples.mjs';
import { Promises } from './promises.mjs';
import { canSplit, splitCommand, splitSettings } from './users.mjs';

const SECONDS = Number(process.env.STORM_SECONDS ?? 30);
const PAUSE_MS = [20, 250]; // between kills
const CREATORS = 4;
const HOST = 'stormy.test';
const LONGEST_MS = 10000; // for an answer
const BACK_MS = 10000;    // for the service, after the last kill
const READERS = ['token-gate', 'public-keys'];
const WRITERS = PROGRAMS.filter((name) => !READERS.includes(name));

const random = new Random();
let server, promises;

before(async () => {
  server = await startServer({
    settings: (on) => `workers = 3\n${canSplit ? splitSettings(on) : ''}`,
    command: canSplit ? splitCommand : undefined,
    applications: ({ state }) => {
      mkdirSync(join(state, 'files'));
      writeFileSync(join(state, 'files', 'index.html'), 'in\n');
      return SAMPLES.lighttpd.host(HOST,
        [{ application: { files: join(state, 'files') } }]);
    } });
  server.namespace('storm');
  promises = new Promises(server, HOST,
    server.container('storm', 'stormy', '--domain', HOST));
});
after(() => server?.close());

// Makes tokens, and deletes half of all.
async function write(weather) {
  while (weather.rages) {
    const made = await promises.create();
    if (made === undefined)
      continue;
    await promises.mustLetIn(made.id);
    if (random.chance(0.5))
      continue;
    await promises.delete(made.id);
    await promises.mustRefuse(made.id);
  }
}

// One process at a time of these programs: parents and workers.
async function killSome(programs, seconds) {
  const end = Date.now() + seconds * 1000;
  let kills = 0;
  while (Date.now() < end) {
    await sleep(random.between(...PAUSE_MS));
    const pid = random.pick(server.pids(random.pick(programs)));
    if (pid !== undefined)
      kills += kill(pid);
  }
  return kills;
}

// Rages, and says what came of it.
async function storm(t, killers, ...others) {
  const weather = { rages: true };
  const before = { ...promises.counts };
  promises.longestMs = 0;
  const [kills] = await Promise.all([
    killers().finally(() => { weather.rages = false; }),
    ...Array.from({ length: CREATORS }, () => write(weather)),
    ...others.map((other) => other(weather))]);
  const start = performance.now();
  await server.ready();
  const back = performance.now() - start;
  const counts = Object.entries(promises.counts).map(([name, count]) =>
    `${name} ${count - before[name]}`).join(', ');
  t.diagnostic(`seed ${SEED}: ${kills} kills, ${counts}, ` +
    `longest wait ${Math.round(promises.longestMs)} ms, ` +
    `back ${Math.round(back)} ms after the last kill`);
  assert.deepEqual(promises.broken, []);
  assert.ok(promises.longestMs < LONGEST_MS, 'an answer in time');
  assert.ok(back < BACK_MS, 'all answer again');
  return kills;
}

// Afterwards, however it raged.
function holds() {
  test('every acknowledged creation is found, every deletion refuses',
    async (t) => {
      await promises.checkAll();
      t.diagnostic(`${promises.kept.size} tokens kept, ` +
        `${promises.deleted.size} deleted: all looked at`);
      assert.deepEqual(promises.broken, []);
    });

  test('the store verifies', (t) => {
    const said = server.gatehouse('verify');
    t.diagnostic(said);
    assert.match(said, /: sound$/);
  });
}

// A token that is good all the time is let in all the time, while only those
// die that the gate does not need.
async function knock(t, token, weather) {
  const others = [];
  let count = 0, longest = 0;
  while (weather.rages) {
    const start = performance.now();
    const { status } = await server.visit(HOST, token)
      .catch(() => ({ status: 0 }));
    longest = Math.max(longest, performance.now() - start);
    count++;
    if (status !== 200)
      others.push(status);
  }
  t.diagnostic(`${count} visits, the longest ${Math.round(longest)} ms`);
  assert.deepEqual(others, [], 'answers of the gate but 200');
}

// Those that hold the sockets and bring programs back die too, and the web
// server.
async function killTree() {
  const roots = [...server.children.values()].map(({ pid }) => pid);
  const all = roots.flatMap((pid) => [pid, ...descendantsOf(pid)]);
  for (const pid of roots)
    kill(-pid);
  await until(() => all.every((pid) => !isAlive(pid)), 'their death');
}

function startTree(programs = PROGRAMS) {
  for (const name of programs)
    server.start(name);
  server.startWeb();
}

// A power switch: everything dies at once, and comes back.
async function killTrees() {
  const end = Date.now() + SECONDS * 1000 / 2;
  let kills = 0, longest = 0;
  for (; Date.now() < end; kills++) {
    await sleep(random.between(200, 1500));
    await killTree();
    const start = performance.now();
    startTree();
    await server.ready();
    longest = Math.max(longest, performance.now() - start);
  }
  return { kills, longest };
}

// Everybody dies before the store is open again, or just when it is.
async function killStarts() {
  const end = Date.now() + SECONDS * 1000 / 2;
  let kills = 0;
  while (Date.now() < end) {
    const wait = random.between(0, 120);
    for (const name of WRITERS)
      kill(...server.pids(name));
    for (let left = random.between(1, 5); left > 0; left--) {
      await sleep(wait);
      const pids = WRITERS.flatMap((name) => server.pids(name));
      kills += random.chance(0.5) ? kill(random.pick(pids) ?? 0x3fffffff)
        : kill(...pids);
    }
    await server.ready();
    await sleep(random.between(0, 300));
  }
  return kills;
}

describe('every program dies at random', () => {
  test('nothing that was acknowledged is lost', async (t) => {
    const kills = await storm(t, () => killSome(PROGRAMS, SECONDS));
    assert.ok(kills > SECONDS, 'many were killed');
    assert.ok(promises.counts.deleted > SECONDS / 2, 'work was done');
  });
  holds();
});

describe('only writers die', () => {
  test('the gate answers on as if nothing were', async (t) => {
    const { json: { token } } = await server.api('POST', '/tokens',
      { container_id: promises.container });
    await storm(t, () => killSome(WRITERS, SECONDS / 2),
      (weather) => knock(t, token, weather));
  });
  holds();
});

describe('everything dies at once, the web server too', () => {
  test('and is back, and nothing that was acknowledged is lost', async (t) => {
    await storm(t, async () => {
      const { kills, longest } = await killTrees();
      t.diagnostic(`back within ${Math.round(longest)} ms each time`);
      assert.ok(longest < BACK_MS, 'back in time');
      return kills;
    });
  });
  holds();
});

describe('programs die while they start and recover', () => {
  test('nothing that was acknowledged is lost', async (t) => {
    await storm(t, killStarts);
  });
  holds();
});
