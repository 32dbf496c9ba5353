// SPDX-License-Identifier: ISC
// All that every sample must do: the matrix, and what is no row of it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PROGRAMS, descendantsOf, request, until } from './fixture.mjs';
import { SECRET, startApplications } from './applications.mjs';
import { assertRefused, guests } from './ask.mjs';
import { FORWARDED, HOSTS } from './matrix.mjs';
import { proveBodies } from './prove-bodies.mjs';
import { proveConsole, proveOrigin } from './prove-console.mjs';
import { proveMatrix } from './prove-matrix.mjs';
import { proveWithoutGate } from './prove-no-gate.mjs';
import { proveTls } from './prove-tls.mjs';

// The tests of the sample `kind`.  config(server) is added to its configuration, and
// more({ server, values }), where both are functions, to its tests.
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
