// SPDX-License-Identifier: ISC
// Sessions while a call fails: who is told that they are signed in, or out, or
// have another password, is; else nothing has changed, or all of it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, PASSWORD, cookieOf, elsewhere } from '../lib/browser.mjs';
import { DB_RUNRECOVERY, Faulty, Sweep, failure } from '../lib/faults.mjs';
import { Suite } from '../lib/suite.mjs';

const OTHER = 'two herons-wade In 3 brooks', NAME = 'heron';
let suite, browser, faulty, owner, member;

before(async () => {
	suite = await Suite.start({ settings: ['workers = 1'],
		programs: ['iam', 'sign-in'] });
	browser = new Browser(suite);
	owner = (await browser.mustSignIn(browser.resetOwner())).cookie;
	await makeMember();
	faulty = await Faulty.start(suite, 'sign-in');
});
after(() => suite?.stop());

const iam = (method, path, body) =>
    suite.call(method, `/iam/v1alpha1/${path}`, body);

async function makeMember() {
	await browser.addMember(NAME);
	const { json } = await iam('GET', 'users?type=member');
	[member] = json.users;
}

// From somewhere else each time: a place may fail only so often.
async function signIn(password) {
	const place = elsewhere();
	const { cookie } = await browser.mustSignIn(
	    { username: NAME, password }, { place });
	return { cookie, place };
}

async function opens(password) {
	const { status } = await browser.signIn({ username: NAME, password },
	    { place: elsewhere() });
	return status;
}

async function sessions() {
	const { status, json } = await browser.call('GET',
	    `/session/all?user_id=${member.id}`, undefined, { cookie: owner });
	assert.equal(status, 200);
	return json.sessions;
}

async function endSessions() {
	for (const { id } of await sessions())
		await browser.call('DELETE', `/session/${id}`, undefined,
		    { cookie: owner });
}

// Whether a password was changed; that the old one is good if not, the next
// prepare() finds.  Hashing takes its time.
async function isChanged(fixture) {
	fixture.isChanged = await opens(OTHER) === 200;
	return fixture.isChanged;
}

async function makeAnew({ isChanged: isOther }) {
	if (!isOther)
		return;
	await iam('DELETE', `users/${member.id}`);
	await makeMember();
}

// At the program that fails.
const call = (method, path, { cookie, place } = {}, body = undefined) =>
    browser.call(method, path, body, { cookie, place,
	    program: 'sign-in.faulty' });

const CASES = {
	'somebody signs in': {
		prepare: () => signIn(PASSWORD), // forgets who failed before
		ask: () => call('POST', '/session', { place: elsewhere() },
		    { username: NAME, password: PASSWORD }),
		observe: async ({ place }, answer) => {
			if (answer?.status === 200)
				assert.equal(await browser.status(cookieOf(answer),
				    { place }), 200, 'the cookie is good');
			return sessions();
		},
		restore: endSessions },
	'somebody signs out': {
		prepare: () => signIn(PASSWORD),
		ask: (fixture) => call('DELETE', '/session', fixture),
		observe: async ({ cookie, place }) => [await sessions(),
			await browser.status(cookie, { place })],
		restore: endSessions },
	'a password is changed': { most: 3,
		kinds: [['malloc', {}], ['db', {}], ['io', {}]], // it hashes so often
		prepare: () => signIn(PASSWORD),
		ask: (fixture) => call('POST', '/session/password', fixture,
		    { current_password: PASSWORD, new_password: OTHER }),
		observe: async (fixture) => [await isChanged(fixture),
			await browser.status(fixture.cookie, fixture)],
		restore: makeAnew },
	'who is signed in is told': {
		prepare: () => signIn(PASSWORD),
		ask: (fixture) => call('GET', '/session', fixture),
		observe: async ({ cookie, place }) => [await sessions(),
			await browser.status(cookie, { place })],
		restore: endSessions },
};
const KINDS = [['malloc', { most: 4 }], ['db', { most: 4 }],
	['db', { error: DB_RUNRECOVERY, most: 1 }], ['crypto', { most: 4 }],
	['io', { most: 4 }]];

for (const [name, parts] of Object.entries(CASES))
	describe(name, () => {
		for (const [kind, options] of parts.kinds ?? KINDS)
			test(`whole or not at all when ${failure(kind, options)}`,
			    async (t) => {
				const cases = new Sweep(faulty,
				    { all: 100, ...options, ...parts });
				t.diagnostic(await cases.run(kind, options));
			});
	});
