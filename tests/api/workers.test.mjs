// SPDX-License-Identifier: ISC
// The life of a service: its parent, its workers, and how they end.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync }
  from 'node:fs';
import { after, describe, test } from 'node:test';
import { PARAMS, begin, encodeParams, stream } from '../lib/fcgi.mjs';
import { TOY, Toy, body, childrenOf, hasSigterm, head, isAlive, until }
  from '../lib/toy.mjs';

const toys = [];
const start = async (options) => {
  const toy = await Toy.start(options);
  toys.push(toy);
  return toy;
};
after(() => Promise.all(toys.map((toy) => toy.stop())));

describe('a worker', () => {
  test('that is killed is replaced', async () => {
    const toy = await start(), { pid } = await toy.echo();
    process.kill(pid, 'SIGKILL');
    assert.notEqual((await toy.echo()).pid, pid);
  });

  test('that crashes cuts off its own request only', async () => {
    const toy = await start(), { pid } = await toy.echo();
    await assert.rejects(toy.ask('/crash'), /no answer/);
    assert.notEqual((await toy.echo()).pid, pid);
  });

  test('that dies again and again comes back again and again', async () => {
    const toy = await start();
    const pids = new Set();
    for (let i = 0; i < 5; i++) {
      const { pid } = await toy.echo();
      pids.add(pid);
      process.kill(pid, 'SIGKILL');
    }
    assert.equal(pids.size, 5);
  });

  test('that cannot open is tried again, and a request waits', async () => {
    const toy = await start({ isClosed: true });
    const answer = toy.echo();
    await until(() => toy.errors.split('closed').length > 3, 'three have tried');
    rmSync(toy.files.TOY_CLOSED);
    assert.equal((await answer).handled, 1);
  });

  test('that must leave is killed in the middle of a request, and replaced',
    async () => {
      const toy = await start(), { pid } = await toy.echo();
      const { answer, release } = await toy.hold('doomed');
      answer.catch(() => {});
      writeFileSync(toy.files.TOY_LEAVE, String(pid));
      await assert.rejects(answer, /no answer/);
      await until(() => !isAlive(pid), 'its death');
      release();
      assert.notEqual((await toy.echo()).pid, pid);
    });

  // A pause grows to a second for who dies by itself: of two services one comes
  // back that often, the other does not.
  test('that must leave time and again is back sooner than who dies as often',
    async () => {
      const leaving = await start(), dying = await start();
      let deaths = 0, isOver = false;
      const others = (async () => {
        for (; !isOver; deaths++) {
          const { pid } = await dying.echo();
          process.kill(pid, 'SIGKILL');
          await until(() => !isAlive(pid), 'its death');
        }
      })();
      for (let i = 0; i < 20; i++) {
        const { pid } = await leaving.echo();
        writeFileSync(`${leaving.files.TOY_LEAVE}.new`, String(pid));
        renameSync(`${leaving.files.TOY_LEAVE}.new`, leaving.files.TOY_LEAVE);
        await until(() => !isAlive(pid), 'its end');
      }
      await leaving.echo();
      isOver = true;
      const meanwhile = deaths;
      await others;
      assert.ok(meanwhile < 15, `the other died ${meanwhile} times`);
    });

  test('is replaced also where children were ignored before us', async () => {
    const toy = await start({ shell:
      'exec env --ignore-signal=CHLD "$@"' });
    const { pid } = await toy.echo();
    process.kill(pid, 'SIGKILL');
    assert.notEqual((await toy.echo()).pid, pid);
  });

  test('that dies is told to the operator', async () => {
    const toy = await start(), { pid } = await toy.echo();
    process.kill(pid, 'SIGKILL');
    await until(() =>
      new RegExp(`^toy: .*\\b${pid}\\b.*signal 9`, 'm').test(toy.errors), 'the line');
  });

  test('that cannot accept says so and is replaced, it does not spin',
    async () => {
      const toy = await start();
      const { pid } = await toy.echo();
      const { max } = openFiles(pid);
      const limit = (soft) => spawnSync('prlimit',
        ['--pid', pid, `--nofile=${soft}:${max}`]);
      // One descriptor less than an accepted connection needs.
      assert.equal(limit(3).status, 0);
      assert.notEqual((await toy.echo()).pid, pid);
      await until(() => /accept/.test(toy.errors), 'the line');
    });

  test('that is busy does not keep requests from others', async () => {
    const toy = await start({ workers: 2 });
    const { answer, release } = await toy.hold('busy');
    for (let i = 0; i < 20; i++)
      await toy.echo();
    release();
    assert.equal((await answer).status, 200);
  });

  test('tidies after each request', async () => {
    const toy = await start();
    await toy.echo();
    assert.equal((await toy.echo()).tidied, 1);
  });

  test('leaves no core', async () => {
    const toy = await start(), { pid } = await toy.echo();
    assert.match(readFileSync(`/proc/${pid}/limits`, 'utf8'),
      /^Max core file size +[01] /m);
  });

  test('has a memory that its own user cannot read', async (t) => {
    const nobody = ['setpriv', '--reuid=65534', '--clear-groups'];
    const [command, ...args] = process.getuid() === 0 ? nobody : ['env'];
    if (spawnSync(command, [...args, 'test', '-x', TOY]).status !== 0)
      return t.skip('nobody cannot reach the toy');
    const toy = await start(
      { shell: `exec ${[command, ...args].join(' ')} "$@"` });
    const { pid } = await toy.echo();
    assert.equal(statSync(`/proc/${pid}/mem`).uid, 0);
    assert.notEqual(statSync(`/proc/${toy.child.pid}/mem`).uid, 0);
  });
});

describe('SIGTERM to the parent', () => {
  for (const signal of ['SIGTERM', 'SIGINT'])
    test(`lets a request in flight end, then all end: ${signal}`, async () => {
      const toy = await Toy.start({ workers: 2 });
      const { pid } = await toy.echo();
      const { answer, release } = await toy.hold('last');
      const parent = toy.child.pid;
      process.kill(parent, signal);
      // Now the idle worker ends, and the busy one has its order.
      await until(() => childrenOf(parent).length === 1, 'the other worker ends');
      const [busy] = childrenOf(parent);
      await until(() => hasSigterm(busy), 'the order arrives');
      assert.ok(isAlive(parent));
      release();
      assert.equal((await answer).status, 200);
      assert.equal(await toy.exited, 0);
      assert.ok(!isAlive(busy) && !isAlive(pid));
      assert.ok(toy.has('TOY_BYE'));
      await toy.stop();
    });

  test('cuts no body short', async () => {
    const toy = await Toy.start(), { pid } = await toy.echo();
    const connection = toy.connect();
    await connection.opened;
    // More than a socket holds: when it is written, the worker is reading.
    const large = encodeParams([['X', 'x'.repeat(4_000_000)]]);
    await new Promise((sent) => connection.socket.write(Buffer.concat([begin(),
      stream(PARAMS, Buffer.concat([encodeParams([['REQUEST_METHOD', 'POST'],
        ['REQUEST_URI', '/echo/x'], ['CONTENT_LENGTH', '10']]), large])),
      body('hello', false)]), sent));
    toy.child.kill('SIGTERM');
    await until(() => hasSigterm(pid), 'the order arrives');
    await connection.send(body('world'));
    const [answer] = await connection.answers();
    assert.equal(answer.status, 200);
    assert.equal(JSON.parse(answer.body).length, 10);
    assert.equal(await toy.exited, 0);
    await toy.stop();
  });

  test('ends idle workers at once, in good order', async () => {
    const toy = await Toy.start({ workers: 4 });
    const pids = await until(() => {
      const children = childrenOf(toy.child.pid);
      return children.length === 4 && children;
    }, 'four workers');
    await toy.echo();
    toy.child.kill('SIGTERM');
    assert.equal(await toy.exited, 0);
    assert.ok(!pids.some(isAlive));
    assert.ok(toy.has('TOY_BYE'));
    assert.equal(toy.errors, '');
    await toy.stop();
  });
});

function openFiles(pid) {
  const [, max] = readFileSync(`/proc/${pid}/limits`, 'utf8')
    .match(/^Max open files +\d+ +(\d+)/m);
  return { max };
}

test('no worker outlives its parent', async () => {
  const toy = await Toy.start({ workers: 3 });
  const pids = await until(() => {
    const children = childrenOf(toy.child.pid);
    return children.length === 3 && children;
  }, 'three workers');
  toy.child.kill('SIGKILL');
  await until(() => !pids.some(isAlive), 'their death');
  await toy.stop();
});

describe('a listening socket', () => {
  test('is taken from systemd (LISTEN_FDS)', async () => {
    const toy = await start({ shell:
      'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@" 3<&0 </dev/null' });
    assert.equal((await toy.echo()).handled, 1);
  });

  test('that systemd passed to another process is not taken', async () => {
    const toy = await Toy.start({ shell:
      'LISTEN_FDS=1 LISTEN_PID=1 exec "$@" 3<&0 </dev/null' });
    await toy.exited;
    await assert.rejects(toy.echo());
    await toy.stop();
  });
});

// Clients that never pause, so that a request always waits.
test('SIGTERM ends a worker that is never idle', async () => {
  const toy = await Toy.start();
  const { pid } = await toy.echo();
  let isOver = false, isBusy = false;
  const clients = Array.from({ length: 32 }, async () => {
    while (!isOver)
      await toy.ask('/echo/x').then(() => { isBusy = true; }, () => {});
  });
  await until(() => isBusy, 'load');
  toy.child.kill('SIGTERM');
  const status = await toy.exited;
  isOver = true;
  await Promise.all(clients);
  assert.equal(status, 0);
  assert.ok(!isAlive(pid));
  // Killed when patience ended, it would not have said goodbye.
  assert.ok(toy.has('TOY_BYE'));
  await toy.stop();
});
