// SPDX-License-Identifier: ISC
// The shipped lighttpd configuration: who is let in, and which way around the
// gate there is not.  Numbers such as W1 are those of our security statements.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { API, raw, until } from './fixture.mjs';
import { HOSTS, SECRET, startApplications } from './applications.mjs';

let server, guest;

before(async () => {
  server = await startApplications();
  guest = (await server.createToken({ namespace_id: server.namespaceId })).token;
});
after(() => server?.close());

function assertRefused({ status, headers, json }) {
  assert.equal(status, 403);
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(json.type, 'permissions_denied');
  assert.match(json.refusal_id, /^[\w-]{22}$/);
}

function statusOf(answer) {
  return Number(answer.slice(9, 12));
}

describe('the journey', () => {
  for (const host of HOSTS)
    test(`403, 200, 403 at ${host}`, async () => {
      assertRefused(await server.visit(host));
      const made = await server.createToken(
        { container_id: server.containerIds[host] });
      assert.equal((await server.visit(host, made.token)).status, 200);
      const other = HOSTS.find((name) => name !== host);
      assertRefused(await server.visit(other, made.token));
      const gone = await server.api('DELETE', `/tokens/${made.id}`);
      assert.equal(gone.status, 200);
      assertRefused(await server.visit(host, made.token));
    });

  test('a public container lets everybody in, the demo page says whom',
    async () => {
      const id = server.container('apps', 'everybody',
        '--privacy', 'public');
      const { status, body } = await server.visit('everybody.localhost');
      assert.equal(status, 200);
      assert.match(body, /public/);
      assert.ok(body.includes(id));
    });

  test('the demo page knows the token by its id', async () => {
    const id = server.container('apps', 'hello');
    const made = await server.createToken({ container_id: id });
    const { status, body } = await server.visit('hello.localhost', made.token);
    assert.equal(status, 200);
    assert.ok(body.includes(made.id) && body.includes(id));
  });

  test('a FastCGI application finds the guest in its environment', async () => {
    const made = await server.createToken(
      { namespace_id: server.namespaceId });
    const { json } = await server.visit('responder.test', made.token);
    assert.equal(json.environment.GATEHOUSE_CONTAINER_ID,
      server.containerIds['responder.test']);
    assert.equal(json.environment.GATEHOUSE_NAMESPACE_ID, server.namespaceId);
    assert.equal(json.environment.GATEHOUSE_TOKEN_ID, made.id);
  });
});

describe('the header', () => {
  const ways = { 'two good ones': () => ['X-Auth-Token', [guest, guest]],
    'good and bad': () => ['X-Auth-Token', [guest, 'bad']],
    'bad and good': () => ['X-Auth-Token', ['bad', guest]],
    'Bearer before it': () => ['X-Auth-Token', `Bearer ${guest}`],
    'Authorization instead': () => ['Authorization', `Bearer ${guest}`],
    'a cookie instead': () => ['Cookie', `X-Auth-Token=${guest}`] };

  for (const [name, header] of Object.entries(ways))
    test(`A15, A16: ${name}`, async () => {
      const [field, value] = header();
      const answer = await server.visit('proxied.test', undefined,
        { headers: { [field]: value } });
      assertRefused(answer);
    });

  // lighttpd drops an empty header; guest.lua drops an alias of the name.
  test('good and empty: as the header itself', async () => {
    const answer = await server.visit('proxied.test', undefined,
      { headers: { 'X-Auth-Token': [guest, ''] } });
    assert.equal(answer.status, 200);
  });

  test('A16: an alias with underscores counts for nothing', async () => {
    assertRefused(await server.visit('proxied.test', undefined,
      { headers: { X_Auth_Token: guest } }));
    assert.equal((await server.visit('proxied.test', guest,
      { headers: { X_Auth_Token: 'bad' } })).status, 200);
  });

  test('any case of the name counts', async () => {
    const { status } = await server.visit('proxied.test', undefined,
      { headers: { 'x-auth-TOKEN': guest } });
    assert.equal(status, 200);
  });
});

describe('W2: the container is the one of the host', () => {
  for (const host of ['PROXIED.TEST', 'proxied.test:1', 'proxied.test.',
    'Proxied.Test.:65535'])
    test(`${host} is the same container`, async () => {
      const { token } = await server.createToken(
        { container_id: server.containerIds['proxied.test'] });
      assertRefused(await server.visit(host));
      assert.equal((await server.visit(host, token)).status, 200);
    });

  for (const host of ['proxied.test..', 'x@proxied.test', 'proxied.test:x',
    '%70roxied.test', 'proxied.test/', 'nobody.localhost', 'nobody.test'])
    test(`${host} is no way in`, async () => {
      const answer = await raw(server.port, `GET / HTTP/1.1\r\nHost: ${host}` +
        `\r\nX-Auth-Token: ${guest}\r\nConnection: close\r\n\r\n`);
      assert.ok(!answer.includes(SECRET));
      assert.ok([200, 400, 403, 404].includes(statusOf(answer)), answer);
    });

  test('what the client says elsewhere changes nothing', async () => {
    const { token } = await server.createToken(
      { container_id: server.containerIds['files.test'] });
    const headers = { 'X-Forwarded-Host': 'files.test',
      'X-Original-Host': 'files.test', 'X-Original-URL': '/',
      Forwarded: 'host=files.test', 'GATEHOUSE_CONTAINER': 'files.test',
      'Gatehouse-Container': server.containerIds['files.test'] };
    assertRefused(await server.visit('proxied.test', token, { headers }));
    assertRefused(await server.visit('proxied.test', token, { headers,
      path: `/?GATEHOUSE_CONTAINER=${server.containerIds['files.test']}` }));
  });

  test('an absolute address and a second Host are refused', async () => {
    for (const head of ['GET http://proxied.test/ HTTP/1.1\r\nHost: localhost',
      'GET http://localhost/ HTTP/1.1\r\nHost: proxied.test',
      'GET / HTTP/1.1\r\nHost: proxied.test\r\nHost: localhost']) {
      const answer = await raw(server.port,
        `${head}\r\nX-Auth-Token: ${guest}\r\n\r\n`);
      assert.equal(statusOf(answer), 400, answer);
    }
  });
});

test('W1, W3: no spelling of a path gets around the gate', async () => {
  const paths = ['/private', '/private/', '//private/', '/./private/',
    '/x/../private/', '/private/../private/', '/%70rivate/', '/private%2f',
    '/private/%2e%2e/private/', '/..%2fprivate/', '/private;x/', '/PRIVATE/',
    '/private\\', '/private/%00', '/private/%0a', '/private/.', '/private/..',
    '*', '/?/private/', '/private/index.html/', '/../private/'];
  for (const host of HOSTS)
    for (const path of paths) {
      const asked = server.upstream.asked;
      const answer = await raw(server.port, `GET ${path} HTTP/1.1\r\n` +
        `Host: ${host}\r\nConnection: close\r\n\r\n`);
      assert.ok(!answer.includes(SECRET), `${host} ${path}: ${answer}`);
      assert.ok([400, 403].includes(statusOf(answer)), `${path}: ${answer}`);
      assert.equal(server.upstream.asked, asked, path);
    }
});

test('W5, W6: every method is gated alike', async () => {
  for (const host of HOSTS)
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS',
      'PATCH', 'PROPFIND', 'TRACE', 'CONNECT', 'MKCOL', 'FOO']) {
      const asked = server.upstream.asked;
      const answer = await raw(server.port, `${method} ` +
        `${method === 'CONNECT' ? `${host}:80` : '/'} HTTP/1.1\r\n` +
        `Host: ${host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      assert.ok([400, 403, 405, 501].includes(statusOf(answer)),
        `${host} ${method}: ${answer}`);
      assert.ok(!answer.includes(SECRET));
      assert.equal(server.upstream.asked, asked);
    }
});

test('W10, W13: neither a range, a condition nor a good guest before helps',
  async () => {
    const good = await server.visit('files.test', guest);
    assert.equal(good.status, 200);
    for (const headers of [{ Range: 'bytes=0-3' },
      { 'If-None-Match': good.headers.etag },
      { 'If-Modified-Since': good.headers['last-modified'] },
      { Upgrade: 'websocket', Connection: 'Upgrade' },
      { Expect: '100-continue' }])
      assertRefused(await server.visit('files.test', undefined, { headers }));
  });

test('W12: two opinions on where a request ends are refused', async () => {
  const smuggled = `GET / HTTP/1.1\r\nHost: proxied.test\r\n\r\n`;
  for (const lengths of ['Content-Length: 4\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\nContent-Length: 4',
    'Content-Length: 4\r\nContent-Length: 5', 'Content-Length: +4',
    'Content-Length: 4, 4', 'Transfer-Encoding: xchunked',
    'Transfer-Encoding : chunked', 'Transfer-Encoding: chunked, identity']) {
    const { asked } = server.upstream;
    const answer = await raw(server.port, 'POST / HTTP/1.1\r\n' +
      `Host: proxied.test\r\nX-Auth-Token: ${guest}\r\n${lengths}\r\n\r\n` +
      `0\r\n\r\n${smuggled}`);
    assert.ok([400, 411, 501].includes(statusOf(answer)),
      `${lengths}: ${answer}`);
    assert.equal(server.upstream.asked, asked, lengths);
  }
});

describe('uploads', () => {
  test('a stranger is refused before the upload', async () => {
    const answer = await raw(server.port, 'POST / HTTP/1.1\r\n' +
      'Host: proxied.test\r\nContent-Length: 1000000\r\n' +
      'Expect: 100-continue\r\n\r\n');
    assert.equal(statusOf(answer), 403);
  });
});

describe('the server\'s own errors are JSON', () => {
  const localhost = 'Host: localhost\r\nConnection: close\r\n';
  const post = `POST ${API}/tokens HTTP/1.1\r\n${localhost}`;
  const requests = { 400: 'nonsense\r\n\r\n',
    404: `GET /nowhere HTTP/1.1\r\n${localhost}\r\n`,
    411: `${post}\r\n`,
    413: `${post}Content-Length: 65537\r\n\r\n${' '.repeat(65537)}`,
    431: `GET / HTTP/1.1\r\n${localhost}X: ${'x'.repeat(9000)}\r\n\r\n`,
    501: `TRACE / HTTP/1.1\r\n${localhost}\r\n`,
    505: `GET / HTTP/9.0\r\n${localhost}\r\n` };

  for (const [status, bytes] of Object.entries(requests))
    test(`${status}`, async () => {
      const answer = await raw(server.port, bytes);
      assert.equal(statusOf(answer), Number(status), answer);
      const [head, body] = answer.split('\r\n\r\n');
      assert.match(head, /^Content-Type: application\/json$/mi);
      assert.equal(typeof JSON.parse(body).message, 'string');
      assert.equal(typeof JSON.parse(body).type, 'string');
    });
});

describe('W4: without a gate nobody gets in', () => {
  test('a gate that is down: 503, and back again', async () => {
    await server.stop('token-gate');
    for (const host of HOSTS) {
      const answer = await server.visit(host, guest);
      assert.equal(answer.status, 503);
      assert.equal(typeof answer.json.message, 'string');
    }
    server.start('token-gate');
    await until(async () =>
      (await server.visit(HOSTS[0], guest)).status === 200, 'the gate');
  });

  test('a gate that hangs: 504', async () => {
    const pids = server.pids('token-gate');
    for (const pid of pids)
      process.kill(pid, 'SIGSTOP');
    try {
      const answers = await Promise.all(HOSTS.map((host) =>
        server.visit(host, guest)));
      for (const answer of answers) {
        assert.equal(answer.status, 504);
        assert.equal(typeof answer.json.message, 'string');
      }
    } finally {
      for (const pid of pids)
        process.kill(pid, 'SIGCONT');
    }
    await until(async () =>
      (await server.visit(HOSTS[0], guest)).status === 200, 'the gate');
  });
});

test('the API is answered at its own host only', async () => {
  const options = { path: `${API}/tokens` };
  assert.equal((await server.request(options)).status, 401);
  for (const host of ['hello.localhost', 'proxied.test'])
    assertRefused(await server.request({ ...options, host }));
});

test('the front page loads nothing from elsewhere', async () => {
  const { status, headers, body } = await server.request();
  assert.equal(status, 200);
  assert.match(headers['content-security-policy'], /default-src 'none'/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.ok(!/(src|href)="[a-z]+:/.test(body));
  assert.equal((await server.request({ path: '/console/console.css' })).status, 200);
});

test('the access log tells who came, and no secret', () => {
  const log = readFileSync(`${server.state}/log/access.log`, 'utf8');
  assert.match(log, /proxied\.test .* 200 \d+ [0-9a-f]{8}-/);
  assert.ok(!log.includes(guest.split('.')[2]));
  assert.ok(!log.includes(server.owner.SCW_SECRET_KEY));
});
