// SPDX-License-Identifier: ISC
// A storm: tokens are made and deleted without a pause while processes of all
// programs die of SIGKILL.  Then everything that was acknowledged holds.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROGRAMS, startServer } from '../server/fixture.mjs';

const KILLS = 40;
const PAUSE_MS = 150;
const WRITERS = 4;
const HOST = 'stormy.localhost';

const kept = new Map();    // id -> token, acknowledged and not deleted
const deleted = new Map(); // acknowledged as deleted
let server, container, lost = 0, raging = true;

before(async () => {
  server = await startServer();
  server.namespace('storm');
  container = server.container('storm', 'stormy');
});
after(() => server?.close());

function pick(list) {
  return list[Math.floor(Math.random() * list.length)];
}

// Makes tokens and deletes every second one.  An answer that is no 200 promises
// nothing: such a token may or may not be there, so it is forgotten.
async function write() {
  while (raging) {
    const { status, json } = await server.api('POST', '/tokens',
      { container_id: container });
    if (status !== 200) {
      lost++;
      continue;
    }
    if (Math.random() < 0.5) {
      kept.set(json.id, json.token);
      continue;
    }
    const answer = await server.api('DELETE', `/tokens/${json.id}`);
    if (answer.status === 200)
      deleted.set(json.id, json.token);
    else
      lost++;
  }
}

async function rage() {
  for (let kills = 0; kills < KILLS;) {
    await sleep(PAUSE_MS);
    const pid = pick(server.pids(pick(PROGRAMS)));
    try {
      process.kill(pid, 'SIGKILL');
      kills++;
    } catch {
      // It ended between being found and being killed.
    }
  }
  raging = false;
}

async function everyListed() {
  const ids = new Set();
  for (let page = 1, total = 1; ids.size < total; page++) {
    const { json } = await server.api('GET',
      `/tokens?container_id=${container}&page=${page}&page_size=100`);
    total = json.total_count;
    if (json.tokens.length === 0)
      break;
    for (const { id } of json.tokens)
      ids.add(id);
  }
  return ids;
}

test(`${KILLS} kills lose nothing that was acknowledged`, async (t) => {
  await Promise.all([rage(), ...Array.from({ length: WRITERS }, write)]);
  t.diagnostic(`${kept.size} tokens kept, ${deleted.size} deleted, ` +
    `${lost} calls cut off`);
  assert.ok(kept.size > 20 && deleted.size > 20, 'the storm did something');
});

test('every acknowledged token is listed and let in', async () => {
  const listed = await everyListed();
  for (const [id, token] of kept) {
    assert.ok(listed.has(id), `${id} is listed`);
    assert.equal((await server.visit(HOST, token)).status, 200, id);
  }
});

test('every acknowledged deletion holds', async () => {
  for (const [id, token] of deleted) {
    assert.equal((await server.api('GET', `/tokens/${id}`)).status, 404, id);
    assert.equal((await server.visit(HOST, token)).status, 403, id);
  }
});
