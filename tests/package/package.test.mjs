// SPDX-License-Identifier: ISC
// The Debian package in a Debian: installed, started, upgraded, removed, purged;
// once without systemd, once with it.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { PARAMS, STDIN, Connection, begin, encodeParams, stream }
  from '../lib/fcgi.mjs';
import { readdirSync } from 'node:fs';
import { API, freePort, request } from '../server/fixture.mjs';
import { childrenOf, hasSigterm, isAlive, until } from '../lib/toy.mjs';
import { Machine } from './machine.mjs';

const PROGRAMS = { 'token-create': 'gatehouse-create',
  'token-delete': 'gatehouse', 'token-list': 'gatehouse',
  'token-gate': 'gatehouse-gate', 'public-keys': 'gatehouse-gate',
  namespaces: 'gatehouse', containers: 'gatehouse', iam: 'gatehouse',
  'sign-in': 'gatehouse' };
const NAMES = Object.keys(PROGRAMS);
const INSTALL = 'apt-get install -y -qq --no-install-recommends ' +
  '--reinstall /gatehouse.deb';
const STATE = '/var/lib/gatehouse', WEB = '/var/lib/gatehouse-web';
const SETTINGS = '/etc/gatehouse/gatehouse.conf';

// Which of these a user can read.
const FILES = ['master.key', 'refusal.key', 'deleted.log', 'audit.log',
  'store/tokens.db'];
const READABLE = { 'gatehouse-create': FILES, gatehouse: FILES.slice(1),
  'gatehouse-gate': ['refusal.key'], 'www-data': [] };
const probe = (user) => `for file in ${FILES.join(' ')}; do
  setpriv --reuid ${user} --regid ${user === 'www-data' ? user : 'gatehouse'} \\
    --init-groups head -c 1 ${STATE}/$file >/dev/null 2>&1 && echo $file
  done; :`;

// doc/OPERATING.md, "Start, without systemd".
function spawnPrograms(machine) {
  for (const [name, user] of Object.entries(PROGRAMS))
    machine.spawn('spawn-fcgi', '-n', '-s', `/run/gatehouse/${name}.sock`,
      '-M', '0660', '-G', 'www-data', '-u', user,
      '--', `/usr/libexec/gatehouse/${name}`);
}

// doc/OPERATING.md, "The web server".
async function startWeb(machine) {
  const port = await freePort();
  machine.must(`cd /var/lib && mkdir -p gatehouse-web/log gatehouse-web/upload
    ln -s /run/gatehouse gatehouse-web/run && chown -R www-data gatehouse-web
    sed -e 's|@share@|/usr/share/gatehouse|' -e 's|@state@|${WEB}|' \\
      -e 's|@port@|${port}|' -e 's|@programs@|sockets|' /usr/share/gatehouse/etc/lighttpd/lighttpd.conf.in \\
      >/etc/gatehouse/lighttpd.conf`);
  machine.spawn('setpriv', '--reuid', 'www-data', '--regid', 'www-data',
    '--clear-groups', 'lighttpd', '-D', '-f', '/etc/gatehouse/lighttpd.conf');
  return port;
}

async function kill(pid) {
  process.kill(pid, 'SIGTERM');
  await until(() => !isAlive(pid), 'it has ended');
  return 0;
}

async function bring(way) {
  try {
    return await Machine.start(way);
  } catch (error) {
    return { skip: `${way} does not run here, THE PACKAGE IS NOT TRIED IN IT: ` +
      error.message.replaceAll(/[\s#]+/g, ' ') };
  }
}

for (const way of ['a chroot', 'systemd']) {
  const machine = await bring(way);
  if (machine.skip) {
    test(`in ${way} the package is tried`, { skip: machine.skip });
    continue;
  }
  after(() => machine.stop());
  describe(`in ${way} the package`, () => {
    const hasSystemd = way === 'systemd';
    let port, container, token, key;

    const start = () => hasSystemd ?
      machine.must('systemctl start gatehouse.target') : spawnPrograms(machine);
    const visit = async (headers = {}) => (await request(port,
      { host: 'hello.localhost', headers })).status;
    const callApi = (method, path, body) => request(port, { method, body,
      path: `${API}/${path}`,
      headers: { 'X-Auth-Token': key, 'Content-Type': 'application/json' } });
    const answers = (ask, status) => until(async () =>
      await ask().catch(() => 0) === status, `${status} of ${ask}`);
    // All of them, or none.
    const isActive = (kind) => machine.run(`systemctl is-active ${
      NAMES.map((name) => `gatehouse@${name}.${kind}`).join(' ')}`).stdout
      .split('\n').filter((word) => word === 'active').length;
    const exists = (path) => machine.run(`test -e ${path}`).status === 0;

    test('is installed without a question, and waits for init', () => {
      machine.must(INSTALL);
      machine.must('gatehouse check-config');
      assert.equal(machine.must('stat -c "%U %G %a" /run/gatehouse/gate/view'),
        'root gatehouse-store 2775');
      if (hasSystemd)
        assert.equal(machine.must('systemctl list-units --no-legend ' +
          '--state=active,activating,failed "gatehouse*"'), '');
    });

    test('has users whom nobody can be', () => {
      for (const user of new Set(Object.values(PROGRAMS)))
        assert.match(machine.must(`getent shadow ${user}; getent passwd ${user}`),
          /^[^:]+:!\*:.*\n.*\/nologin$/);
    });

    test('starts after init, and asks its gate', async () => {
      key = /^SCW_SECRET_KEY=(.*)$/m.exec(machine.must('gatehouse init'))[1];
      machine.must('gatehouse namespace create --name demo');
      container = machine.must('gatehouse container create --namespace demo ' +
        '--name hello --privacy private').trim();
      start();
      if (hasSystemd)
        assert.deepEqual([isActive('socket'), isActive('service')],
          [NAMES.length, NAMES.length]);
      port = await startWeb(machine);
      await answers(visit, 403);
      await answers(async () => (await callApi('GET', 'tokens')).status, 200);
      const { status, json, body } = await callApi('POST', 'tokens',
        JSON.stringify({ container_id: container }));
      assert.equal(status, 200, body);
      token = { 'X-Auth-Token': json.token };
      assert.equal(await visit(token), 200);
      assert.equal(await visit(), 403);
    });

    test('lets each user read what its programs need', () => {
      for (const [user, files] of Object.entries(READABLE))
        assert.deepEqual(machine.must(probe(user)).split('\n').filter(Boolean),
          files, user);
    });

    if (hasSystemd) test('gives each program no more than that to see', () => {
      for (const [name, user] of Object.entries(PROGRAMS)) {
        const pid = machine.must(
          `systemctl show --value -p MainPID gatehouse@${name}`);
        assert.deepEqual(machine.must(`nsenter --target ${pid} --mount --root sh -c '${
          probe(user)}'`).split('\n').filter(Boolean),
        name === 'public-keys' ? [] : READABLE[user], name);
      }
    });

    test('rotates its audit trail while its programs go on', async () => {
      const lines = (name) => machine.must(`cat ${STATE}/${name}`).split('\n').length;
      const before = lines('audit.log');
      machine.must('logrotate -f /etc/logrotate.d/gatehouse');
      assert.equal((await callApi('GET', 'tokens')).status, 200);
      assert.equal((await callApi('GET', 'namespaces')).status, 200);
      assert.equal(lines('audit.log'), 2);
      assert.equal(lines('audit.log-*'), before);
      assert.equal(machine.must(`stat -c "%U %G %a" ${STATE}/audit.log`),
        'root gatehouse-store 660');
    });

    test('is upgraded while requests wait, with its data and settings',
      async () => {
        machine.must(`echo '# mine' >>${SETTINGS}`);
        const upgrade = machine.begin(INSTALL);
        let isOver = false, asked = 0;
        upgrade.then(() => { isOver = true; });
        while (!isOver) {
          assert.equal(await visit(token), 200);
          assert.equal((await callApi('GET', 'tokens')).status, 200);
          asked++;
        }
        assert.equal(await upgrade, 0);
        assert.ok(asked > 1);
        assert.match(machine.must(`cat ${SETTINGS}`), /# mine$/);
        assert.equal(await visit(token), 200);
      });

    test('is stopped without cutting off a request', async () => {
      const [parent] = machine.processes('token-create');
      const countFiles = () => childrenOf(parent).map((pid) =>
        readdirSync(`/proc/${pid}/fd`).length).reduce((a, b) => a + b);
      const before = countFiles();
      const connection = new Connection(
        machine.path('/run/gatehouse/token-create.sock'));
      const body = JSON.stringify({ container_id: container });
      await connection.send(begin(), stream(PARAMS, encodeParams({
        REQUEST_METHOD: 'POST', REQUEST_URI: `${API}/tokens`,
        CONTENT_TYPE: 'application/json', CONTENT_LENGTH: body.length,
        HTTP_X_AUTH_TOKEN: key })), stream(STDIN, body.slice(0, 9),
        { isEnded: false }));
      await until(() => countFiles() > before, 'it is taken');
      const stopped = hasSystemd ?
        machine.begin('systemctl stop gatehouse.target') : kill(parent);
      await until(() => childrenOf(parent).some(hasSigterm), 'the order arrives');
      await connection.send(stream(STDIN, body.slice(9)));
      const [answer] = await connection.answers();
      assert.equal(answer?.status, 200);
      assert.equal(await stopped, 0);
      if (hasSystemd) // the target goes first, what it is made of afterwards
        await until(() => isActive('socket') + isActive('service') === 0,
          'all of it has ended');
      else
        await Promise.all(NAMES.filter((name) => name !== 'token-create')
          .map((name) => kill(machine.processes(name)[0])));
    });

    test('is removed, and keeps data and settings', async () => {
      start();
      await answers(() => visit(token), 200);
      machine.must('apt-get remove -y -qq gatehouse');
      if (hasSystemd)
        await until(() =>
          NAMES.every((name) => machine.processes(name).length === 0), 'all of it has ended');
      assert.ok(exists(`${STATE}/store/tokens.db`) && exists(SETTINGS));
      assert.ok(!exists('/usr/bin/gatehouse'));
      machine.must(INSTALL);
      assert.match(machine.must('gatehouse token list'), /\n/);
      machine.must('apt-get remove -y -qq gatehouse');
    });

    test('is purged with data and settings; its users stay, locked', () => {
      machine.must('apt-get purge -y -qq gatehouse');
      for (const path of [STATE, SETTINGS, '/run/gatehouse'])
        assert.ok(!exists(path), path);
      for (const user of new Set(Object.values(PROGRAMS)))
        assert.match(machine.must(`getent shadow ${user}`), /^[^:]+:!\*:/);
    });
  });
}
