// SPDX-License-Identifier: ISC
// All that every sample must do: the matrix, and what is no row of it.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import http2 from 'node:http2';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { exchange } from '../lib/http.mjs';
import { API, PROGRAMS, descendantsOf, request, until } from './fixture.mjs';
import { SECRET, startApplications } from './applications.mjs';
import { bytesOf, guests, sha256, verdictOf } from './ask.mjs';
import { FAKES } from './fake-gate.mjs';
import { HOSTS } from './matrix.mjs';
import { proveMatrix } from './prove-matrix.mjs';

const FORWARDED = ['proxied.test', 'responder.test'];
const ORIGIN = 'https://console.example.org';
const MEGABYTES = 50;

// The tests of the sample `kind`.  what config(server) says is added to its configuration and
// more({ server, values }) to its tests, where both are functions.
export function proveSample(kind, { config, more = () => {} } = {}) {
  describe(kind, () => {
    const it = { kind, server: () => it.started, values: () => it.guests };

    before(async () => {
      it.started = await startApplications({ kind, more: config });
      it.guests = await guests(it.started);
      await until(async () => (await it.started.visit(
        HOSTS[0], it.guests.expired)).status !== 200, 'the expiry');
    });
    after(() => it.started?.close());
    proveMatrix(kind, it.server, it.values);
    proveJourney(it);
    proveIdentity(it);
    proveBodies(it);
    proveOrigin(it);
    proveConsole(it);
    proveTls(it);
    proveSockets(it);
    proveWithoutGate(it);
    more(it);
    // Last: it looks for traces of all the others.
    proveLogs(it);
  });
}

export function assertRefused(server, { status, headers, json, body }) {
  assert.equal(status, server.refusal, body);
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(json.type, 'permissions_denied');
  assert.match(json.refusal_id, /^[\w-]{22}$/);
}

function proveJourney({ server }) {
  for (const host of HOSTS)
    test(`the journey: refused, 200, refused at ${host}`, async () => {
      const it = server();
      assertRefused(it, await it.visit(host));
      const made = await it.createToken({ container_id: it.containerIds[host] });
      const passed = await it.visit(host, made.token);
      assert.equal(passed.status, 200);
      assert.ok(passed.body.includes(SECRET));
      assert.equal((await it.api('DELETE', `/tokens/${made.id}`)).status, 200);
      assertRefused(it, await it.visit(host, made.token));
    });

  test('the demonstration page is behind the gate too', async () => {
    const it = server();
    const id = it.container('apps', 'hello');
    assertRefused(it, await it.visit('hello.localhost'));
    const made = await it.createToken({ container_id: id });
    const { status, body } = await it.visit('hello.localhost', made.token);
    assert.equal(status, 200);
    assert.ok(body.includes(id));
    it.container('apps', 'everybody', '--privacy', 'public');
    assert.equal((await it.visit('everybody.localhost')).status, 200);
  });
}

function proveIdentity({ server, values }) {
  for (const headers of [{ X_Gatehouse_Token_Id: 'FORGED', X_Gatehouse_Other: '' },
    { 'X-Gatehouse-Token_Id': 'FORGED', 'X-Gatehouse-Other_': '' },
    { Connection: 'close, X-Gatehouse-Token-Id' }])
    test(`W8: a guest can neither double nor hide who it is: ${Object.keys(headers)}`,
      async () => {
        for (const host of FORWARDED) {
          const { asked } = server().upstream;
          const { body } = await server().visit(host, values().guest, { headers });
          assert.ok(!body.includes('FORGED'), body);
          if (server().upstream.asked > asked)
            assert.match(body, /gatehouse[-_]token[-_]id/i);
        }
      });
}

// A body of random bytes, in pieces, with its length or chunked.
function largeRequest(host, token, pieces, isChunked) {
  const head = bytesOf({ method: 'POST', host, token, lines: [isChunked ?
    'Transfer-Encoding: chunked' : `Content-Length: ${MEGABYTES << 20}`] }, {});
  const chunk = (piece) => [`${piece.length.toString(16)}\r\n`, piece, '\r\n'];
  return isChunked ? [head, ...pieces.flatMap(chunk), '0\r\n\r\n'] : [head, ...pieces];
}

function proveBodies({ server, values }) {
  const pieces = Array.from({ length: MEGABYTES }, () => randomBytes(1 << 20));
  const digest = sha256(Buffer.concat(pieces));

  for (const host of FORWARDED)
    for (const isChunked of [false, true]) {
      const name = `${MEGABYTES} MB ${isChunked ? 'in chunks' : 'with a length'} at ${host}`;
      test(`a guest's upload arrives whole: ${name}`, async () => {
        const { asked } = server().upstream;
        const { status } = await exchange(server().port,
          largeRequest(host, values().guest, pieces, isChunked));
        assert.equal(status, 200);
        assert.equal(server().upstream.last.digest, digest);
        assert.equal(server().upstream.asked, asked + 1);
      });
      test(`a stranger's upload does not: ${name}`, async () => {
        const { asked } = server().upstream;
        const { status } = await exchange(server().port,
          largeRequest(host, 'bad', pieces, isChunked));
        // 0: the server closed while we were still sending.
        assert.ok([0, 401, 403].includes(status), String(status));
        assert.equal(server().upstream.asked, asked);
      });
    }

  test('a guest\'s websocket opens, and a frame goes there and back', async () => {
    const frame = Buffer.from('818500000000', 'hex').toString('latin1') + 'hello';
    const { status, socket } = await exchange(server().port, bytesOf({ host: FORWARDED[0],
      token: values().guest, lines: ['Upgrade: websocket', 'Connection: Upgrade',
        'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='] }, {}),
    { keep: true });
    assert.equal(status, 101);
    socket.write(frame, 'latin1');
    let back = '';
    socket.on('data', (data) => { back += data.toString('latin1'); });
    await until(() => back.length >= frame.length, 'the frame');
    socket.destroy();
    assert.equal(back, frame);
    assert.equal(server().upstream.last.headers['x-auth-token'], undefined);
  });
}

// A browser's question of another origin's page.
const preflight = (origin) => ({ method: 'OPTIONS', headers: { Origin: origin,
  'Access-Control-Request-Method': 'GET',
  'Access-Control-Request-Headers': 'x-auth-token' } });

// mod_fcgid answers 401 to everything, so a preflight as well.
function proveOrigin({ kind, server, values }) {
  for (const host of FORWARDED)
    test(`W6: a preflight is answered for the one origin, and is no pass, at ${host}`,
      async () => {
        const it = server(), { guest } = values();
        const path = `/containers/${it.containerIds[host]}`;
        assertRefused(it, await it.visit(host, undefined, preflight(ORIGIN)));
        await it.api('PATCH', path, { cors_origin: ORIGIN });
        const { asked } = it.upstream;
        const answer = await it.visit(host, undefined, preflight(ORIGIN));
        if (kind === 'apache-fcgid')
          assert.equal(answer.status, 401);
        else {
          assert.equal(answer.status, 204, answer.body);
          assert.equal(answer.headers['access-control-allow-origin'], ORIGIN);
          assert.match(answer.headers['access-control-allow-headers'], /\*/);
        }
        const other = await it.visit(host, undefined, preflight('https://other.example'));
        assertRefused(it, other);
        const refused = await it.visit(host, undefined, { headers: { Origin: ORIGIN } });
        assertRefused(it, refused);
        assert.equal(it.upstream.asked, asked);
        const passed = await it.visit(host, guest, { headers: { Origin: ORIGIN } });
        assert.equal(passed.status, 200);
        const vary = passed.headers.vary.split(/, */).sort();
        assert.deepEqual(vary, host === 'proxied.test' ?
          ['Accept-Encoding', 'Origin'] : ['Origin']);
        assert.deepEqual([other, refused, passed].map(
          ({ headers }) => headers['access-control-allow-origin']),
        [undefined, ORIGIN, ORIGIN]);
        await it.api('PATCH', path, { cors_origin: '' });
      });
}

function proveConsole({ server }) {
  test('C11: the console\'s pages may ask this server only, but for one', async () => {
    const policy = async (path) => (await server().request({ path }))
      .headers['content-security-policy'];
    assert.match(await policy('/console/'), /connect-src 'self';/);
    assert.match(await policy('/console/try.html'), /connect-src 'self' https: http:;/);
  });

  test('C11, C24: no other site frames, keeps or reads the console or the API',
    async () => {
      for (const path of ['/', '/console/', '/console/try.html', '/console/main.js',
        '/session', `${API}/tokens`, '/nowhere', '/keys/0/jwks.json']) {
        const { headers } = await server().request({ path });
        assert.match(headers['content-security-policy'] ?? '',
          /default-src 'none'.*frame-ancestors 'none'; base-uri 'none'$/, path);
        assert.deepEqual(['cross-origin-opener-policy',
          'cross-origin-resource-policy', 'referrer-policy',
          'x-content-type-options'].map((name) => headers[name]),
        ['same-origin', 'same-origin', 'no-referrer', 'nosniff'], path);
        assert.doesNotMatch(headers.server ?? '', /\d/);
      }
    });

  test('C7, C10: who signs in is on this machine, and at a page of this port',
    async () => {
      const signIn = (host, Origin) => server().request({ method: 'POST',
        path: '/session', host, headers: { ...Origin && { Origin },
          'Content-Type': 'application/json' },
        body: '{"username":"nobody","password":"a long one of nobody"}' });
      const here = `localhost:${server().port}`;
      assert.equal((await signIn(here, `http://${here}`)).status, 401);
      assert.equal((await signIn(here, 'http://localhost')).status, 403);
      assert.equal((await signIn('gatehouse.example.org')).status, 412);
    });
}

// One HTTP/2 request over TLS: status and body.
async function askHttp2(server, headers) {
  const client = http2.connect(`https://127.0.0.1:${server.tlsPort}`,
    { rejectUnauthorized: false, servername: headers[':authority'].split(':')[0] });
  try {
    const stream = client.request({ ':path': '/private/', ...headers });
    stream.on('error', () => {});
    client.on('error', () => {});
    let body = '', status = 0;
    stream.on('response', (answer) => { status = answer[':status']; });
    stream.on('data', (data) => { body += data; });
    // Status 0: broken off, since it was no request.
    await once(stream, 'close').catch(() => {});
    return { status, body };
  } finally {
    client.destroy();
  }
}

function proveTls({ server, values }) {
  const askTls = (request) => exchange(server().tlsPort, bytesOf(request, values()),
    { isTls: true, servername: request.host });

  for (const host of HOSTS)
    test(`TLS: the gate is there as well, at ${host}`, async () => {
      const { asked } = server().upstream;
      const refused = await askTls({ host });
      assert.equal(refused.status, server().refusal, refused.body);
      assert.match(refused.body, /"refusal_id":"/);
      assert.equal(server().upstream.asked, asked);
      const passed = await askTls({ host, token: '{guest}' });
      assert.equal(passed.status, 200);
      assert.ok(passed.body.includes(SECRET));
    });
  test('TLS: the console says that it wants to be asked so', async () => {
    const { status, headers } = await askTls({ host: 'localhost', target: '/console/' });
    assert.equal(status, 200);
    assert.equal(headers['strict-transport-security'], 'max-age=31536000');
  });

  const two = { 'a stranger': [{}, false], 'a guest': [{ 'x-auth-token': '{guest}' }, true],
    'two tokens': [{ 'x-auth-token': ['{guest}', '{guest}'] }, false],
    'an alias': [{ x_auth_token: '{guest}' }, false],
    'another Host with its token': [{ host: 'files.test', 'x-auth-token': '{other}' }, false],
    'TRACE': [{ ':method': 'TRACE', 'x-auth-token': '{guest}' }, false],
    'a path above the top': [{ ':path': '/../private/' }, false],
    'an empty path': [{ ':path': '' }, false],
    'a path that is none': [{ ':path': 'private/' }, false] };
  for (const [name, [more, isGuest]] of Object.entries(two))
    test(`W12: HTTP/2, ${name}`, async () => {
      const { asked } = server().upstream;
      const fill = (value) => value.replace(/\{(\w+)\}/, (_, key) => values()[key]);
      const headers = Object.fromEntries(Object.entries(more).map(([key, value]) =>
        [key, Array.isArray(value) ? value.map(fill) : fill(value)]));
      const { status, body } = await askHttp2(server(),
        { ':authority': `proxied.test:${server().tlsPort}`, ...headers });
      assert.equal(body.includes(SECRET), isGuest, `${status} ${body}`);
      assert.equal(server().upstream.asked, asked + (isGuest ? 1 : 0));
      assert.ok(isGuest ? status === 200 : status === 0 || status >= 400, String(status));
    });
}

// A block that is alone at its address, port(), and so gets what no other has.
export function proveAlone({ server, values }, port) {
  test('W2: a block that gets what no other has lets in its own guests', async () => {
    const ask = (host, token) => request(port(), { host,
      headers: token === undefined ? {} : { 'X-Auth-Token': token } });
    const { token } = await server().createToken({ namespace_id: server().foreignId });
    const { asked } = server().upstream;
    for (const host of ['open.test', 'alone.test', 'nobody.test'])
      for (const bad of [undefined, values().own])
        assertRefused(server(), await ask(host, bad));
    assert.equal(server().upstream.asked, asked);
    assert.equal((await ask('alone.test', token)).status, 200);
  });
}

// The addresses on which processes listen.
function listeners(pids) {
  const run = spawnSync('ss', ['-Hltnp'], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout.split('\n').filter((line) =>
    [...line.matchAll(/pid=(\d+)/g)].some(([, pid]) => pids.includes(Number(pid))))
    .map((line) => line.trim().split(/\s+/)[3]);
}

function proveSockets({ kind, server }) {
  test('W7: nothing listens beyond this machine, nor to others of it', () => {
    const it = server();
    const pids = [...it.children.values()].flatMap(({ pid }) => [pid, ...descendantsOf(pid)]);
    const found = listeners(pids);
    assert.ok(found.length >= 2, found.join());
    for (const address of found)
      assert.match(address, /^127\.0\.0\.1:\d+$/);
    for (const name of PROGRAMS)
      if (it.listening.includes(name) && !(kind.startsWith('apache') && name === 'token-gate'))
        assert.equal(statSync(it.socket(name)).mode & 0o777, 0o600);
  });
}


// nginx takes every 2xx for yes, whatever else is in the answer.
function proveWithoutGate({ kind, server, values }) {
  const visitAll = () => Promise.all(HOSTS.map((host) => exchange(server().port,
    bytesOf({ host, target: '/private/', token: values().guest }, {}))));
  const isThere = async () => (await visitAll()).every(({ status }) => status === 200);
  const assertClosed = async () => {
    const { asked } = server().upstream;
    for (const answer of await visitAll())
      assert.equal(verdictOf(answer, 0), 'closed', `${answer.status} ${answer.body}`);
    assert.equal(server().upstream.asked, asked);
  };

  test('W4: a gate that is down lets nobody in', async () => {
    await server().removeGate();
    await assertClosed();
  });
  for (const how of Object.keys(FAKES).filter((how) =>
    kind !== 'nginx' || how !== 'a yes for no container'))
    test(`W4: nor does one that is ${how}`, async () => {
      const asked = await server().fakeGate(how);
      await until(async () => {
        await assertClosed();
        return existsSync(asked);
      }, `a gate that is ${how}`);
    });
  test('W4: and when it is back it lets in again', async () => {
    await server().replaceGate();
    await until(isThere, 'the gate');
  });
}

function proveLogs({ kind, server, values }) {
  test('W9: no log has a secret, and the access log tells who came', async () => {
    const it = server(), { own, other, key } = values();
    const folder = join(it.state, 'log');
    // lighttpd writes its log now and then, or when told to open it anew.
    const lighttpd = it.children.get(kind.startsWith('lighttpd') ? kind : 'lighttpd');
    if (lighttpd !== undefined)
      process.kill(lighttpd.pid, 'SIGHUP');
    // Caddy's lines are JSON, to which it cannot add the id.
    const line = kind === 'caddy' ? /"host":"proxied\.test.*"status":200/ :
      /proxied\.test .* 200 \d+ [0-9a-f]{8}-/;
    await until(() => line.test(readFileSync(join(folder, 'access.log'), 'utf8')), line);
    for (const secret of [own.split('.')[2], other.split('.')[2], key]) {
      const { stdout } = spawnSync('grep', ['-rlF', secret, folder], { encoding: 'utf8' });
      assert.equal(stdout, '');
    }
  });
}
