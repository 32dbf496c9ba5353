// SPDX-License-Identifier: ISC
// The shipped samples of every web server, asked the same: one table, one
// verdict a row.  Numbers such as W1 are those of our security statements.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { API, freePort, request, until } from './fixture.mjs';
import { HOSTS, SECRET, startApplications } from './applications.mjs';
import { SAMPLES } from './samples.mjs';

const FORGED = 'forged';
// What a stranger sends; none of it may be let in.
const STRANGERS = {
  'no token': {},
  'a bad token': { headers: { 'X-Auth-Token': 'bad' } },
  '4096 bytes': { headers: { 'X-Auth-Token': 'x'.repeat(4096) } },
  '4097 bytes': { headers: { 'X-Auth-Token': 'x'.repeat(4097) } },
  'a range': { headers: { Range: 'bytes=0-3' } },
  'an upgrade': { headers: { Upgrade: 'websocket', Connection: 'Upgrade' } },
  'another method, PUT': { method: 'PUT', body: 'x' },
  'another method, DELETE': { method: 'DELETE' },
  'another method, OPTIONS': { method: 'OPTIONS' },
  'an encoded path': { path: '/%70rivate/' },
  'a path with dots': { path: '/x/../private/' },
  'a path with two slashes': { path: '//private/' },
  'a path without its slash': { path: '/private' },
};

// A block that is alone at its address, and what must not open the others.
function around(kind, port, upstream) {
  if (kind === 'lighttpd')
    return '';
  const alone = SAMPLES[kind]({ host: 'alone.test', port },
    { http: upstream.port });
  return kind === 'nginx' ? alone : `Listen 127.0.0.1:${port}\n${alone}` +
    '<Location "/">\nSatisfy any\nAllow from all\n</Location>\n';
}

function assertRefused({ status, headers, json, body }) {
  assert.equal(status, 403, body);
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(json.type, 'permissions_denied');
  assert.match(json.refusal_id, /^[\w-]{22}$/);
}

for (const kind of Object.keys(SAMPLES))
  describe(kind, () => {
    let server, guest, alonePort;

    before(async () => {
      alonePort = await freePort();
      server = await startApplications({ kind,
        more: ({ upstream }) => around(kind, alonePort, upstream) });
      server.container('others', 'alone', '--domain', 'alone.test');
      guest = (await server.createToken(
        { namespace_id: server.namespaceId })).token;
    });
    after(() => server?.close());

    for (const [name, options] of Object.entries(STRANGERS))
      test(`W1, W3, W5, W13: refused, and the application sees nothing: ${
        name}`, async () => {
        for (const host of HOSTS) {
          const { asked } = server.upstream;
          assertRefused(await server.visit(host, undefined, options));
          assert.equal(server.upstream.asked, asked);
        }
      });

    for (const host of HOSTS)
      test(`403, 200, 403 at ${host}`, async () => {
        const made = await server.createToken(
          { container_id: server.containerIds[host] });
        const passed = await server.visit(host, made.token);
        assert.equal(passed.status, 200);
        assert.ok(passed.body.includes(SECRET));
        const other = HOSTS.find((name) => name !== host);
        assertRefused(await server.visit(other, made.token));
        const gone = await server.api('DELETE', `/tokens/${made.id}`);
        assert.equal(gone.status, 200);
        assertRefused(await server.visit(host, made.token));
      });

    test('a container by path is the one of its id', async () => {
      const { token } = await server.createToken(
        { container_id: server.containerIds['shop.test'] });
      for (const path of ['/shop', '/shop/', '/x/../shop/', '//shop']) {
        assertRefused(await server.visit('paths.test', undefined, { path }));
        assert.equal((await server.visit('paths.test', token, { path })).status,
          200);
      }
      assertRefused(await server.visit('proxied.test', token));
    });

    test('a public container lets everybody in, an unknown host nobody',
      async () => {
        assert.equal((await server.visit('open.test')).status, 200);
        assertRefused(await server.visit('unregistered.test', guest));
        assertRefused(await server.visit('foreign.test', guest));
      });

    test('W8, W9: the application learns whom, by us alone, and no token',
      async () => {
        const names = ['X-Gatehouse-Token-Id', 'X_Gatehouse_Token_Id',
          'X.Gatehouse.Token.Id', 'X-Gatehouse-Principal-Id'];
        for (const host of ['proxied.test', 'responder.test']) {
          const plain = await server.visit(host, guest);
          assert.equal(plain.status, 200);
          assert.ok(!plain.body.includes(guest));
          assert.match(plain.body, /gatehouse[-_]token[-_]id/i);
          for (const name of names) {
            const { body } = await server.visit(host, guest,
              { headers: { [name]: FORGED } });
            assert.ok(!body.includes(FORGED), `${name}: ${body}`);
          }
        }
      });

    // lighttpd has no such block.
    if (kind !== 'lighttpd')
      test('W2: a block that gets what no other has lets in its own guests',
        async () => {
          const ask = (host, token) => request(alonePort, { host,
            headers: token === undefined ? {} : { 'X-Auth-Token': token } });
          const { token } = await server.createToken(
            { namespace_id: server.foreignId });
          const { asked } = server.upstream;
          for (const host of ['open.test', 'alone.test', 'nobody.test'])
            for (const bad of [undefined, guest])
              assertRefused(await ask(host, bad));
          assert.equal(server.upstream.asked, asked);
          assert.equal((await ask('alone.test', token)).status, 200);
        });

    test('W8: a guest can neither double nor hide who it is', async () => {
      for (const headers of [
        { X_Gatehouse_Token_Id: FORGED, X_Gatehouse_Other: '' },
        { 'X-Gatehouse-Token_Id': FORGED, 'X-Gatehouse-Other_': '' },
        { Connection: 'close, X-Gatehouse-Token-Id' }])
        for (const host of ['proxied.test', 'responder.test']) {
          const { asked } = server.upstream;
          const { body } = await server.visit(host, guest, { headers });
          assert.ok(!body.includes(FORGED), body);
          if (server.upstream.asked > asked)
            assert.match(body, /gatehouse[-_]token[-_]id/i);
        }
    });

    test('W12: an upgrade is to websockets, and to nothing that hides requests',
      async () => {
        for (const upgrade of ['websocket', 'WebSocket', 'h2c', 'other',
          'websocket, h2c', 'h2c, websocket']) {
          const row = `upgrade to ${upgrade}`;
          const socket = net.connect(server.port, '127.0.0.1').resume();
          socket.write('GET / HTTP/1.1\r\nHost: proxied.test\r\n' +
            `X-Auth-Token: ${guest}\r\nX-Row: ${row}\r\n` +
            `Connection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`);
          await until(() => server.upstream.seen.has(row), row);
          socket.destroy();
          const [{ headers }] = server.upstream.seen.get(row);
          assert.equal(headers.upgrade?.toLowerCase(),
            /^websocket$/i.test(upgrade) ? 'websocket' : undefined, row);
        }
      });

    test('C7, C10: who signs in is on this machine, and at a page of this port',
      async () => {
        const signIn = (host, Origin) => server.request({ method: 'POST',
          path: '/session', host, headers: { ...Origin && { Origin },
            'Content-Type': 'application/json' },
          body: '{"username":"nobody","password":"a long one of nobody"}' });
        const here = `localhost:${server.port}`;
        assert.equal((await signIn(here, `http://${here}`)).status, 401);
        assert.equal((await signIn(here, 'http://localhost')).status, 403);
        assert.equal((await signIn('gatehouse.example.org')).status, 412);
      });

    test('a guest\'s upload arrives whole, with a length and chunked',
      async () => {
        const body = randomBytes(3_000_000);
        for (const host of ['proxied.test', 'responder.test'])
          for (const headers of [{}, { 'Transfer-Encoding': 'chunked' }]) {
            const answer = await server.visit(host, guest,
              { method: 'POST', body, headers: { ...headers,
                'Content-Length': headers['Transfer-Encoding'] ? [] :
                  body.length } });
            assert.equal(answer.json?.digest,
              createHash('md5').update(body).digest('hex'), answer.body);
          }
      });

    test('the API goes to its programs, what is not there is JSON', async () => {
      for (const [method, path, status] of [['POST', `${API}/tokens`, 401],
        ['DELETE', `${API}/tokens/0`, 401], ['GET', `${API}/tokens`, 401],
        ['PUT', `${API}/tokens`, 405], ['GET', `${API}/containers`, 401],
        ['GET', `${API}/nothing`, 404], ['GET', '/nowhere', 404],
        ['GET', '/keys/0/jwks.json', 404]]) {
        const answer = await server.request({ method, path,
          body: method === 'GET' ? undefined : '{}' });
        assert.equal(answer.status, status, `${method} ${path}`);
        assert.equal(answer.headers['content-type'], 'application/json');
        assert.equal(typeof answer.json.message, 'string');
        assert.match(answer.headers['content-security-policy'],
          /default-src 'none'/);
      }
    });

    test('W5: TRACE tells no token, and nothing to a stranger', async () => {
      for (const host of [...HOSTS, 'localhost']) {
        const ask = (headers) =>
          request(server.port, { method: 'TRACE', host, headers });
        const { status } = await ask({});
        assert.ok([403, 405, 501].includes(status), String(status));
        const { body } = await ask({ 'X-Auth-Token': guest });
        assert.ok(!body.includes(guest));
      }
    });

    test('W4: without a gate nobody gets in, and then again', async () => {
      await server.stop('token-gate');
      for (const host of HOSTS) {
        const { asked } = server.upstream;
        const answer = await server.visit(host, guest);
        assert.ok(answer.status >= 500, String(answer.status));
        assert.equal(typeof answer.json?.message, 'string', answer.body);
        assert.equal(server.upstream.asked, asked);
      }
      server.start('token-gate');
      await until(async () =>
        (await server.visit(HOSTS[0], guest)).status === 200, 'the gate');
    });

    test('W6: a preflight is answered for the one origin, and is no pass',
      async () => {
        const origin = 'https://console.example.org';
        const preflight = (Origin) => ({ method: 'OPTIONS', headers: { Origin,
          'Access-Control-Request-Method': 'GET',
          'Access-Control-Request-Headers': 'x-auth-token' } });
        for (const host of ['proxied.test', 'responder.test']) {
          const path = `/containers/${server.containerIds[host]}`;
          assertRefused(await server.visit(host, undefined, preflight(origin)));
          await server.api('PATCH', path, { cors_origin: origin });
          const { asked } = server.upstream;
          const answer = await server.visit(host, undefined, preflight(origin));
          assert.equal(answer.status, 204, answer.body);
          assert.equal(answer.headers['access-control-allow-origin'], origin);
          assert.match(answer.headers['access-control-allow-headers'], /\*/);
          const other = await server.visit(host, undefined,
            preflight('https://other.example'));
          assertRefused(other);
          const refused = await server.visit(host, undefined,
            { headers: { Origin: origin } });
          assertRefused(refused);
          assert.equal(server.upstream.asked, asked);
          const passed = await server.visit(host, guest,
            { headers: { Origin: origin } });
          assert.equal(passed.status, 200);
          const vary = passed.headers.vary.split(/, */).sort();
          assert.deepEqual(vary, host === 'proxied.test'
            ? ['Accept-Encoding', 'Origin'] : ['Origin']);
          assert.deepEqual([other, refused, passed].map(
            ({ headers }) => headers['access-control-allow-origin']),
          [undefined, origin, origin]);
          await server.api('PATCH', path, { cors_origin: '' });
        }
      });

    test('C11: the console\'s pages may ask this server only, but for one',
      async () => {
        const policy = async (path) => (await server.request({ path }))
          .headers['content-security-policy'];
        assert.match(await policy('/console/'), /connect-src 'self';/);
        assert.match(await policy('/console/try.html'),
          /connect-src 'self' https: http:;/);
      });

    test('C11, C24: no other site frames, keeps or reads the console or the API',
      async () => {
        for (const path of ['/', '/console/', '/console/try.html',
          '/console/main.js', '/session', `${API}/tokens`, '/nowhere']) {
          const { headers } = await server.request({ path });
          assert.match(headers['content-security-policy'],
            /default-src 'none'.*frame-ancestors 'none'; base-uri 'none'$/);
          assert.deepEqual(['cross-origin-opener-policy',
            'cross-origin-resource-policy', 'referrer-policy',
            'x-content-type-options'].map((name) => headers[name]),
          ['same-origin', 'same-origin', 'no-referrer', 'nosniff'], path);
        }
      });

    test('W9: the access log tells who came, and no secret', () => {
      const log = readFileSync(`${server.state}/log/access.log`, 'utf8');
      assert.match(log, /proxied\.test .* 200 \d+ [0-9a-f]{8}-/);
      assert.ok(!log.includes(guest.split('.')[2]));
      assert.ok(!log.includes(server.owner.SCW_SECRET_KEY));
    });
  });
