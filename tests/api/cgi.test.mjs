// SPDX-License-Identifier: ISC
// The service as plain CGI (RFC 3875), and work that is watched.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { parseAnswer } from '../lib/fcgi.mjs';
import { TOY, childrenOf, hasSigterm, isAlive, until } from '../lib/toy.mjs';

const LIMIT = 65536;
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cgi-'));
const CLOSED = join(folder, 'closed'), LEAVE = join(folder, 'leave');
after(() => rmSync(folder, { recursive: true }));

function start(env, args = []) {
  const child = spawn(TOY, args, { env: { PATH: process.env.PATH, ...env } });
  child.errors = '';
  child.stderr.on('data', (text) => { child.errors += text; });
  child.stdin.on('error', () => {});
  return child;
}

// One CGI request; `stdin` undefined closes it at once.
async function run(env, stdin) {
  const child = start(
    { REQUEST_METHOD: 'GET', REQUEST_URI: '/echo/x', ...env });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stdin.end(stdin);
  const [status, signal] = await once(child, 'close');
  const output = Buffer.concat(chunks);
  return { ...parseAnswer(output), exit: signal ?? status, output,
    errors: child.errors };
}

describe('plain CGI', () => {
  test('answers without a body', async () => {
    const answer = await run({ QUERY_STRING: 'a=b' });
    assert.equal(answer.exit, 0, answer.errors);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'application/json');
    const { method, query, length } = JSON.parse(answer.body);
    assert.deepEqual([method, query, length], ['GET', 'a=b', 0]);
  });

  test('reads a body to its end, announced or not', async () => {
    for (const env of [{ CONTENT_LENGTH: '5' }, {}]) {
      const answer = await run({ REQUEST_METHOD: 'POST', ...env }, 'hello');
      assert.equal(JSON.parse(answer.body).length, 5);
    }
    const answer = await run({ REQUEST_METHOD: 'POST' }, 'x'.repeat(LIMIT));
    assert.equal(JSON.parse(answer.body).length, LIMIT);
  });

  test('refuses a body that is too long, read all the same', async () => {
    for (const length of [LIMIT + 1, 1_000_000]) {
      const answer = await run({ REQUEST_METHOD: 'POST' }, 'x'.repeat(length));
      assert.equal(answer.status, 413);
    }
  });

  test('refuses one that is shorter than announced', async () => {
    const answer = await run({ REQUEST_METHOD: 'POST', CONTENT_LENGTH: '9' },
      'hello');
    assert.equal(answer.status, 400);
    assert.equal(JSON.parse(answer.body).details[0].argument_name, 'body');
  });

  test('to HEAD has no body', async () => {
    const answer = await run({ REQUEST_METHOD: 'HEAD' });
    assert.equal(answer.status, 200);
    assert.equal(answer.body, '');
  });

  test('is refused whole when the handler says nothing', async () => {
    const answer = await run({ REQUEST_URI: '/silent' });
    assert.equal(answer.status, 500);
    assert.equal(JSON.parse(answer.body).type, 'internal_error');
    const gate = await run({ REQUEST_URI: '/silent',
      GATEHOUSE_CONTAINER: 'host' });
    assert.equal(gate.status, 403);
  });

  test('is unavailable while the service cannot open', async () => {
    writeFileSync(CLOSED, '');
    const answer = await run({ TOY_CLOSED: CLOSED });
    rmSync(CLOSED);
    assert.equal(answer.status, 503);
    assert.equal(JSON.parse(answer.body).type, 'unavailable');
  });

  // What dies inside the store interrupts everybody.
  test('ends what it is doing when it is asked to stop', async () => {
    const file = join(folder, 'wait');
    const child = start({ REQUEST_METHOD: 'GET', REQUEST_URI: '/wait',
      TOY_FILE: file });
    child.stdin.end();
    let output = '';
    child.stdout.on('data', (text) => { output += text; });
    await until(() => existsSync(`${file}.begun`), 'the request begins');
    const [worker] = childrenOf(child.pid);
    child.kill('SIGTERM');
    await until(() => hasSigterm(worker), 'the order arrives');
    writeFileSync(file, '');
    const [status] = await once(child, 'close');
    assert.equal(status, 0);
    assert.match(output, /^Status: 200/);
  });

  test('is not killed by a server that does not listen', async () => {
    const bye = join(folder, 'bye');
    const child = start({ REQUEST_METHOD: 'GET', TOY_BYE: bye,
      REQUEST_URI: '/big/4000000' });
    child.stdin.end();
    child.stdout.destroy();
    const [, signal] = await once(child, 'exit');
    assert.equal(signal, null);
    assert.doesNotThrow(() => rmSync(bye), 'close() was called');
  });
});

describe('work that is watched', () => {
  async function startWork() {
    writeFileSync(CLOSED, '');
    const child = start({ TOY_CLOSED: CLOSED, TOY_LEAVE: LEAVE }, ['once']);
    const [text] = await once(child.stdout, 'data');
    return { child, pid: Number(text) };
  }

  test('gives its exit status', async () => {
    const [status] = await once(start({}, ['once']), 'exit');
    assert.equal(status, 7);
  });

  test('is killed when it must leave: 75', async () => {
    const { child, pid } = await startWork();
    writeFileSync(LEAVE, String(pid));
    const [status] = await once(child, 'exit');
    assert.equal(status, 75);
    assert.ok(!isAlive(pid));
  });

  test('does not outlive its parent', async () => {
    const { child, pid } = await startWork();
    child.kill('SIGKILL');
    await until(() => !isAlive(pid), 'its death');
  });

  // It would die inside the store.
});
