// SPDX-License-Identifier: ISC
// Users whom the web server names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BETA, Suite } from '../lib/suite.mjs';
import { request } from '../lib/fcgi.mjs';

// Status and session of an answer to a user that the web server named.
async function ask(suite, method, path, params, body) {
	const program = path === '/session' ? 'sign-in' : 'namespaces';
	const answer = await request(suite.socket(program), { method, path,
		params, body,
		headers: body ? { 'Content-Type': 'application/json' } : {} });

	return { ...answer, json: JSON.parse(answer.body) };
}

async function withSuite(settings, work) {
	const suite = await Suite.start({ settings,
		programs: ['sign-in', 'namespaces'] });

	try {
		await work(suite);
	} finally {
		await suite.stop();
	}
}

test('nobody is named unless the settings say so', async () => {
	await withSuite([], async (suite) => {
		const { status, json } = await ask(suite, 'GET', '/session',
		    { REMOTE_USER: 'owner' });
		assert.equal(status, 401);
		assert.equal(json.method, 'api_key');
	});
});

test('a user is named by REMOTE_USER, and by no header', async () => {
	await withSuite(['remote_user = on'], async (suite) => {
		for (const REMOTE_USER of ['owner', 'Owner']) {
			const { status, json } = await ask(suite, 'GET',
			    '/session', { REMOTE_USER });
			assert.equal(status, 200);
			assert.equal(json.session, null);
			assert.equal(json.user.username, 'owner');
		}
		for (const params of [{}, { HTTP_REMOTE_USER: 'owner' },
			{ REMOTE_USER: 'nobody' }, { REMOTE_USER: '' },
			[['REMOTE_USER', 'owner'], ['REMOTE_USER', 'owner']],
			{ REMOTE_USER: 'owner', HTTP_X_AUTH_TOKEN: 'x' }])
			assert.equal((await ask(suite, 'GET', '/session',
			    params)).status, 401);
	});
});

test('C10: what such a user writes must come from this origin', async () => {
	await withSuite(['remote_user = on'], async (suite) => {
		for (const [more, expected] of [[{}, 403],
			[{ HTTP_SEC_FETCH_SITE: 'same-site' }, 403],
			[{ HTTP_SEC_FETCH_SITE: 'same-origin' }, 200]])
			assert.equal((await ask(suite, 'POST',
			    `/containers/${BETA}/namespaces`,
			    { REMOTE_USER: 'owner', ...more },
			    '{"name":"remote"}')).status, expected);
	});
});
