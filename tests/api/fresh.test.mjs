// SPDX-License-Identifier: ISC
// Tokens that only a fresh session may make and delete.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Browser } from '../lib/browser.mjs';
import { BETA, Suite, assertError } from '../lib/suite.mjs';

test('C6: an old session makes and deletes no token, a new one does',
async () => {
	const suite = await Suite.start({ settings: ['session_fresh = 2'],
		programs: ['sign-in', 'token-create', 'token-delete', 'token-list',
			'namespaces'] });

	try {
		const browser = new Browser(suite), tokens = `/containers/${BETA}/tokens`;
		const lines = suite.gatehouse('owner', 'reset-password');
		const said = (name) => new RegExp(`${name}=(.*)`).exec(lines)[1];
		const owner = { username: said('GATEHOUSE_USERNAME'),
			password: said('GATEHOUSE_PASSWORD') };
		const { id } = await suite.must('POST', `${BETA}/namespaces`,
		    { name: 'fresh' });
		const { cookie } = await browser.mustSignIn(owner);
		const make = (as) => browser.call('POST', tokens,
		    { namespace_id: id }, { cookie: as, program: 'token-create' });
		const first = await make(cookie);

		assert.equal(first.status, 200);
		let late = first;
		for (const end = Date.now() + 20000; late.status === 200; late =
		    await make(cookie)) {
			assert.ok(Date.now() < end, 'the session stays fresh');
			await pause(50);
		}
		const refusal = { method: 'session', reason: 'expired' };
		assertError(late, 401, 'denied_authentication', refusal);
		const path = `${tokens}/${first.json.id}`;
		assertError(await browser.call('DELETE', path, undefined,
		    { cookie, program: 'token-delete' }), 401,
		    'denied_authentication', refusal);
		assert.equal((await browser.call('GET', path, undefined,
		    { cookie, program: 'token-list' })).status, 200);
		const again = await browser.mustSignIn(owner);
		assert.equal((await browser.call('DELETE', path, undefined,
		    { cookie: again.cookie, program: 'token-delete' })).status, 200);
		await suite.must('POST', `${BETA}/tokens`, { namespace_id: id });
	} finally {
		await suite.stop();
	}
});
