// SPDX-License-Identifier: ISC
// The eight traps of FastCGI behind a web server, each sprung on purpose: the
// first three through lighttpd, those of the service's loop by FastCGI itself.
// Trap 8, a printf that knows no %zu, is for tests/style/words.t.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { Connection, PARAMS, STDIN, begin, encodeParams, isListening, record,
  stream }
  from '../lib/fcgi.mjs';
import { API, BUILD, PROGRAMS, raw, until } from './fixture.mjs';
import { HOSTS, SECRET, startApplications } from './applications.mjs';

let server, guest;

// toy in the place of the gate: it passes, is silent, spoils a header, crashes.
const TOY = '$HTTP["host"] == "toy.test" {\n' +
  '  server.document-root = var.share + "/www"\n' +
  '  fastcgi.server = ( "/" => ( "toy" => ( "mode" => "authorizer",\n' +
  '    "socket" => var.state + "/run/toy.sock",\n' +
  '    "check-local" => "disable" ) ) )\n}\n';

before(async () => {
  server = await startApplications({ more: () => TOY });
  server.start('toy', join(BUILD, 'tests/api/service_toy'));
  await until(() => isListening(server.socket('toy')), 'toy');
  guest = (await server.createToken({ namespace_id: server.namespaceId })).token;
});
after(() => server?.close());

// The parameters of a call as lighttpd sends them.
function call(method, path, length, more = {}) {
  return encodeParams({ REQUEST_METHOD: method, REQUEST_URI: path,
    QUERY_STRING: '', SERVER_PROTOCOL: 'HTTP/1.1',
    CONTENT_TYPE: 'application/json', CONTENT_LENGTH: length,
    HTTP_X_AUTH_TOKEN: server.owner.SCW_SECRET_KEY, ...more });
}

async function countTokens() {
  return (await server.api('GET', '/tokens')).json.total_count;
}

describe('trap 1: an authorizer that says nothing must not let pass', () => {
  const visit = (method, path) =>
    server.request({ method, path, host: 'toy.test' });

  test('the way is open when it says 200', async () => {
    // www has no such file: what answers is lighttpd, behind the gate.
    assert.equal((await visit('GET', '/pass')).status, 404);
  });
  test('a handler that leaves no answer: 403', async () => {
    assert.equal((await visit('GET', '/silent')).status, 403);
  });
  test('a header that is not one: 403', async () => {
    assert.equal((await visit('GET', '/forged')).status, 403);
  });
  test('a crash in the middle: 500', async () => {
    assert.equal((await visit('GET', '/crash')).status, 500);
  });
});

describe('trap 2: module order and check-local', () => {
  for (const host of HOSTS)
    for (const path of ['/', '/index.html', '/private/'])
      test(`${host}${path} asks the gate`, async () => {
        const { asked } = server.upstream;
        const answer = await server.visit(host, undefined, { path });
        assert.equal(answer.status, 403);
        assert.ok(!answer.body.includes(SECRET));
        assert.equal(server.upstream.asked, asked);
        const passed = await server.visit(host, guest, { path });
        assert.equal(passed.status, 200);
        assert.ok(passed.body.includes(SECRET));
      });
});

test('trap 3: the gate waits for no body that lighttpd keeps', async () => {
  const body = 'x'.repeat(100_000);
  for (const host of HOSTS) {
    const options = { method: 'POST', body, timeout: 4000 };
    assert.equal((await server.visit(host, undefined, options)).status, 403);
    assert.equal((await server.visit(host, guest, options)).status, 200);
  }
});

test('trap 4: a body is never taken for the next request', async () => {
  const forged = Buffer.concat([begin('RESPONDER', { keepConn: true }),
    stream(PARAMS, call('GET', `${API}/namespaces`, 0)), stream(STDIN, '')]);
  for (let shift = 0; shift < 16; shift++) {
    // Larger than what is read of a body, to leave something unread behind.
    const body = Buffer.concat([Buffer.alloc(70_000 + shift, ' '), forged]);
    const connection = new Connection(server.socket('token-create'));
    await connection.send(begin('RESPONDER', { keepConn: true }),
      stream(PARAMS, call('POST', `${API}/tokens`, body.length)),
      stream(STDIN, body));
    const answers = await connection.answers();
    assert.deepEqual(answers.map(({ status }) => status), [413]);
    assert.equal(answers.isTimeout, false);
  }
});

describe('trap 5: SIGTERM and half a body', () => {
  const body = () => JSON.stringify({ namespace_id: server.namespaceId });
  const send = async (length) => {
    const connection = new Connection(server.socket('token-create'));
    await connection.send(begin(),
      stream(PARAMS, call('POST', `${API}/tokens`, length)),
      record(STDIN, Buffer.from(body())));
    return connection;
  };

  test('the rest is waited for, and the token is made', async () => {
    const connection = await send(body().length + 10);
    for (const pid of server.workers('token-create'))
      process.kill(pid, 'SIGTERM');
    await connection.send(stream(STDIN, ' '.repeat(10)));
    const [answer] = await connection.answers();
    assert.equal(answer.status, 200);
    assert.equal((await server.visit(
      HOSTS[0], JSON.parse(answer.body).token)).status, 200);
  });

  test('a body that ends too early makes nothing', async () => {
    const before = await countTokens();
    const connection = await send(body().length + 10);
    await connection.send(stream(STDIN, ''));
    const [answer] = await connection.answers();
    assert.equal(answer.status, 400);
    assert.equal(await countTokens(), before);
  });

  test('a server that goes away in the middle makes nothing', async () => {
    const before = await countTokens();
    const connection = await send(body().length + 10);
    connection.socket.destroy();
    assert.equal((await server.api('POST', '/tokens', {})).status, 400);
    assert.equal(await countTokens(), before);
  });
});

test('trap 6: kept connections do not use the workers up', async () => {
  const connections = [];
  for (let i = 0; i < 6; i++) {
    const connection = new Connection(server.socket('token-gate'));
    await connection.send(begin('AUTHORIZER', { keepConn: true }),
      stream(PARAMS, encodeParams({ GATEHOUSE_CONTAINER: 'host',
        HTTP_HOST: HOSTS[0], HTTP_X_AUTH_TOKEN: guest })));
    connections.push(connection);
  }
  assert.equal((await server.visit(HOSTS[0], guest)).status, 200);
  for (const connection of connections)
    assert.deepEqual((await connection.answers())
      .map(({ status }) => status), [200]);
});

describe('trap 7: SIGTERM ends all of a program', () => {
  for (const name of PROGRAMS)
    test(name, async () => {
      const pids = server.pids(name);
      assert.ok(pids.length >= 2);
      process.kill(pids[0], 'SIGTERM');
      const left = () => server.pids(name).filter((pid) => pids.includes(pid));
      await until(() => left().length === 0, `the end of ${name}`, 5);
      await server.ready();
    });
});
