// SPDX-License-Identifier: ISC
// A soak: all programs at work for SOAK_SECONDS, while the web server's logs are
// rotated and it and the programs are reloaded in good order.  No request may
// fail, and nothing may grow: memory, descriptors, log files.  Times are told,
// not judged.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync,
  writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROGRAMS, isAlive, startServer, until } from '../server/fixture.mjs';
import { SAMPLES } from '../server/samples.mjs';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 60);
const PERIODS = 10;
const WORKERS = 2;
const CLIENTS = 4;
const TOKENS = 25;   // that each client keeps
const HOST = 'soaked.test';
const GROWTH_KB = 512; // of a worker's own memory, in the second half
const GATE_KB = 20480; // of a gate's, which remembers 131072 tokens at most
const LOG_FILES = 4;   // of the store, 10 MB each
const OPENED = 3;      // files that a member opens when it first writes them

let server, container;
let rests = false;     // so that everybody is idle
let working = 0, ended = false;
const failures = [];
let times = {};        // what -> milliseconds of each, in this period

before(async () => {
  server = await startServer({ settings: `workers = ${WORKERS}\n`,
    applications: ({ state }) => {
      mkdirSync(join(state, 'files'));
      writeFileSync(join(state, 'files', 'index.html'), 'in\n');
      return SAMPLES.lighttpd.host(HOST,
        [{ application: { files: join(state, 'files') } }]);
    } });
  server.namespace('soak');
  container = server.container('soak', 'soaked', '--domain', HOST);
});
after(() => server?.close());

async function timed(what, status, asking) {
  const start = performance.now();
  const answer = await asking().catch((error) =>
    ({ status: 0, body: String(error) }));
  (times[what] ??= []).push(performance.now() - start);
  if (answer.status !== status)
    failures.push(`${what}: ${answer.status} ${answer.body}`);
  return answer;
}

const asOwner = (path) => server.request({ path,
  headers: { 'X-Auth-Token': server.owner.SCW_SECRET_KEY } });

// A token is made, used, listed, deleted, refused.
async function round(tokens) {
  const { json } = await timed('create', 200, () =>
    server.api('POST', '/tokens', { container_id: container }));
  if (json?.token === undefined)
    return;
  tokens.push(json);
  for (let i = 0; i < 4; i++)
    await timed('gate', 200, () => server.visit(HOST,
      tokens[Math.floor(i * tokens.length / 4)].token));
  await timed('gate', 403, () => server.visit(HOST, `${json.token}x`));
  await timed('list', 200, () => server.api('GET',
    `/tokens?container_id=${container}`));
  await timed('others', 200, () => server.api('GET', '/namespaces'));
  await timed('others', 200, () => server.api('GET', '/containers'));
  await timed('others', 200, () => asOwner('/iam/v1alpha1/users'));
  await timed('others', 401, () => server.request({ path: '/session' }));
  await timed('others', 404, () => server.request({ path: '/keys/0/jwks.json' }));
  if (tokens.length <= TOKENS)
    return;
  const { id, token } = tokens.shift();
  await timed('delete', 200, () => server.api('DELETE', `/tokens/${id}`));
  await timed('gate', 403, () => server.visit(HOST, token));
}

async function work() {
  const tokens = [];
  while (!ended) {
    while (rests && !ended)
      await sleep(10);
    working++;
    await round(tokens);
    working--;
  }
}

// ---- what is in good order ----

// The parent ends when its requests are answered; its keeper starts another.
async function reload(name) {
  const [parent] = server.pids(name);
  process.kill(parent, 'SIGTERM');
  await until(() => !isAlive(parent), `the end of ${name}`);
  await until(() => server.workers(name).length === WORKERS, `${name} again`);
}

// Opens its logs anew; starts anew with its sockets.
async function reloadWeb() {
  const { pid } = server.children.get('lighttpd');
  const log = server.log('access');
  renameSync(log, `${log}.1`);
  process.kill(pid, 'SIGHUP');
  await until(() => statSync(log, { throwIfNoEntry: false }), 'a new log');
  const starts = () => readFileSync(server.log('lighttpd'), 'utf8')
    .split('server started').length;
  const before = starts();
  process.kill(pid, 'SIGUSR1');
  await until(() => starts() > before, 'lighttpd again');
}

// ---- what may not grow ----

const memoryOf = (pid) => Number(/^Pss_Anon:\s+(\d+)/m.exec(
  readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);
const descriptorsOf = (pid) => readdirSync(`/proc/${pid}/fd`).length;

function look() {
  const pids = new Map([...PROGRAMS.flatMap((name) => server.workers(name)
    .map((pid) => [pid, name])),
  [server.children.get('lighttpd').pid, 'lighttpd']]);
  const store = join(server.data, 'store');
  const sizes = readdirSync(store).map((name) =>
    [name, statSync(join(store, name)).size]);
  return { processes: new Map([...pids].map(([pid, name]) => [pid,
    { name, memory: memoryOf(pid), descriptors: descriptorsOf(pid) }])),
  logFiles: sizes.filter(([name]) => name.startsWith('log.')).length,
  tables: sizes.filter(([name]) => name.endsWith('.db'))
    .reduce((sum, [, size]) => sum + size, 0),
  viewFiles: readdirSync(join(server.data, 'view')).length };
}

const at = (list, part) => list.toSorted((a, b) => a - b)[
  Math.floor((list.length - 1) * part)]?.toFixed(1) ?? '-';
const total = (seen, what, of = () => true) => [...seen.processes.values()]
  .filter(of).reduce((sum, process) => sum + process[what], 0);
const isGate = ({ name }) => name === 'token-gate';

function row(period, seen) {
  const asked = Object.values(times).reduce((sum, list) => sum + list.length, 0);
  return [period, asked, failures.length, at(times.gate, 0.5),
    at(times.gate, 0.99), at(times.create, 0.5), at(times.create, 0.99),
    total(seen, 'memory', (process) => !isGate(process)),
    total(seen, 'memory', isGate), total(seen, 'descriptors'), seen.logFiles,
    Math.round(seen.tables / 1024)]
    .map((cell) => String(cell).padStart(10)).join('');
}

const HEAD = ['period', 'asked', 'failed', 'gate p50', 'p99', 'make p50', 'p99',
  'own KB', 'gate KB', 'fds', 'logs', 'tables KB'].map((cell) =>
  cell.padStart(10)).join('');

// What programs said of deaths.
const deaths = () => PROGRAMS.flatMap((name) =>
  readFileSync(server.log(name), 'utf8').split('\n').filter((line) =>
    /ended by signal|left with status|all leave|needs recovery/.test(line)));

// One period of work, something reloaded within, and a look when all rest.
async function passPeriod(t, period) {
  times = {};
  const end = Date.now() + SECONDS * 1000 / PERIODS;
  if (period <= PERIODS / 2) {
    await reload(PROGRAMS[(2 * period) % PROGRAMS.length]);
    await reload(PROGRAMS[(2 * period + 1) % PROGRAMS.length]);
  }
  await reloadWeb();
  await sleep(Math.max(0, end - Date.now()));
  rests = true;
  await until(() => working === 0, 'rest');
  const seen = look();
  t.diagnostic(row(period, seen));
  rests = false;
  return seen;
}

test(`for ${SECONDS} s no request fails and nothing grows`, async (t) => {
  const clients = Array.from({ length: CLIENTS }, work);
  const seen = [];
  t.diagnostic(HEAD);
  try {
    for (let period = 1; period <= PERIODS; period++)
      seen.push(await passPeriod(t, period));
  } finally {
    ended = true;
    await Promise.all(clients);
    assert.deepEqual(deaths(), []);
  }
  assert.deepEqual(failures, []);
  const middle = seen[PERIODS / 2], last = seen[PERIODS - 1];
  for (const [pid, { name, memory, descriptors }] of last.processes) {
    const before = middle.processes.get(pid);
    assert.ok(before, `${name} lives since the middle`);
    assert.ok(isGate({ name }) ? memory <= GATE_KB
      : memory - before.memory <= GROWTH_KB,
      `${name} has ${before.memory} KB, then ${memory} KB`);
    assert.ok(descriptors <= before.descriptors + OPENED,
      `${name} has ${before.descriptors} descriptors, then ${descriptors}`);
  }
  for (const { logFiles, viewFiles } of seen) {
    assert.ok(logFiles <= LOG_FILES, `${logFiles} files of the log`);
    assert.equal(viewFiles, 3, 'one view');
  }
  assert.match(server.gatehouse('verify'), /: sound$/);
});
