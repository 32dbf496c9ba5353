// SPDX-License-Identifier: ISC
// What browsers are told by a sample: at the console, and before an application.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRefused } from './ask.mjs';
import { API } from './fixture.mjs';
import { FORWARDED } from './matrix.mjs';

const ORIGIN = 'https://console.example.org';

// A browser's question of another origin's page.
const preflight = (origin) => ({ method: 'OPTIONS', headers: { Origin: origin,
  'Access-Control-Request-Method': 'GET',
  'Access-Control-Request-Headers': 'x-auth-token' } });

// mod_fcgid answers 401 to everything, so a preflight as well.
export function proveOrigin({ kind, server, values }) {
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

export function proveConsole({ server }) {
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
