// SPDX-License-Identifier: ISC
// ./quickstart as a newcomer meets it: one command, then four lines of curl.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync,
  readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SOURCE, childrenOf, freePort, kill, request, until } from './fixture.mjs';

const folder = mkdtempSync(join(tmpdir(), 'gh-quick-'));
const state = join(folder, 'state');
const port = await freePort();
let running;

after(async () => {
  await running?.end('SIGTERM');
  rmSync(folder, { recursive: true });
});

// Runs quickstart until it is ready or has ended.
async function start(options = ['--port', port, '--state', state]) {
  const child = spawn('setpriv', ['--pdeathsig', 'TERM',
    join(SOURCE, 'quickstart'), ...options.map(String)],
  { cwd: folder, detached: true });
  const run = { child, output: '', said: '' };
  child.stdout.on('data', (data) => { run.output += data; });
  child.stderr.on('data', (data) => { run.said += data; });
  run.ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  run.end = (signal) => {
    child.kill(signal);
    return run.ended;
  };
  run.isReady = () => /^ready$/m.test(run.output);
  await until(() => run.isReady() || child.exitCode !== null,
    `quickstart: ${run.said}`, 600);
  return run;
}

// Runs it where it must end by itself; what it says.
async function refusal(options) {
  const run = await start(options);
  assert.equal(run.isReady(), false);
  assert.notEqual(await run.ended, 0);
  assert.match(run.said, /^quickstart: [^\n]+\n$/);
  return run.said;
}

// Whose arguments name the state directory.
function processes() {
  return readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) &&
        readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(state);
    } catch {
      return false;
    }
  });
}

function secretKey() {
  return /^SCW_SECRET_KEY=(.*)$/m
    .exec(readFileSync(join(state, 'owner.env'), 'utf8'))[1];
}

function visit(headers = {}) {
  return request(port, { host: `hello.localhost:${port}`, headers });
}

function callApi(method, path, body) {
  return request(port, { method, body: body && JSON.stringify(body),
    path: `/containers/v1beta1/regions/fr-par/${path}`,
    headers: { 'X-Auth-Token': secretKey(),
      'Content-Type': 'application/json' } });
}

async function allAnswer() {
  try {
    const answers = await Promise.all([callApi('POST', 'tokens', {}),
      callApi('DELETE', 'tokens/0'), callApi('GET', 'tokens'), visit(),
      callApi('GET', 'namespaces'), callApi('GET', 'containers')]);
    return answers.map(({ status }) => status).join() ===
      '400,404,200,403,200,200';
  } catch {
    return false;
  }
}

test('it gets ready, and says so on a line of its own', async () => {
  running = await start();
  assert.ok(running.isReady(), running.said);
});

// The journey as it is printed, run by a shell.
function assertJourney(output) {
  const lines = output.split('\n');
  const journey = lines.slice(lines.findIndex((line) => line.startsWith('set -a; ')),
    lines.indexOf('ready')).join('\n');
  const { status, stdout, stderr } = spawnSync('sh', ['-euc', journey],
    { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.deepEqual(stdout.match(/(?<=^|\}|\n)\d{3}$/gm),
    ['403', '200', '200', '403'], stdout);
}

test('the printed lines give 403, 200, 200, 403', () => {
  assertJourney(running.output);
});

test('the public container lets everybody in', async () => {
  const { status } = await request(port, { host: `open.localhost:${port}` });
  assert.equal(status, 200);
});

test('owner.env is the environment of Scaleway\'s tools, and the password, for us alone',
() => {
  const file = join(state, 'owner.env');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(state).mode & 0o777, 0o700);
  assert.deepEqual(readFileSync(file, 'utf8').trim().split('\n')
    .map((line) => line.split('=')[0]),
  ['SCW_API_URL', 'SCW_ACCESS_KEY', 'SCW_SECRET_KEY',
    'SCW_DEFAULT_ORGANIZATION_ID', 'SCW_DEFAULT_PROJECT_ID',
    'SCW_DEFAULT_REGION', 'GATEHOUSE_USERNAME', 'GATEHOUSE_PASSWORD']);
  assert.match(readFileSync(file, 'utf8'),
    new RegExp(`^SCW_API_URL=http://localhost:${port}$`, 'm'));
});

test('nothing but 127.0.0.1 is listened on', async (t) => {
  const outside = Object.values(networkInterfaces()).flat()
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  if (outside === undefined)
    return t.skip('this machine has no other address');
  const socket = net.connect(port, outside.address);
  const met = await new Promise((done) => {
    socket.on('connect', () => done('an open door'));
    socket.on('error', ({ code }) => done(code));
  });
  socket.destroy();
  assert.equal(met, 'ECONNREFUSED');
});

test('a second one in the same state says so', async () => {
  const said = await refusal(
    ['--port', await freePort(), '--state', state]);
  assert.match(said, /another quickstart/);
  assert.equal((await visit()).status, 403);
});

test('a busy port is named', async () => {
  const said = await refusal(
    ['--port', port, '--state', join(folder, 'other')]);
  assert.ok(!existsSync(join(folder, 'other')));
  assert.match(said, new RegExp(`port ${port} is busy`));
});

test('all that runs may be killed with -9, and comes back', async () => {
  const keepers = () => childrenOf(running.child.pid);
  const kept = () => keepers().flatMap(childrenOf);
  for (const find of [kept, keepers]) {
    const killed = find();
    assert.ok(killed.length >= 7);
    kill(...killed);
    await until(() => killed.every((pid) => !find().includes(pid)), 'their end');
    await until(() => keepers().length >= killed.length && allAnswer(),
      'their return');
  }
});

test('SIGTERM stops all of it; the next start finds all data', async () => {
  const file = join(state, 'owner.env');
  const secret = secretKey(), environment = readFileSync(file, 'utf8');
  const { containers } = (await callApi('GET', 'containers')).json;
  const { token } = (await callApi('POST', 'tokens',
    { container_id: containers.find(({ name }) => name === 'hello').id })).json;
  assert.equal(await running.end('SIGTERM'), 0);
  assert.deepEqual(processes(), []);
  running = await start();
  assert.equal(secretKey(), secret);
  assert.equal(readFileSync(file, 'utf8'), environment);
  assert.deepEqual((await callApi('GET', 'containers')).json.containers
    .map(({ id }) => id), containers.map(({ id }) => id));
  assert.equal((await visit({ 'X-Auth-Token': token })).status, 200);
});

test('what killed keepers leave behind is stopped too', async () => {
  kill(...childrenOf(running.child.pid));
  assert.equal(await running.end('SIGTERM'), 0);
  assert.deepEqual(processes(), []);
  running = await start();
});

for (const signal of ['SIGINT', 'SIGHUP'])
  test(`${signal} stops all of it`, async () => {
    assert.equal(await running.end(signal), 0);
    assert.deepEqual(processes(), []);
    running = await start();
  });

test('killed with -9 itself it leaves nothing running', async () => {
  assert.equal(await running.end('SIGKILL'), 'SIGKILL');
  await until(() => processes().length === 0, 'the end of all');
  running = await start();
  assert.equal((await visit()).status, 403);
});

test('others may not read the state directory', async () => {
  await running.end('SIGTERM');
  chmodSync(state, 0o750);
  const options = ['--port', port, '--state', state];
  assert.match(await refusal(options), /chmod 700/);
  chmodSync(state, 0o700);
});

test('a half-made state is finished', async () => {
  // As if the power failed before the last step of the first start.
  renameSync(join(state, 'data'), join(state, 'data.new'));
  const secret = secretKey();
  running = await start();
  assert.ok(running.isReady(), running.said);
  assert.notEqual(secretKey(), secret);
  assert.equal((await callApi('GET', 'tokens')).status, 200);
});

test('a lost owner.env is not passed over in silence', async () => {
  await running.end('SIGTERM');
  rmSync(join(state, 'owner.env'));
  const options = ['--port', port, '--state', state];
  assert.match(await refusal(options), /owner\.env is gone/);
  assert.ok(existsSync(join(state, 'data')));
});

test('a directory that cannot be made, or a wrong option, is named',
  async () => {
    writeFileSync(join(folder, 'file'), '');
    assert.match(await refusal(['--state', join(folder, 'file', 'x')]),
      /cannot make the directory/);
    mkdirSync(join(folder, 'a b'));
    assert.match(await refusal(['--state', join(folder, 'a b')]), /plainer/);
    assert.match(await refusal(['--port', '0']), /no port/);
    assert.match(await refusal(['--prot', '1']), /unknown/);
    assert.match(await refusal(['--port']), /wants a value/);
  });

for (const server of ['nginx', 'apache'])
  test(`the same behind ${server}, console and all`, async () => {
    const own = await freePort();
    const run = await start(['--port', own, '--state', join(folder, server),
      '--server', server]);
    assert.ok(run.isReady(), run.said);
    assertJourney(run.output);
    const console = await request(own, { path: '/console/' });
    assert.match(console.body, /main\.js/);
    assert.match(console.headers['content-security-policy'],
      /connect-src 'self';/);
    assert.equal(await run.end('SIGTERM'), 0);
  });
