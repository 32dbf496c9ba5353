// SPDX-License-Identifier: ISC
// The audit trail: who did what, when, from where, and whether it was done.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { Browser, LOCAL, PASSWORD } from '../lib/browser.mjs';
import { Disk, without } from '../lib/disk.mjs';
import { request } from '../lib/fcgi.mjs';
import { Iam, TIME } from '../lib/iam.mjs';
import { BETA, Suite, UNKNOWN, UUID } from '../lib/suite.mjs';

const BUILD = resolve(process.env.GATEHOUSE_BUILD ?? '.');
const FROM = { REMOTE_ADDR: '203.0.113.7' };
const TOKENS = `/containers/${BETA}/tokens`;

let suite, browser, iam, owner, container;
const secrets = []; // that nothing may show

before(async () => {
	suite = await Suite.start({ programs: ['token-create', 'token-delete',
		'token-list', 'namespaces', 'containers', 'iam', 'sign-in',
		'token-gate', 'public-keys'], settings: ['workers = 3'] });
	browser = new Browser(suite);
	iam = new Iam(suite);
	owner = browser.resetOwner();
	secrets.push(suite.key, owner.password, PASSWORD);
	suite.gatehouse('namespace', 'create', '--name', 'demo');
	container = suite.gatehouse('container', 'create', '--namespace', 'demo',
	    '--name', 'hello').trim();
});
after(() => suite?.stop());

const trail = (of = suite, name = 'audit.log') =>
	readFileSync(join(of.state, name), 'utf8');

// With what was rotated away.
const whole = () => readdirSync(suite.state)
    .filter((name) => name.startsWith('audit.log.')).sort()
    .map((name) => trail(suite, name)).concat(trail()).join('');

// Every line is one object in ASCII, and nothing is between them.
function read(text) {
	assert.match(text, /^([ -~]+\n)*$/);
	return text.split('\n').slice(0, -1).map((line) => JSON.parse(line));
}

// The lines of what is done meanwhile, without their times.
async function lines(work, of = suite) {
	const start = trail(of).length;

	await work();
	return read(trail(of).slice(start)).map(({ recorded_at: at, ...line }) => {
		assert.match(at, TIME);
		assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60000, 'UTC');
		return line;
	});
}

const call = (method, path, body, options) => suite.call(method, path, body,
    { params: FROM, ...options });

const principal = async () => ({ user_id: (await iam.owner()).id,
	access_key: suite.SCW_ACCESS_KEY });

test('C20: a token that is made, listed, read, deleted: who, what, whence',
    async () => {
	const who = await principal();
	let made;
	const found = await lines(async () => {
		made = (await call('POST', TOKENS, { container_id: container })).json;
		await call('GET', `${TOKENS}?container_id=${container}`);
		await call('GET', `${TOKENS}/${made.id}`);
		await call('DELETE', `${TOKENS}/${made.id}`);
		await call('DELETE', `${TOKENS}/${made.id}`);
	});
	const one = { id: made.id, container_id: container };
	const line = (program, method, path, rest) => ({ program, method,
		path, status_code: 200, principal: who,
		source_ip: FROM.REMOTE_ADDR, ...rest });

	secrets.push(made.token);
	assert.deepEqual(found, [
		line('token-create', 'POST', TOKENS,
		    { request: { container_id: container }, resource: one }),
		line('token-list', 'GET', TOKENS),
		line('token-list', 'GET', `${TOKENS}/${made.id}`,
		    { resource: one }),
		line('token-delete', 'DELETE', `${TOKENS}/${made.id}`,
		    { resource: one }),
		line('token-delete', 'DELETE', `${TOKENS}/${made.id}`,
		    { resource: { id: made.id }, status_code: 404 }),
	]);
});

test('the token of issue-jwt is named, which its answer does not do', async () => {
	const [{ resource }] = await lines(async () => {
		const { json } = await call('GET', `${BETA}/issue-jwt?container_id=` +
		    `${container}&expires_at=2099-01-01T00:00:00Z`, undefined,
		    { program: 'token-create' });
		secrets.push(json.token);
	});

	assert.match(resource.id, UUID);
	assert.equal(resource.container_id, container);
	await suite.must('GET', `${BETA}/tokens/${resource.id}`);
});

test('C20: signing in, failing to, and signing out', async () => {
	const member = await browser.addMember('anna');
	const place = { ...LOCAL, ...FROM, REQUEST_SCHEME: 'https' };
	let session;
	const [bad, good, write, out] = await lines(async () => {
		await browser.signIn({ ...member, password: 'wrong' }, { place });
		const { cookie, json } = await browser.mustSignIn(
		    { ...member, username: 'ANNA' }, { place });
		session = json.session;
		secrets.push(cookie.split('=')[1]);
		await browser.call('GET', '/session/all', undefined,
		    { cookie, place });
		await browser.call('DELETE', '/session', undefined,
		    { cookie, place });
	});
	const line = { program: 'sign-in', method: 'POST', path: '/session',
		request: { username: 'anna' }, source_ip: FROM.REMOTE_ADDR };
	const inside = { user_id: session.user_id, session_id: session.id };

	assert.deepEqual(bad, { ...line, status_code: 401 });
	assert.deepEqual(good, { ...line, status_code: 200, principal: inside });
	assert.deepEqual(write.principal, inside);
	assert.deepEqual([out.method, out.path, out.status_code, out.principal],
	    ['DELETE', '/session', 204, inside]);
});

test('a user name that nobody has is not kept: it may be a password', async () => {
	const names = ['my-other-Secret9', 'anna\n{"program":"forged"}',
		'x'.repeat(5000), '\u202eanna'];
	const found = await lines(async () => {
		for (const username of names)
			await browser.signIn({ username, password: 'p' });
	});

	assert.deepEqual(found.map(({ status_code: status, request }) =>
	    [status, request]), names.map(() => [401, undefined]));
});

test('C20: permissions that change, and whom they are for', async () => {
	const { id: application } = await iam.application();
	const { id: group } = await iam.group();
	let policy, key;
	const found = await lines(async () => {
		policy = await iam.must('POST', 'policies', { name: 'all of it',
			application_id: application, rules: [{
				permission_set_names: ['ContainersFullAccess'],
				organization_id: iam.organization }] });
		await iam.must('PATCH', `policies/${policy.id}`, { group_id: group });
		await iam.must('POST', `groups/${group}/add-member`,
		    { application_id: application });
		key = await iam.key({ application_id: application });
		await iam.must('DELETE', `policies/${policy.id}`);
	});

	secrets.push(key.secret_key);
	assert.deepEqual(found.map(({ method, status_code: status, request,
		resource }) => [method, status, request, resource]), [
		['POST', 200, { application_id: application },
			{ id: policy.id, application_id: application }],
		['PATCH', 200, { group_id: group },
			{ id: policy.id, group_id: group }],
		['POST', 200, { application_id: application }, { id: group }],
		['POST', 200, { application_id: application },
			{ id: key.access_key, application_id: application }],
		['DELETE', 204, undefined, { id: policy.id }],
	]);
});

test('C20: what was refused, and who tried', async () => {
	const { id: application } = await iam.application();
	const key = await iam.key({ application_id: application });
	const by = { application_id: application, access_key: key.access_key };
	const wanted = { container_id: container };
	const found = await lines(async () => {
		await call('POST', TOKENS, wanted, { key: key.secret_key });
		await call('GET', TOKENS, undefined, { key: null });
		await call('POST', TOKENS, wanted, { key: UNKNOWN });
		await call('DELETE', `/iam/v1alpha1/users/${UNKNOWN}`, undefined,
		    { key: key.secret_key });
		await call('POST', TOKENS, 'no JSON');
		await call('POST', TOKENS, { container_id: { x: 1 } });
	});

	secrets.push(key.secret_key);
	assert.deepEqual(found.map(({ status_code: status, principal: who,
		request }) => [status, who, request]).slice(0, 4), [
		[404, by, wanted], [401, undefined, undefined],
		[401, undefined, undefined], [403, by, undefined]]);
	assert.deepEqual(found.slice(4).map(({ status_code: status, request }) =>
	    [status, request]), [[400, undefined], [400, undefined]]);
});

test('what a client writes makes no line and no member of its own', async () => {
	const forged = 'x"},"status_code":200}\n{"program":"forged"}\r\u2028';
	const found = await lines(async () => {
		await call('DELETE', `${TOKENS}/${encodeURIComponent(forged)}`);
		await call('DELETE', `${TOKENS}/%ff%fe%0d%0a`);
		await call('POST', TOKENS, { container_id: forged,
			program: 'forged', status_code: 200, id: UNKNOWN });
		await call('GET', TOKENS, undefined,
		    { params: { REMOTE_ADDR: `::1\n${'9'.repeat(9000)}` } });
	});

	assert.deepEqual(found.map(({ program, status_code: status }) =>
	    [program, status]), [['token-delete', 404], ['token-delete', 404],
		['token-create', 400], ['token-list', 200]]);
	assert.equal(found[1].resource.id, '????');
	assert.equal(found[2].resource, undefined);
	assert.deepEqual(Object.keys(found[2].request), ['container_id']);
	assert.equal(found[3].source_ip.length, 160);
});

test('what no program does, the gate and the public keys write nothing',
    async () => {
	const { token } = await suite.must('POST', TOKENS,
	    { container_id: container });
	const found = await lines(async () => {
		assert.equal(await suite.knock(container, token), 200);
		assert.equal(await suite.knock(container, 'x'), 403);
		await request(suite.socket('public-keys'), { path: '/keys/x/keys.pem' });
		assert.equal((await call('GET', '/containers/x', undefined,
		    { program: 'token-list' })).status, 404);
		assert.equal((await call('PUT', TOKENS, undefined,
		    { program: 'token-list' })).status, 405);
	});

	secrets.push(token);
	assert.deepEqual(found, []);
});

// ---- the command ----

function command(...args) {
	return spawnSync(join(BUILD, 'tools', 'gatehouse'), args,
	    { env: suite.environment, encoding: 'utf8' });
}

test('C20: the command: who ran it, what it was given, how it ended', async () => {
	const made = command('token', 'create', '--container', 'demo/hello');
	const id = made.stderr.trim(), token = made.stdout.trim();
	const found = await lines(async () => {
		command('token', 'delete', id);
		command('token', 'delete', token);
		command('namespace', 'create', '--name', 'no "name"\n');
	});
	const who = found[0].principal;

	secrets.push(token);
	assert.equal(who.uid, process.getuid());
	assert.deepEqual(found.map((line) => [line.program, line.exit_status,
		line.arguments.slice(0, 2).join(' '), line.arguments.at(-1)]), [
		['gatehouse', 0, 'token delete', id],
		['gatehouse', 66, 'token delete', token.slice(0, 160)],
		['gatehouse', 1, 'namespace create', 'no "name"?'],
	]);
});

test('C20: what the command makes is named, and a key that it rotates', async () => {
	const words = [['namespace', 'create', '--name', 'other'],
		['user', 'create', '--username', 'bert', '--email', 'b@example.org'],
		['group', 'create', '--name', 'some'],
		['api-key', 'create', '--user', 'bert'],
		['token', 'create', '--namespace', 'other'],
		['key', 'rotate', 'other'], ['key', 'list', 'other']];
	const found = await lines(() => {
		for (const args of words) {
			const { status, stdout } = command(...args);
			assert.equal(status, 0);
			secrets.push(...stdout.match(/(?<=(PASSWORD|SECRET_KEY)=).*|^ey.*/gm)
			    ?? []);
		}
	});

	assert.equal(found.pop().resource, undefined);
	assert.match(found.pop().resource.id, /^[\w-]{43}$/);
	for (const { resource } of found)
		assert.match(resource.id, /^(SCW[A-Z0-9]{17}|[0-9a-f-]{36})$/);
});

test('installing, copying and reading are in it; what concerns no installation' +
    ' is not', async () => {
	const copy = join(suite.folder, 'copy');
	const found = await lines(() => {
		for (const args of [['permissions'], ['check-config'],
			['backup', copy], ['verify', copy], ['--help'],
			['token', 'list', '--json'], ['token', 'unknown']])
			command(...args);
	});

	assert.deepEqual(read(trail())[0].arguments, ['init']);
	assert.deepEqual(found.map((line) => line.arguments),
	    [['backup', copy], ['token', 'list', '--json']]);
	assert.equal(existsSync(join(copy, 'audit.log')), false,
	    'a backup is of the installation, not of its trail');
});

// ---- the file ----

test('many writers at once: a whole line for each, also while it is rotated',
    async () => {
	const start = trail().length, clients = 8, each = 60;
	const ask = async (client) => {
		for (let i = 0; i < each; i++) {
			await call(client % 2 ? 'GET' : 'DELETE', client % 2 ? TOKENS
			    : `${TOKENS}/${'%0a'.repeat(20 + i)}`);
			if (client === 0 && i % 20 === 10)
				renameSync(join(suite.state, 'audit.log'),
				    join(suite.state, `audit.log.${i}`));
		}
	};

	await Promise.all(Array.from({ length: clients }, (_, i) => ask(i)));
	// Who sees another within its line ends it: with an empty one then.
	assert.equal(read(whole().slice(start).replace(/\n+/g, '\n')).length,
	    clients * each);
});

test('C16: no secret is in it', () => {
	const text = whole();

	assert.equal(new Set(secrets).size, 13);
	for (const secret of secrets) // of a token its signature
		assert.ok(!text.includes(secret.split('.').at(-1)), secret);
});

test('without it nothing begins', async () => {
	const settings = join(suite.folder, 'other.conf');
	const state = `state = ${suite.state}\nview = ${suite.folder}/view\n`;
	const env = { ...suite.environment, GATEHOUSE_CONF: settings };
	const count = () => suite.gatehouse('namespace', 'list');
	const before = count();

	writeFileSync(settings, `${state}audit = /nonexistent/audit.log\n`);
	const { status, stderr } = spawnSync(join(BUILD, 'tools', 'gatehouse'),
	    ['namespace', 'create', '--name', 'untold'], { env, encoding: 'utf8' });
	const cgi = spawnSync(join(BUILD, 'cgi-bin', 'token-list'), [], { env: {
		...env, REQUEST_METHOD: 'GET', REQUEST_URI: TOKENS,
		HTTP_X_AUTH_TOKEN: suite.key }, encoding: 'utf8' });
	assert.equal(status, 69);
	assert.match(stderr, /cannot create \/nonexistent\/audit\.log: No such/);
	assert.doesNotMatch(cgi.stdout, /^Status: 2/);
	assert.equal(count(), before);
});

test('off is off', async () => {
	const quiet = await Suite.start({ programs: ['namespaces'],
		settings: ['audit = off'] });

	try {
		await quiet.must('GET', `${BETA}/namespaces`);
		assert.equal(existsSync(join(quiet.state, 'audit.log')), false);
	} finally {
		await quiet.stop();
	}
});

test('on a disk that is full the answer stands, and the line is in the log',
    { skip: without }, async () => {
	let disk;
	const full = await Suite.start({ programs: ['namespaces'],
		settings: ({ folder }) => {
			disk = new Disk(join(folder, 'disk'), '64k');
			return [`audit = ${join(folder, 'disk', 'audit.log')}`];
		} });
	const make = (name) => full.must('POST', `${BETA}/namespaces`,
	    { name, project_id: full.SCW_DEFAULT_PROJECT_ID });

	try {
		disk.fill();
		for (let i = 0; i < 20; i++)
			await make(`full-${i}`);
		assert.match(full.log('namespaces'), /cannot write the audit trail .*: No/);
		assert.match(full.log('namespaces'), /audit: \{.*"status_code":200.*\}\n/);
		disk.free();
		const { id } = await make('free');
		const last = readFileSync(join(disk.path, 'audit.log'), 'utf8').trim()
		    .split('\n').at(-1);
		assert.equal(JSON.parse(last).resource.id, id);
	} finally {
		disk.close();
		await full.stop();
	}
});
