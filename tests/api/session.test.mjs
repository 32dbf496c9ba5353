// SPDX-License-Identifier: ISC
// Sessions: their cookie, what it may do, and how they end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Browser, LOCAL, PASSWORD, SAME, SECURE, elsewhere }
    from '../lib/browser.mjs';
import { BETA, Suite, UNKNOWN, UUID, assertError, assertInvalid, assertUnknown }
    from '../lib/suite.mjs';

let suite, browser, owner;

before(async () => {
	suite = await Suite.start({ programs: ['token-list', 'namespaces', 'iam',
		'sign-in'] });
	browser = new Browser(suite);
	owner = browser.resetOwner();
});
after(() => suite?.stop());

test('C1: the cookie is opaque, and kept from scripts and other sites',
    async () => {
	const { headers, json } = await browser.mustSignIn(owner, { place: SECURE });
	const [pair, ...attributes] = headers['set-cookie'].split('; ');
	const [name, value] = pair.split('=');

	assert.equal(name, '__Host-gatehouse');
	assert.match(value, /^[A-Za-z0-9_-]{43}$/);
	assert.deepEqual(attributes.sort(),
	    ['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure']);
	assert.ok(!JSON.stringify(json).includes(value));
	assert.match(json.session.id, UUID);
});

test('C1: over http there is a cookie on this machine only', async () => {
	const { headers } = await browser.mustSignIn(owner);

	assert.match(headers['set-cookie'],
	    /^gatehouse=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
	for (const change of [{ REMOTE_ADDR: '192.0.2.1' },
		{ SERVER_NAME: 'gate.example.org' },
		{ SERVER_NAME: '127.example.org' }, { SERVER_NAME: '' },
		{ HTTP_X_FORWARDED_PROTO: 'https', SERVER_NAME: 'x' },
		{ HTTP_HTTPS: 'on', REMOTE_ADDR: '192.0.2.1' }]) {
		const answer = await browser.signIn(owner,
		    { place: { ...LOCAL, ...change } });
		assertError(answer, 412, 'precondition_failed',
		    { precondition: 'https' });
		assert.equal(answer.headers['set-cookie'], undefined);
	}
});

test('C1: a cookie counts under the name of its connection only', async () => {
	const { cookie } = await browser.mustSignIn(owner, { place: SECURE });
	const value = cookie.split('=')[1];

	assert.equal(await browser.status(cookie, { place: SECURE }), 200);
	assert.equal(await browser.status(`gatehouse=${value}`,
	    { place: SECURE }), 401);
	assert.equal(await browser.status(`gatehouse=${value}`), 200);
	assert.equal(await browser.status(cookie), 401);
	assert.equal(await browser.status(cookie, { place: { ...SECURE,
		REQUEST_SCHEME: 'http' } }), 401);
});

test('C1: of two cookies none is believed', async () => {
	const { cookie } = await browser.mustSignIn(owner);

	for (const [sent, expected] of [[cookie, 200], [`a=b; ${cookie}`, 200],
		[`${cookie};x=${cookie}`, 200], [`xgatehouse=1; ${cookie}`, 200],
		[`${cookie}; ${cookie}`, 401], [`gatehouse=; ${cookie}`, 401],
		[`${cookie};gatehouse=x`, 401], [`${cookie}x`, 401],
		[cookie.slice(0, -1), 401], ['gatehouse', 401], ['', 401],
		[`Gatehouse=${cookie.slice(10)}`, 401], [`${cookie},x`, 401],
		[`x=${'y'.repeat(60000)}; ${cookie}`, 200]])
		assert.equal(await browser.status(sent), expected, sent.slice(0, 100));
	assert.equal(await browser.status(cookie,
	    { more: { ...SAME, HTTP_COOKIE: 'a=b' } }), 401);
});

test('C2: each sign-in has a new id, and a pre-set one is not adopted',
    async () => {
	const preset = `gatehouse=${'A'.repeat(43)}`;
	const first = await browser.mustSignIn(owner, { cookie: preset });
	const second = await browser.mustSignIn(owner, { cookie: first.cookie });

	assert.notEqual(first.cookie, preset);
	assert.equal(await browser.status(preset), 401);
	assert.notEqual(second.cookie, first.cookie);
	assert.notEqual(second.json.session.id, first.json.session.id);
	assert.equal(await browser.status(first.cookie), 401,
	    'the session that the browser left is over');
	assert.equal(await browser.status(second.cookie), 200);
});

test('a session tells who is signed in, and what is allowed', async () => {
	const { cookie, json } = await browser.mustSignIn(owner);
	const answer = await browser.call('GET', '/session', undefined, { cookie });

	assert.deepEqual(answer.json, json);
	assert.match(json.user.id, UUID);
	assert.equal(json.user.username, 'owner');
	assert.equal(json.user.type, 'owner');
	assert.equal(json.region, 'fr-par');
	assert.deepEqual(json.permissions.token, ['read', 'write', 'delete']);
	assert.deepEqual(json.permissions.container,
	    ['read', 'write', 'delete', 'call']);
	assert.deepEqual(json.permissions.user, ['read', 'write', 'delete']);
	const life = Date.parse(json.session.expires_at) -
	    Date.parse(json.session.created_at);
	assert.equal(life, 12 * 3600 * 1000);
	const member = await browser.mustSignIn(await browser.addMember('nothing'),
	    { place: elsewhere() });
	assert.equal(member.json.user.type, 'member');
	assert.equal(member.json.user.email, 'nothing@example.org');
	for (const actions of Object.values(member.json.permissions))
		assert.deepEqual(actions, []);
});

test('C3: signing out ends the session and takes the cookie back', async () => {
	const { cookie } = await browser.mustSignIn(owner);
	const ended = await browser.call('DELETE', '/session', undefined, { cookie });

	assert.equal(ended.status, 204);
	assert.match(ended.headers['set-cookie'], /^gatehouse=; .*Max-Age=0$/);
	for (const [method, path, program] of [['GET', '/session', 'sign-in'],
		['GET', '/session/all', 'sign-in'],
		['DELETE', '/session', 'sign-in'],
		['GET', `/containers/${BETA}/tokens`, 'token-list'],
		['GET', '/iam/v1alpha1/users', 'iam']])
		assertError(await browser.call(method, path, undefined,
		    { cookie, program }), 401, 'denied_authentication',
		    { method: 'session', reason: 'not_found' });
});

test('C5: own sessions are listed and ended', async () => {
	const credentials = await browser.addMember('lister');
	const place = elsewhere();
	const one = await browser.mustSignIn(credentials, { place,
		more: { ...SAME, HTTP_USER_AGENT: 'one\u0001\u00e9' } });
	const two = await browser.mustSignIn(credentials, { place });
	const list = (await browser.call('GET', '/session/all', undefined,
	    { cookie: two.cookie, place })).json;

	assert.equal(list.total_count, 2);
	const [first] = list.sessions.filter(
	    ({ id }) => id === one.json.session.id);
	assert.equal(first.address, place.REMOTE_ADDR);
	assert.equal(first.user_agent, 'one???');
	assert.equal(first.is_current, false);
	assert.deepEqual(list.sessions.filter((s) => s.is_current)
	    .map(({ id }) => id), [two.json.session.id]);
	const path = `/session/${one.json.session.id}`;
	const ended = await browser.call('DELETE', path, undefined,
	    { cookie: two.cookie, place });
	assert.equal(ended.status, 204);
	assert.equal(ended.headers['set-cookie'], undefined);
	assert.equal(await browser.status(one.cookie, { place }), 401);
	assert.equal(await browser.status(two.cookie, { place }), 200);
	assertUnknown(await browser.call('DELETE', path, undefined,
	    { cookie: two.cookie, place }), 'session', one.json.session.id);
	for (const id of [UNKNOWN, 'x', 'all'])
		assertError(await browser.call('DELETE', `/session/${id}`, undefined,
		    { cookie: two.cookie, place }), 404, 'not_found');
});

test('C5: the Owner ends anybody\'s, others only their own', async () => {
	const place = elsewhere();
	const member = await browser.mustSignIn(
	    await browser.addMember('ended'), { place });
	const boss = await browser.mustSignIn(owner);
	const other = await browser.mustSignIn(
	    await browser.addMember('other'), { place });
	const id = boss.json.session.id;

	assertUnknown(await browser.call('DELETE', `/session/${id}`, undefined,
	    { cookie: member.cookie, place }), 'session', id);
	assert.equal(await browser.status(boss.cookie), 200);
	const all = `/session/all?user_id=${member.json.user.id}`;
	assertError(await browser.call('GET', all, undefined,
	    { cookie: other.cookie, place }), 403, 'permissions_denied');
	const list = (await browser.call('GET', all, undefined,
	    { cookie: boss.cookie })).json;
	assert.deepEqual(list.sessions.map((session) => session.id),
	    [member.json.session.id]);
	assert.equal((await browser.call('DELETE',
	    `/session/${member.json.session.id}`, undefined,
	    { cookie: boss.cookie })).status, 204);
	assert.equal(await browser.status(member.cookie, { place }), 401);
	assert.equal(await browser.status(other.cookie, { place }), 200);
});

test('C10: a write by cookie must come from this origin', async () => {
	const { cookie } = await browser.mustSignIn(owner);
	const { cookie: secure } = await browser.mustSignIn(owner, { place: SECURE });
	let count = 0;
	const create = (more, options = {}) => browser.call('POST',
	    `/containers/${BETA}/namespaces`, { name: `space-${++count}` },
	    { cookie, more, program: 'namespaces', ...options });
	const own = 'http://localhost:8080';

	for (const more of [SAME, { HTTP_ORIGIN: own },
		{ ...SAME, HTTP_ORIGIN: own }])
		assert.equal((await create(more)).status, 200);
	assert.equal((await create({ HTTP_ORIGIN: 'https://gate.example.org' },
	    { cookie: secure, place: SECURE })).status, 200);
	for (const more of [{}, { HTTP_SEC_FETCH_SITE: 'same-site' },
		{ HTTP_SEC_FETCH_SITE: 'cross-site' },
		{ HTTP_SEC_FETCH_SITE: 'none' }, { HTTP_SEC_FETCH_SITE: '' },
		{ HTTP_SEC_FETCH_SITE: 'cross-site', HTTP_ORIGIN: own },
		{ HTTP_ORIGIN: 'null' }, { HTTP_ORIGIN: '' },
		{ HTTP_ORIGIN: 'http://localhost' },
		{ HTTP_ORIGIN: 'http://localhost:8081' },
		{ HTTP_ORIGIN: 'https://localhost:8080' },
		{ HTTP_ORIGIN: 'http://hello.localhost:8080' },
		{ HTTP_ORIGIN: 'http://localhost:8080.example.org' },
		{ HTTP_REFERER: `${own}/` }]) {
		const answer = await create(more);
		assertError(answer, 403, 'permissions_denied');
		assert.equal(typeof answer.json.help_message, 'string');
	}
	const { total_count: total } = await suite.must('GET',
	    `${BETA}/namespaces`);
	assert.equal(total, 4);
	for (const [method, path] of [['DELETE', '/session'],
		['POST', '/session/password'], ['DELETE', `/session/${UNKNOWN}`]])
		assertError(await browser.call(method, path, '{}', { cookie, more: {} }),
		    403, 'permissions_denied');
});

test('C10: a write by cookie must be JSON', async () => {
	const { cookie } = await browser.mustSignIn(owner);
	const create = (type) => browser.call('POST', `/containers/${BETA}/namespaces`,
	    '{"name":"typed"}', { cookie, type, program: 'namespaces' });

	for (const type of ['text/plain', 'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x', 'application/jsonp', ''])
		assertError(await create(type), 403, 'permissions_denied');
	assertError(await browser.call('POST', `/containers/${BETA}/namespaces`,
	    undefined, { cookie, program: 'namespaces' }), 403,
	    'permissions_denied');
	const made = await create('application/json; charset=utf-8');
	assert.equal(made.status, 200);
	assert.equal((await browser.call('DELETE',
	    `/containers/${BETA}/namespaces/${made.json.id}`, undefined,
	    { cookie, program: 'namespaces' })).status, 200,
	    'a DELETE needs no body');
});

test('C10: nobody is signed in by a page of another origin', async () => {
	for (const more of [{ HTTP_SEC_FETCH_SITE: 'cross-site' },
		{ HTTP_SEC_FETCH_SITE: 'same-site' },
		{ HTTP_ORIGIN: 'http://evil.example.org' }])
		assertError(await browser.signIn(owner, { more }), 403,
		    'permissions_denied');
	assert.equal((await browser.signIn(owner, { more: {} })).status, 200,
	    'what is no browser says nothing');
});

test('C10: GET changes nothing', async () => {
	const { cookie } = await browser.mustSignIn(owner);

	for (const path of ['/session', '/session/all'])
		assert.equal((await browser.call('GET', path, '{}', { cookie,
			more: {} })).status, 200);
	for (const path of ['/session/password', `/session/${UNKNOWN}`])
		assertError(await browser.call('GET', path, undefined, { cookie }),
		    405, 'method_not_allowed');
	assert.equal(await browser.status(cookie), 200);
});

test('a session and a key do the same, and the key wins', async () => {
	const { cookie } = await browser.mustSignIn(owner);
	const path = `/containers/${BETA}/tokens`;
	const list = (more) => browser.call('GET', path, undefined, { cookie, more,
		program: 'token-list' });

	assert.equal((await list({})).status, 200);
	assert.equal((await list({ HTTP_X_AUTH_TOKEN: suite.key })).status, 200);
	for (const key of ['', 'x', UNKNOWN])
		assertError(await list({ HTTP_X_AUTH_TOKEN: key }), 401,
		    'denied_authentication', { method: 'api_key' });
});

test('B15: session, key and token do not stand for each other', async () => {
	const { cookie } = await browser.mustSignIn(owner);
	const secret = cookie.split('=')[1];

	assertError(await suite.call('GET', `${BETA}/tokens`, undefined,
	    { key: secret }), 401, 'denied_authentication',
	    { method: 'api_key', reason: 'invalid_argument' });
	assert.equal(await browser.status(`gatehouse=${suite.key}`), 401);
	const { json } = await suite.call('GET', '/session');
	assert.equal(json.method, 'session');
});

test('C15: a locked user\'s session is dead at once', async () => {
	const place = elsewhere();
	const credentials = await browser.addMember('locked');
	const { cookie, json } = await browser.mustSignIn(credentials, { place });
	const user = `/iam/v1alpha1/users/${json.user.id}`;

	assert.equal(await browser.status(cookie, { place }), 200);
	await suite.must('POST', `${user}/lock`, {});
	assert.equal(await browser.status(cookie, { place }), 401);
	assertError(await browser.signIn(credentials, { place }), 401,
	    'denied_authentication', { method: 'password' });
	await suite.must('POST', `${user}/unlock`, {});
	assert.equal(await browser.status(cookie, { place }), 401,
	    'unlocking does not bring it back');
	const again = await browser.mustSignIn(credentials, { place });
	assert.equal((await suite.call('DELETE', user)).status, 204);
	assert.equal(await browser.status(again.cookie, { place }), 401,
	    'C4: a deleted one\'s as well');
	assert.equal((await browser.signIn(credentials, { place })).status, 401);
});

// Every file below a folder.

function* files(folder) {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (statSync(path).isDirectory())
			yield* files(path);
		else if (statSync(path).isFile())
			yield path;
	}
}

test('C16: neither passwords nor secrets of sessions are kept', async () => {
	const { cookie } = await browser.mustSignIn(owner);
	const secret = cookie.split('=')[1];

	await browser.signIn({ username: 'owner',
		password: 'typed-in-the-wrong-field' }, { place: elsewhere() });
	let seen = 0;
	for (const path of files(suite.folder)) {
		const data = readFileSync(path);
		for (const text of [secret, owner.password, PASSWORD,
			'typed-in-the-wrong-field'])
			assert.equal(data.indexOf(text), -1, `${path}: ${text}`);
		seen += data.includes('__db') || data.length > 0 ? 1 : 0;
	}
	assert.ok(seen > 5);
});

test('C18: what is no sign-in is refused for what it is', async () => {
	const place = elsewhere();
	const post = (body, type) => browser.call('POST', '/session', body,
	    { place, type });

	assertError(await post('{}', 'text/plain'), 415,
	    'unsupported_media_type');
	for (const body of ['{', '[]', '"x"', '{}{}',
		'{"username":"a","username":"b","password":"c"}',
		'{"username":"owner","password":"\\u0000"}'])
		assertError(await post(body), 400, 'invalid_arguments');
	assertInvalid(await post({ password: 'x' }), 'username', 'required');
	assertInvalid(await post({ username: 'x' }), 'password', 'required');
	assertInvalid(await post({ username: 'x', password: '' }), 'password',
	    'required');
	assertInvalid(await post({ username: 1, password: 'x' }), 'username',
	    'format');
	assertInvalid(await post({ username: 'x', password: 'x', role: 'owner' }),
	    'role', 'unknown');
	assertInvalid(await post({ username: 'x', password: 'x',
		['\u00e9'.repeat(40)]: 1 }), '', 'unknown');
	assertError(await post({ username: 'x', password: 'x'.repeat(70000) }),
	    413, 'request_too_large');
	assertError(await post({ username: 'x'.repeat(500),
		password: 'y'.repeat(50000) }), 401, 'denied_authentication');
	for (const [path, allowed] of [['/session', ['DELETE', 'GET', 'HEAD',
		'POST']], ['/session/password', ['DELETE', 'POST']]]) {
		const answer = await browser.call('PUT', path, {}, { place });
		assertError(answer, 405, 'method_not_allowed');
		assert.deepEqual(answer.headers.allow.split(', ').sort(),
		    allowed);
	}
	assertError(await browser.call('GET', '/session/a/b', undefined, { place }),
	    404, 'not_found');
});
