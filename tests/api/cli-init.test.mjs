// SPDX-License-Identifier: ISC
// gatehouse init, and the states and settings that the command refuses.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync,
    writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { GATEHOUSE, UUID, claims, env, files, folder, install, installDemo, must,
    mustFail, run } from '../lib/cli.mjs';

function digests(path) {
	return files(path).map((file) => [file,
	    createHash('sha256').update(readFileSync(file)).digest('hex')]);
}

test('init makes an installation and prints the Owner\'s environment', () => {
	const on = install();
	const { SCW_ACCESS_KEY: access, SCW_SECRET_KEY: secret,
	    SCW_DEFAULT_ORGANIZATION_ID: organization,
	    SCW_DEFAULT_PROJECT_ID: project, SCW_DEFAULT_REGION: region,
	    ...rest } = on.environment;
	assert.match(access, /^SCW[A-Z0-9]{17}$/);
	assert.match(secret, UUID);
	assert.match(organization, UUID);
	assert.equal(project, organization);
	assert.equal(region, 'fr-par');
	assert.deepEqual(rest, {});
	assert.equal(statSync(on.state).mode & 0o077, 0);
	assert.equal(statSync(join(on.state, 'master.key')).mode & 0o077, 0);
	for (const file of files(on.state))
		assert.ok(!readFileSync(file).includes(secret), file);
});

test('a second init is refused and changes nothing', () => {
	const { state } = install();
	const all = () => digests(state)
	    .filter(([file]) => !file.endsWith('/audit.log'));
	const before = all();
	mustFail(1, /: state .*already/, 'init', '--state', state);
	assert.deepEqual(all(), before);
});

test('a slash at the end of the state names the same', () => {
	const state = join(folder, 'slash');
	must('init', '--state', `${state}/`);
	must('--state', state, 'backup', `${state}-copy/`);
	const other = `state = ${state}-other/\n`, settings = `${state}.conf`;
	writeFileSync(settings, other);
	must('--config', settings, 'restore', `${state}-copy`, '--accept-loss');
	assert.equal(must('--state', `${state}-other`, 'namespace', 'list', '--json'),
	    '[]');
});

test('init takes up where one that was cut short left', () => {
	const state = join(folder, 'again');
	mkdirSync(join(`${state}.unfinished`, 'store'), { recursive: true });
	writeFileSync(join(`${state}.unfinished`, 'master.key'), 'half');
	must('init', '--state', state);
	assert.equal(must('--state', state, 'namespace', 'list', '--json'), '[]');
});

test('init cannot make what its folder does not allow', () => {
	const result = run('init', '--state', join(folder, 'no', 'where'));
	assert.equal(result.status, 69);
	assert.match(result.stderr, /^gatehouse: cannot install in/);
	assert.ok(!existsSync(join(folder, 'no')));
});

test('no installation is a message, and none is made', () => {
	const state = join(folder, 'nowhere');
	mustFail(78, /nowhere: no installation/, '--state', state,
	    'token', 'list');
	assert.ok(!existsSync(state));
});

test('a half-made state is a message and stays as it is', () => {
	const state = join(folder, 'half');
	mkdirSync(state, { mode: 0o700 });
	writeFileSync(join(state, 'master.key'), 'half\n', { mode: 0o600 });
	mustFail(69, /store/, '--state', state, 'token', 'list');
	mustFail(1, /already/, 'init', '--state', state);
	mkdirSync(join(state, 'store'), { mode: 0o700 });
	mustFail(1, /holds no store/, '--state', state, 'token', 'list');
	assert.equal(readFileSync(join(state, 'master.key'), 'utf8'), 'half\n');
});

test('a state that others can read is refused by every command', () => {
	const on = installDemo();
	for (const mode of [0o701, 0o702, 0o704, 0o755]) {
		chmodSync(on.state, mode);
		on.fails(78, /has mode/, 'token', 'list');
		on.fails(78, /has mode/, 'token', 'create', '--namespace', 'demo');
		on.fails(78, /has mode/, 'namespace', 'delete', 'demo');
		on.fails(78, /has mode/, 'explain', 'x');
	}
	chmodSync(on.state, 0o750);
	assert.deepEqual(on.tokens(), []);
});

test('a master key that others can read signs nothing', () => {
	const on = installDemo();
	chmodSync(join(on.state, 'master.key'), 0o640);
	on.fails(1, /master\.key has mode/, 'token', 'create',
	    '--namespace', 'demo');
	assert.deepEqual(on.tokens(), []);
});

test('settings that cannot be used are refused with 78', () => {
	const path = join(folder, 'wrong.conf');
	writeFileSync(path, 'state = /nowhere\nnonsense = 1\n');
	mustFail(78, /wrong\.conf:2: /, '--config', path, 'token', 'list');
	mustFail(78, /absent\.conf/, '--config', join(folder, 'absent.conf'),
	    'token', 'list');
});

test('--state without a settings file has nothing to say about it', () => {
	const { GATEHOUSE_CONF, ...without } = env;
	const { status, stderr } = spawnSync(GATEHOUSE,
	    ['--state', installDemo().state, 'token', 'list'],
	    { env: without, encoding: 'utf8' });
	assert.deepEqual([status, stderr], [0, '']);
});

test('check-config names every line that cannot be used', () => {
	const path = join(folder, 'wrong.conf');
	writeFileSync(path, '# ours\nport = 99999\nprot = 1\nscheme\n');
	mustFail(78, /wrong\.conf:2: port: must be a number of 0 to 65535\n/,
	    'check-config', path);
	mustFail(78, /wrong\.conf:3: prot: there is no such setting\n/,
	    'check-config', path);
	mustFail(78, /wrong\.conf:4: is not "name = value"\n/,
	    'check-config', path);
});

test('check-config names a user or group that does not exist', () => {
	const path = join(folder, 'wrong.conf');
	writeFileSync(path,
	    'group = 0\nstore_group = 0\nkey_user = nobody-has-this\n');
	mustFail(78, /there is no user nobody-has-this/, 'check-config', path);
});

test('check-config prints the settings as they are in force', () => {
	const path = join(folder, 'right.conf');
	writeFileSync(path, 'state = /srv/gate\nworkers = 7\n');
	const shown = must('check-config', path);
	assert.match(shown, /^workers = 7$/m);
	assert.match(shown, /^view = \/srv\/gate\/view$/m);
	writeFileSync(path, shown);
	assert.equal(must('check-config', path), shown);
});

test('the settings name the installation and fill the claims', () => {
	const on = installDemo();
	const path = join(folder, 'scaleway.conf');
	writeFileSync(path, `state = ${on.state}\nissuer = SCALEWAY\n` +
	    'audience = functions\n');
	const said = claims(must('--config', path, 'token', 'create',
	    '--container', 'hello'));
	assert.equal(said.iss, 'SCALEWAY');
	assert.equal(said.aud, 'functions');
});
