// SPDX-License-Identifier: ISC
// A clock that is not set, and one that is set back, under running programs.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Wounded } from '../lib/wounded.mjs';

const LIBRARY = join(resolve(process.env.GATEHOUSE_BUILD ?? '.'), 'tests',
  'clock.so');
const YEAR = 365 * 86400, HOUR = 3600;
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-clock-'));
const offset = join(folder, 'offset');
let it;

function set(seconds) {
  writeFileSync(offset, String(seconds));
}

before(async () => {
  assert.ok(existsSync(LIBRARY), `${LIBRARY} is built`);
  set(0);
  Object.assign(process.env, { LD_PRELOAD: LIBRARY, CLOCK_OFFSET: offset });
  it = await Wounded.start();
});
after(async () => {
  await it?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => set(0));

test('before 2020 nobody is let in, by no kind of key', async () => {
  const owner = { token: it.suite.key };
  assert.equal(await it.knock(owner), 200);
  for (const years of [7, 30, 56]) {
    set(-years * YEAR);
    assert.deepEqual(await it.door(), [403, 403]);
    assert.equal(await it.knock(owner), 403);
  }
  set(0);
  await it.holds();
  assert.equal(await it.knock(owner), 200);
});

test('before 2020 the API answers nobody, and says why', async () => {
  set(-30 * YEAR);
  for (const [method, path, body] of [['GET', `?container_id=${it.container}`],
    ['POST', '', { container_id: it.container }],
    ['DELETE', `/${it.kept.id}`]])
    assert.equal((await it.call(method, path, body)).status, 503);
  for (const program of it.programs)
    await it.says(program, /the clock is not set: it is before 2020/);
  it.refuses(/the clock is not set/, 'token', 'create', '--container', 'hello');
  set(0);
  await it.recovers();
});

test('the refusal tells the operator that it was the clock', async () => {
  set(-30 * YEAR);
  const { request } = await import('../lib/fcgi.mjs');
  const answer = await request(it.suite.socket('token-gate'), {
    role: 'AUTHORIZER', headers: { 'X-Auth-Token': it.kept.token },
    params: { GATEHOUSE_CONTAINER: it.container } });
  assert.match(it.must('explain', JSON.parse(answer.body).refusal_id),
    /clock is not set/);
});

test('deleting needs no clock', async () => {
  const token = await it.make();
  set(-30 * YEAR);
  it.must('token', 'delete', token.id);
  set(0);
  assert.equal(await it.knock(token), 403);
});

test('a clock that is set back lets nothing in that was deleted', async () => {
  const token = await it.make();
  assert.equal(await it.knock(token), 200);
  await it.delete(token, 200);
  set(-HOUR);
  assert.deepEqual([await it.knock(token), await it.knock(it.gone)],
    [403, 403]);
});

test('a token from the future is refused until its time has come', async () => {
  set(HOUR);
  const token = await it.make();
  assert.equal(await it.knock(token), 200);
  set(0);
  assert.equal(await it.knock(token), 403);
  const now = await it.make();
  assert.equal(await it.knock(now), 200, 'others are made and work');
  set(HOUR);
  assert.equal(await it.knock(token), 200);
});

test('after a step back by a year all is made, listed and deleted', async () => {
  set(YEAR);
  await it.make();
  set(0);
  await it.recovers();
});
