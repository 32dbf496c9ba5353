// SPDX-License-Identifier: ISC
// The legacy issue-jwt of token-create, straight over FastCGI.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, LOCAL, SAME } from '../lib/browser.mjs';
import { BETA, Suite, UNKNOWN, UUID, V1, assertError, assertInvalid,
    assertUnknown } from '../lib/suite.mjs';

const DATE = '2099-01-01T00:00:00.000Z';

let suite, namespace, container;

before(async () => {
	suite = await Suite.start({ programs: ['token-create', 'token-delete',
		'token-list', 'token-gate', 'namespaces', 'containers',
		'sign-in'] });
	namespace = await suite.must('POST', `${BETA}/namespaces`,
	    { name: 'main' });
	container = await suite.must('POST', `${BETA}/containers`,
	    { name: 'app', namespace_id: namespace.id, privacy: 'private' });
});
after(() => suite?.stop());

const issue = (query, { method = 'GET', region = BETA, ...options } = {}) =>
    suite.call(method, `${region}/issue-jwt?${new URLSearchParams(query)}`,
	undefined, { program: 'token-create', ...options });

const tokens = () => suite.must('GET', `${BETA}/tokens`);

function claimsOf({ token }) {
	return JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
}

test('a token is answered, and nothing else', async () => {
	const answer = await issue({ container_id: container.id,
		expiration_date: DATE });

	assert.equal(answer.status, 200);
	assert.equal(answer.headers['cache-control'], 'no-store');
	assert.deepEqual(Object.keys(answer.json), ['token', 'public_key']);
	assert.match(answer.json.public_key, /^-----BEGIN PUBLIC KEY-----\n/);
});

test('the token is registered, opens, and can be deleted', async () => {
	const { json } = await issue({ namespace_id: namespace.id,
		expires_at: DATE });
	const id = claimsOf(json).jti;
	const token = await suite.must('GET', `${BETA}/tokens/${id}`);

	assert.match(id, UUID);
	assert.equal(token.description, 'issued by issue-jwt');
	assert.equal(token.namespace_id, namespace.id);
	assert.equal(token.expires_at, '2099-01-01T00:00:00Z');
	assert.equal(await suite.knock(container.id, json.token), 200);
	await suite.must('DELETE', `${BETA}/tokens/${id}`);
	assert.equal(await suite.knock(container.id, json.token), 403);
});

test('function_id names a container', async () => {
	const { json } = await issue({ function_id: container.id });

	assert.deepEqual(claimsOf(json).application_claim,
	    [{ namespace_id: '', application_id: container.id }]);
	assertUnknown(await issue({ function_id: namespace.id }), 'container',
	    namespace.id);
});

test('a token that nobody dated expires in a year', async () => {
	const { json } = await issue({ container_id: container.id,
		namespace_id: '', expires_at: '' });
	const { iat, exp } = claimsOf(json);

	assert.equal(exp - iat, 365 * 24 * 60 * 60);
});

test('a wrong query is refused and makes no token', async () => {
	const { id } = container, { total_count } = await tokens();

	for (const [query, argument, reason] of [
		[{}, 'container_id', 'required'],
		[{ container_id: '' }, 'container_id', 'required'],
		[{ container_id: 'x' }, 'container_id', 'format'],
		[{ container_id: id, function_id: id }, 'function_id',
			'constraint'],
		[{ container_id: id, namespace_id: namespace.id },
			'namespace_id', 'constraint'],
		[{ container_id: id, expires_at: DATE, expiration_date: DATE },
			'expiration_date', 'constraint'],
		[{ container_id: id, expires_at: 'soon' }, 'expires_at',
			'format'],
		[{ container_id: id, expiration_date: '2020-01-01T00:00:00Z' },
			'expires_at', 'constraint'],
		[[['container_id', id], ['container_id', id]], 'container_id',
			'constraint']])
		assertInvalid(await issue(query), argument, reason);
	assertUnknown(await issue({ container_id: UNKNOWN }), 'container',
	    UNKNOWN);
	assert.equal((await tokens()).total_count, total_count);
});

test('a HEAD, which shows no token, makes none', async () => {
	const { total_count } = await tokens();
	const query = new URLSearchParams({ container_id: container.id });

	// No body to read: suite.call() wants JSON.
	await assert.rejects(issue(query, { method: 'HEAD' }), SyntaxError);
	assert.equal((await tokens()).total_count, total_count);
});

test('another method, version or region is refused', async () => {
	const query = { container_id: container.id };

	for (const method of ['POST', 'DELETE', 'PUT'])
		assertError(await issue(query, { method }), 405,
		    'method_not_allowed');
	assertError(await issue(query, { region: V1 }), 404, 'not_found');
	assertInvalid(await issue(query,
	    { region: 'v1beta1/regions/nl-ams' }), 'region', 'constraint');
});

test('without a key nothing is issued', async () => {
	assertError(await issue({ container_id: container.id }, { key: null }),
	    401, 'denied_authentication', { method: 'api_key',
		reason: 'invalid_argument' });
	assertError(await issue({ container_id: container.id },
	    { key: UNKNOWN }), 401, 'denied_authentication',
	    { reason: 'not_found' });
});

// A GET that changes something: any page could make a browser send it.
test('a session issues nothing, whatever its origin says', async () => {
	const browser = new Browser(suite);
	const { cookie } = await browser.mustSignIn(browser.resetOwner());
	const { total_count } = await tokens();
	const params = { ...LOCAL, ...SAME, HTTP_COOKIE: cookie };

	assert.equal((await suite.must('GET', `${BETA}/tokens`, undefined,
	    { key: null, params })).total_count, total_count);
	assertError(await issue({ container_id: container.id },
	    { key: null, params }), 401, 'denied_authentication',
	    { method: 'api_key', reason: 'invalid_argument' });
	assert.equal((await tokens()).total_count, total_count);
	assert.equal((await issue({ container_id: container.id },
	    { params })).status, 200);
});
