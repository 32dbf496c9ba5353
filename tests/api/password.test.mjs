// SPDX-License-Identifier: ISC
// Passwords: how they are tried, chosen and changed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, PASSWORD, cookieOf, elsewhere } from '../lib/browser.mjs';
import { Suite, assertError, assertInvalid } from '../lib/suite.mjs';

let suite, browser, owner;

before(async () => {
	suite = await Suite.start({ programs: ['iam', 'sign-in'] });
	browser = new Browser(suite);
	owner = browser.resetOwner();
});
after(() => suite?.stop());

test('C7: an unknown user is answered as a wrong password is', async () => {
	const credentials = await browser.addMember('known');
	const place = elsewhere();
	const wrong = await browser.signIn({ ...credentials, password: 'wrong' },
	    { place });
	const unknown = await browser.signIn({ username: 'nobody', password: 'wrong' },
	    { place });

	assertError(wrong, 401, 'denied_authentication',
	    { method: 'password' });
	assert.deepEqual(unknown.json, wrong.json);
	assert.deepEqual(Object.keys(unknown.headers),
	    Object.keys(wrong.headers));
	assert.equal(unknown.headers['set-cookie'], undefined);
});

// Fails until it must pause; the answer that says so, and the tries before it.
async function exhaust(credentials, place) {
	for (let tries = 0; ; tries++) {
		const answer = await browser.signIn(credentials, { place });
		if (answer.status !== 401 || tries > 30)
			return { answer, tries };
	}
}

test('C7: after failures there is a pause, for unknown users too', async () => {
	const credentials = await browser.addMember('tried');
	for (const username of [credentials.username, 'never-there']) {
		const place = elsewhere();
		const { answer, tries } = await exhaust(
		    { username, password: 'wrong' }, place);

		assert.equal(tries, 5);
		assertError(answer, 429, 'too_many_requests',
		    { limit: { quota: 5, window_seconds: 900 } });
		const { json, headers } = answer;
		assert.equal(typeof json.help_message, 'string');
		assert.ok(json.reset_seconds >= 1 && json.reset_seconds <= 60);
		assert.ok(!Number.isNaN(Date.parse(json.reset_at)));
		assert.equal(headers['retry-after'],
		    String(json.reset_seconds));
		// Names are the same in any case, from any address.
		assert.equal((await exhaust({ username: username.toUpperCase(),
			password: 'wrong' }, elsewhere())).answer.status, 429);
	}
});

test('C7: during a pause the password is not even checked', async () => {
	const credentials = await browser.addMember('paused');

	for (;;) {
		const { answer } = await exhaust(
		    { ...credentials, password: 'wrong' }, elsewhere());
		assert.equal(answer.status, 429);
		// The pause may have ended between the two.
		if ((await browser.signIn(credentials, { place: elsewhere() })).status
		    === 429)
			break;
	}
	assert.equal((await browser.signIn(owner)).status, 200,
	    'others are not concerned');
});

test('C8: a password is taken byte for byte, of any length and composition',
    async () => {
	const place = elsewhere();
	const credentials = await browser.addMember('chooser');
	let { cookie } = await browser.mustSignIn(credentials, { place });
	let current = credentials.password;
	const change = (password) => browser.call('POST', '/session/password',
	    { current_password: current, new_password: password },
	    { cookie, place });

	for (const password of ['wkzfpqtr', 'x'.repeat(3) + 'yz k'.repeat(255),
		'  spaces count  ', 'sch\u00f6ne gr\u00fc\u00dfe']) {
		const changed = await change(password);
		assert.equal(changed.status, 200, changed.body);
		cookie = cookieOf(changed);
		for (const other of [password.slice(0, -1), `${password} `,
			password.trim() === password ? current
			    : password.trim()])
			assert.equal((await browser.signIn({ ...credentials,
				password: other }, { place })).status, 401);
		await browser.mustSignIn({ ...credentials, password }, { place });
		current = password;
	}
	for (const bad of ['short', 'password', '12345678', 'chooser1',
		'x'.repeat(1025)])
		assertInvalid(await change(bad), 'new_password', 'constraint');
});

test('C8: there is no default account', async () => {
	const fresh = await Suite.start({ programs: ['sign-in'] });

	try {
		for (const password of ['owner', 'admin', 'password', '-'])
			assert.equal((await new Browser(fresh).signIn(
			    { username: 'owner', password })).status, 401);
	} finally {
		await fresh.stop();
	}
});

test('a changed password ends all other sessions', async () => {
	const place = elsewhere();
	const credentials = await browser.addMember('changer');
	const one = await browser.mustSignIn(credentials, { place });
	const two = await browser.mustSignIn(credentials, { place });
	const body = { current_password: PASSWORD,
		new_password: 'another one of 25 letters' };

	assertError(await browser.call('POST', '/session/password',
	    { ...body, current_password: 'wrong' },
	    { cookie: one.cookie, place }), 401, 'denied_authentication',
	    { method: 'password' });
	assert.equal(await browser.status(two.cookie, { place }), 200);
	const changed = await browser.call('POST', '/session/password', body,
	    { cookie: one.cookie, place });
	assert.equal(changed.status, 200);
	const cookie = cookieOf(changed);
	assert.notEqual(cookie, one.cookie, 'C2: a new id');
	assert.equal(await browser.status(cookie, { place }), 200);
	assert.equal(await browser.status(one.cookie, { place }), 401);
	assert.equal(await browser.status(two.cookie, { place }), 401);
	assert.equal((await browser.signIn(credentials, { place })).status, 401);
	const { status: keyed } = await suite.call('POST', '/session/password',
	    body);
	assert.equal(keyed, 401, 'an API key has no session');
});

test('the command sets the Owner\'s password and ends its sessions',
    async () => {
	const { cookie } = await browser.mustSignIn(owner);
	const before = owner;

	owner = browser.resetOwner();
	assert.match(owner.password, /^[a-km-z2-9]{20}$/);
	assert.notEqual(owner.password, before.password);
	assert.equal(await browser.status(cookie), 401);
	assert.equal((await browser.signIn(before, { place: elsewhere() })).status,
	    401);
	await browser.mustSignIn(owner);
});
