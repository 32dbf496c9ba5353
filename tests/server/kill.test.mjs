// SPDX-License-Identifier: ISC
// Any process killed with -9, at rest or at work, changes nothing; a deletion
// is known to every gate process at once; a token's text is nowhere.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { PROGRAMS, kill, until } from './fixture.mjs';
import { startApplications } from './applications.mjs';

const HOST = 'proxied.test';
let server, container, kept, gone;

before(async () => {
  server = await startApplications({ settings: 'workers = 3\n' });
  container = { container_id: server.containerIds[HOST] };
  kept = await server.createToken(container);
  gone = await server.createToken(container);
  assert.equal((await server.api('DELETE', `/tokens/${gone.id}`)).status, 200);
});
after(() => server?.close());

const users = () => server.request({ path: '/iam/v1alpha1/users',
  headers: { 'X-Auth-Token': server.owner.SCW_SECRET_KEY } });
const session = () => server.request({ path: '/session' });

// What was acknowledged before holds, and all of it works anew.
async function assertUnharmed() {
  assert.equal((await server.visit(HOST, kept.token)).status, 200);
  assert.equal((await server.visit(HOST, gone.token)).status, 403);
  assert.equal((await server.api('GET', `/tokens/${kept.id}`)).status, 200);
  assert.equal((await server.api('GET', `/tokens/${gone.id}`)).status, 404);
  assert.equal((await server.api('GET', '/namespaces')).status, 200);
  assert.equal((await server.api('GET', '/containers')).status, 200);
  assert.equal((await users()).status, 200);
  assert.equal((await session()).status, 401);
  const made = await server.createToken(container);
  assert.equal((await server.visit(HOST, made.token)).status, 200);
  assert.equal((await server.api('DELETE', `/tokens/${made.id}`)).status, 200);
  assert.equal((await server.visit(HOST, made.token)).status, 403);
}

describe('killed between requests', () => {
  for (const name of PROGRAMS) {
    test(`one worker of ${name}`, async () => {
      kill(server.workers(name)[0]);
      await assertUnharmed();
    });
    test(`all workers of ${name}`, async () => {
      kill(...server.workers(name));
      await assertUnharmed();
    });
    test(`the parent of ${name}`, async () => {
      kill(server.pids(name)[0]);
      await assertUnharmed();
    });
    test(`${name} altogether`, async () => {
      kill(...server.pids(name));
      await assertUnharmed();
    });
  }
});

// A request that loses its worker is answered 500 by lighttpd, or breaks off
// (status 0); nobody is told that something was done which then was not.
describe('killed during requests', () => {
  const calls = {
    'token-create': () => server.api('POST', '/tokens', container),
    'token-delete': () => server.api('DELETE', `/tokens/${gone.id}`),
    'token-list': () => server.api('GET', '/tokens'),
    'token-gate': () => server.visit(HOST, kept.token),
    namespaces: () => server.api('GET', '/namespaces'),
    containers: () => server.api('GET', '/containers'),
    iam: users, 'sign-in': session,
    'public-keys': () => server.request({ path: '/keys/0/jwks.json' }) };

  for (const name of PROGRAMS)
    test(name, async () => {
      const answers = [];
      for (let round = 0; round < 5; round++) {
        const asked = Array.from({ length: 8 },
          () => calls[name]().catch(() => ({ status: 0 })));
        const [first] = server.workers(name);
        if (first !== undefined)
          kill(first);
        answers.push(...await Promise.all(asked));
      }
      for (const { status, body } of answers)
        assert.ok([0, 200, name === 'sign-in' ? 401 : 404, 500].includes(status),
          `${status} ${body}`);
      for (const { status, json } of answers)
        if (name === 'token-create' && status === 200)
          assert.equal((await server.visit(HOST, json.token)).status, 200);
      await assertUnharmed();
    });
});

test('a deletion is known to every gate process at its next request',
  async () => {
    for (let round = 0; round < 10; round++) {
      const made = await server.createToken(container);
      const visits = () => Promise.all(Array.from({ length: 24 },
        () => server.visit(HOST, made.token)));
      // Every worker has seen the token before, and remembers it.
      for (const { status } of await visits())
        assert.equal(status, 200);
      assert.equal(
        (await server.api('DELETE', `/tokens/${made.id}`)).status, 200);
      for (const { status } of await visits())
        assert.equal(status, 403);
    }
  });

describe('the text of a token is nowhere but in its answer', () => {
  let signature;

  before(async () => {
    const made = await server.createToken(container);
    await server.visit(HOST, made.token);
    await server.visit(HOST, `${made.token}x`);
    await server.api('POST', '/tokens', { container_id: made.token });
    await server.api('GET', `/tokens/${made.id}`);
    await server.api('GET', '/tokens');
    await server.api('DELETE', `/tokens/${made.id}`);
    await server.visit(HOST, made.token);
    signature = made.token.split('.')[2];
    // lighttpd writes its log now and then, or when told to open it anew.
    process.kill(server.children.get('lighttpd').pid, 'SIGHUP');
    await until(() => readFileSync(`${server.state}/log/access.log`, 'utf8')
      .includes(made.id), 'the log');
  });

  test('not in a file: store, view, journal, logs', async () => {
    let found;
    // 2: a file went away meanwhile, as a view does that is replaced.
    await until(() => {
      found = spawnSync('grep', ['-rl', '--binary-files=text', signature,
        server.state], { encoding: 'utf8' });
      return found.status !== 2;
    }, 'a look at every file');
    assert.deepEqual([found.status, found.stdout], [1, '']);
  });

  test('not in the arguments of a process', () => {
    const lines = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
      .map((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        } catch {
          return '';
        }
      });
    assert.ok(lines.some((line) => line.includes('token-gate')));
    for (const secret of [signature, server.owner.SCW_SECRET_KEY])
      assert.ok(!lines.some((line) => line.includes(secret)));
  });
});

test('lighttpd killed: the next one serves', async () => {
  kill(server.children.get('lighttpd').pid);
  await until(() => server.children.get('lighttpd').signalCode, 'its end');
  server.spawn('lighttpd', 'lighttpd',
    ['-D', '-f', `${server.state}/lighttpd.conf`]);
  await server.ready();
  await assertUnharmed();
});
