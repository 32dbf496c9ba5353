// SPDX-License-Identifier: ISC
// token-create, token-list and token-delete, straight over FastCGI.
import assert from 'node:assert/strict';
import { verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BETA, Suite, UNKNOWN, UUID, assertError, assertInvalid,
    assertUnknown } from '../lib/suite.mjs';

const TOKENS = `${BETA}/tokens`;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

let suite, namespace, container;

const makeNamespace = (name) =>
    suite.must('POST', `${BETA}/namespaces`, { name });
const makeContainer = (name, inside) =>
    suite.must('POST', `${BETA}/containers`,
	{ name, namespace_id: inside.id, privacy: 'private' });
const makeToken = (body) => suite.must('POST', TOKENS, body);

before(async () => {
	suite = await Suite.start({
		programs: ['token-create', 'token-delete', 'token-list',
			'token-gate', 'namespaces', 'containers'],
		settings: ['issuer = SCALEWAY', 'audience = functions'] });
	namespace = await makeNamespace('main');
	container = await makeContainer('app', namespace);
});
after(() => suite?.stop());

function decode(part) {
	return JSON.parse(Buffer.from(part, 'base64url').toString());
}

// Takes a token apart after checking its signature with the public key.
function openToken({ token, public_key }) {
	const [header, claims, signature] = token.split('.');

	assert.ok(verify('sha256', Buffer.from(`${header}.${claims}`),
	    { key: public_key, dsaEncoding: 'ieee-p1363' },
	    Buffer.from(signature, 'base64url')));
	return { header: decode(header), claims: decode(claims) };
}

test('a token for a container is answered once, and is a JWT', async () => {
	const token = await makeToken(
	    { container_id: container.id, description: 'ci' });

	assert.deepEqual(Object.keys(token).sort(), ['container_id',
		'created_at', 'created_by', 'description', 'expires_at', 'id',
		'last_used_at', 'public_key', 'status', 'token']);
	assert.match(token.id, UUID);
	assert.equal(token.status, 'ready');
	assert.equal(token.container_id, container.id);
	assert.equal(token.description, 'ci');
	assert.equal(token.expires_at, null);
	assert.equal(token.last_used_at, null);
	assert.match(token.created_at, INSTANT);
	assert.match(token.created_by, UUID);

	const { header, claims } = openToken(token);
	assert.deepEqual(Object.keys(header).sort(), ['alg', 'kid', 'typ']);
	assert.equal(header.alg, 'ES256');
	assert.equal(header.typ, 'JWT');
	assert.deepEqual(Object.keys(claims), ['application_claim', 'version',
		'aud', 'jti', 'iat', 'iss', 'nbf', 'sub']);
	assert.deepEqual(claims.application_claim,
	    [{ namespace_id: '', application_id: container.id }]);
	assert.equal(claims.jti, token.id);
	assert.equal(claims.iss, 'SCALEWAY');
	assert.equal(claims.aud, 'functions');
	assert.equal(claims.iat, Math.floor(Date.parse(token.created_at) / 1000));
});

test('tokens of a namespace and its containers share a key', async () => {
	const expires_at = '2099-12-31T23:59:59Z';
	const one = await makeToken({ container_id: container.id });
	const two = await makeToken({ namespace_id: namespace.id, expires_at });
	const { claims } = openToken(two);

	assert.equal(two.namespace_id, namespace.id);
	assert.ok(!('container_id' in two));
	assert.equal(two.public_key, one.public_key);
	assert.equal(claims.exp, Date.parse(expires_at) / 1000);
	assert.deepEqual(claims.application_claim,
	    [{ namespace_id: namespace.id, application_id: '' }]);

	const other = await makeNamespace('other');
	const three = await makeToken({ namespace_id: other.id });
	assert.notEqual(three.public_key, two.public_key);
});

test('exactly one of container and namespace is needed', async () => {
	const create = (body) => suite.call('POST', TOKENS, body);
	const both = { container_id: container.id, namespace_id: namespace.id };

	assertInvalid(await create({}), 'container_id', 'required');
	assertInvalid(await create(), 'container_id', 'required');
	assertInvalid(await create({ container_id: null }), 'container_id',
	    'required');
	assertInvalid(await create({ container_id: '', namespace_id: '' }),
	    'container_id', 'required');
	assertInvalid(await create(both), 'namespace_id', 'constraint');
	assertInvalid(await create({ container_id: 'x' }), 'container_id',
	    'format');
	assertInvalid(await create({ namespace_id: 5 }), 'namespace_id',
	    'format');
	assertUnknown(await create({ container_id: UNKNOWN }), 'container',
	    UNKNOWN);
	assertUnknown(await create({ namespace_id: UNKNOWN }), 'namespace',
	    UNKNOWN);
	assertUnknown(await create({ namespace_id: container.id }),
	    'namespace', container.id);
	assert.equal((await create(
	    { container_id: container.id, namespace_id: null })).status, 200);
});

// What clients send, and what they get: null, or the reason of a refusal.
const EXPIRIES = [
	['2099-05-06T14:42:11.000Z', '2099-05-06T14:42:11Z'],
	['2099-05-06T16:42:11+02:00', '2099-05-06T14:42:11Z'],
	['2099-05-06T14:42:11', '2099-05-06T14:42:11Z'],
	['2099-05-06T14:42:11.999999999Z', '2099-05-06T14:42:11Z'],
	['2096-02-29T00:00:00Z', '2096-02-29T00:00:00Z'],
	['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
	[null, null],
	['2095-02-29T00:00:00Z', 'format'],
	['10000-01-01T00:00:00Z', 'format'],
	['9999-12-31T23:59:59-01:00', 'format'],
	['2099-06-30T23:59:60Z', 'format'],
	['2099-01-01', 'format'],
	['tomorrow', 'format'],
	['', 'format'],
	[4070908800, 'format'],
	['1970-01-01T00:00:00Z', 'constraint'],
	['2020-01-01T00:00:00Z', 'constraint'],
];

for (const [expires_at, outcome] of EXPIRIES)
	test(`an expiry of ${expires_at} gives ${outcome}`, async () => {
		const answer = await suite.call('POST', TOKENS,
		    { container_id: container.id, expires_at });

		if (outcome === 'format' || outcome === 'constraint')
			return assertInvalid(answer, 'expires_at', outcome);
		assert.equal(answer.status, 200);
		assert.equal(answer.json.expires_at, outcome);
		const { claims } = openToken(answer.json);
		assert.equal(claims.exp, outcome === null ? undefined
		    : Date.parse(outcome) / 1000);
	});

test('a token cannot expire now', async () => {
	const now = new Date().toISOString();

	assertInvalid(await suite.call('POST', TOKENS,
	    { container_id: container.id, expires_at: now }),
	    'expires_at', 'constraint');
});

test('a description is plain text of at most 255 characters', async () => {
	const create = (description) => suite.call('POST', TOKENS,
	    { container_id: container.id, description });

	for (const text of ['', '<script>alert(1)</script>', '"><img src=x>',
		'\u{1f600}'.repeat(255), '\u202egnp.exe', 'a'.repeat(255)]) {
		const { status, json } = await create(text);
		assert.equal(status, 200);
		assert.equal(json.description, text);
	}
	for (const text of ['a'.repeat(256), '\u{1f600}'.repeat(256),
		'one\r\ntwo', 'tab\there', 'a'.repeat(10000)])
		assertInvalid(await create(text), 'description', 'constraint');
	assertInvalid(await create(5), 'description', 'format');
	assertInvalid(await suite.call('POST', TOKENS,
	    `{"container_id":"${container.id}","description":"\\u0000"}`),
	    'body', 'format');
	assert.equal((await create(null)).json.description, '');
});

test('members that are not the client\'s to set are ignored', async () => {
	const token = await makeToken({ container_id: container.id,
		id: UNKNOWN, jti: UNKNOWN, created_by: UNKNOWN,
		created_at: '2000-01-01T00:00:00Z', status: 'error',
		token: 'x', project_id: UNKNOWN, unknown: {} });

	assert.notEqual(token.id, UNKNOWN);
	assert.notEqual(token.created_by, UNKNOWN);
	assert.ok(Date.parse(token.created_at) > Date.now() - 60000);
	assert.equal(token.status, 'ready');
});

test('a token is read without its text', async () => {
	const token = await makeToken({ container_id: container.id,
		description: 'd', expires_at: '2099-01-01T00:00:00Z' });
	const read = await suite.must('GET', `${TOKENS}/${token.id}`);

	assert.deepEqual(read,
	    { ...token, token: '<hidden>', public_key: '' });
	const upper = `${TOKENS}/${token.id.toUpperCase()}`;
	assert.deepEqual(await suite.must('GET', upper), read);
});

test('an unknown token is not found', async () => {
	for (const method of ['GET', 'DELETE']) {
		assertUnknown(await suite.call(method, `${TOKENS}/${UNKNOWN}`),
		    'token', UNKNOWN);
		assertUnknown(await suite.call(method, `${TOKENS}/x`),
		    'token', 'x');
		assertUnknown(await suite.call(
		    method, `${TOKENS}/${container.id}`), 'token',
		    container.id);
	}
});

test('a list has pages, in both orders', async () => {
	const inside = await makeContainer('listed', namespace);
	const made = [];

	for (let i = 0; i < 5; i++)
		made.push((await makeToken({ container_id: inside.id })).id);
	const list = async (query) => {
		const { tokens, total_count } = await suite.must('GET',
		    `${TOKENS}?container_id=${inside.id}&${query}`);
		assert.equal(total_count, 5);
		for (const token of tokens) {
			assert.equal(token.token, '<hidden>');
			assert.equal(token.public_key, '');
			assert.equal(token.container_id, inside.id);
		}
		return tokens.map((token) => token.id);
	};
	assert.deepEqual(await list(''), made);
	assert.deepEqual(await list('order_by=created_at_asc'), made);
	assert.deepEqual(await list('order_by=created_at_desc'),
	    made.toReversed?.() ?? [...made].reverse());
	assert.deepEqual(await list('page_size=2'), made.slice(0, 2));
	assert.deepEqual(await list('page_size=2&page=2'), made.slice(2, 4));
	assert.deepEqual(await list('page_size=2&page=3'), made.slice(4));
	assert.deepEqual(await list('page_size=2&page=4'), []);
	assert.deepEqual(await list('page=2147483647&page_size=1000'), []);
	assert.deepEqual(
	    await list('page_size=2&page=2&order_by=created_at_desc'),
	    [made[2], made[1]]);
});

test('a list is of exactly one scope, or of all', async () => {
	const space = await makeNamespace('scopes');
	const inside = await makeContainer('inside', space);
	const wide = await makeToken({ namespace_id: space.id });
	const narrow = await makeToken({ container_id: inside.id });
	const ids = async (query) => (await suite.must(
	    'GET', `${TOKENS}?page_size=1000${query}`)).tokens
	    .map((token) => token.id);

	assert.deepEqual(await ids(`&namespace_id=${space.id}`), [wide.id]);
	assert.deepEqual(await ids(`&container_id=${inside.id}`), [narrow.id]);
	const all = await ids('');
	assert.ok(all.includes(wide.id) && all.includes(narrow.id));
});

test('a list of what is not there is refused', async () => {
	const list = (query) => suite.call('GET', `${TOKENS}?${query}`);

	assertInvalid(await list('container_id=x'), 'container_id', 'format');
	assertInvalid(await list('namespace_id=x'), 'namespace_id', 'format');
	assertUnknown(await list(`container_id=${UNKNOWN}`), 'container',
	    UNKNOWN);
	assertUnknown(await list(`namespace_id=${UNKNOWN}`), 'namespace',
	    UNKNOWN);
	assertUnknown(await list(`namespace_id=${container.id}`), 'namespace',
	    container.id);
	assertError(await list(
	    `namespace_id=${namespace.id}&container_id=${container.id}`),
	    400, 'invalid_arguments');
	for (const [name, values] of Object.entries({
		page: ['0', '-1', 'x', '1.5', '99999999999999999999'],
		page_size: ['0', '1001', 'x'],
		order_by: ['name_asc', 'x'] }))
		for (const value of values) {
			const answer = await list(`${name}=${value}`);
			assertError(answer, 400, 'invalid_arguments');
			assert.equal(answer.json.details[0].argument_name, name);
		}
});

test('a deleted token is gone for good', async () => {
	const token = await makeToken({ container_id: container.id });
	const path = `${TOKENS}/${token.id}`;

	assert.deepEqual(await suite.must('DELETE', path),
	    { ...token, token: '', public_key: '', status: 'deleting' });
	assertUnknown(await suite.call('DELETE', path), 'token', token.id);
	assertUnknown(await suite.call('GET', path), 'token', token.id);
	const { tokens } = await suite.must('GET',
	    `${TOKENS}?container_id=${container.id}&page_size=1000`);
	assert.ok(tokens.every(({ id }) => id !== token.id));
	assert.match(readFileSync(join(suite.state, 'deleted.log'), 'utf8'),
	    new RegExp(`^\\S+Z ${token.id} ${token.created_by}$`, 'm'));
});

test('a token opens until it is deleted, and says when it did', async () => {
	const token = await makeToken({ container_id: container.id });
	const path = `${TOKENS}/${token.id}`;

	assert.equal(await suite.knock(container.id), 403);
	const began = Math.floor(Date.now() / 1000) * 1000;
	assert.equal(await suite.knock(container.id, token.token), 200);
	const { last_used_at } = await suite.must('GET', path);
	assert.match(last_used_at, /^[-\dT:]{19}Z$/);
	assert.ok(Date.parse(last_used_at) >= began);
	const { tokens } = await suite.must('GET',
	    `${TOKENS}?container_id=${container.id}&page_size=1000`);
	assert.equal(tokens.find(({ id }) => id === token.id).last_used_at,
	    last_used_at);
	assert.equal((await suite.must('DELETE', path)).last_used_at,
	    last_used_at);
	assert.equal(await suite.knock(container.id, token.token), 403);
});

test('a container made public needs no token', async () => {
	const inside = await makeContainer('opened', namespace);
	const path = `${BETA}/containers/${inside.id}`;

	assert.equal(await suite.knock(inside.id), 403);
	await suite.must('PATCH', path, { privacy: 'public' });
	assert.equal(await suite.knock(inside.id), 200);
	await suite.must('DELETE', path);
	assert.equal(await suite.knock(inside.id), 403);
});

test('a container and a namespace take their tokens along', async () => {
	const space = await makeNamespace('brief');
	const inside = await makeContainer('brief', space);
	const wide = await makeToken({ namespace_id: space.id });
	const narrow = await makeToken({ container_id: inside.id });

	await suite.must('DELETE', `${BETA}/containers/${inside.id}`);
	assertUnknown(await suite.call('GET', `${TOKENS}/${narrow.id}`),
	    'token', narrow.id);
	await suite.must('GET', `${TOKENS}/${wide.id}`);
	assertUnknown(await suite.call('POST', TOKENS,
	    { container_id: inside.id }), 'container', inside.id);
	await suite.must('DELETE', `${BETA}/namespaces/${space.id}`);
	assertUnknown(await suite.call('GET', `${TOKENS}/${wide.id}`),
	    'token', wide.id);
	assertUnknown(await suite.call('GET',
	    `${TOKENS}?namespace_id=${space.id}`), 'namespace', space.id);
});

test('tokens made at once are all there, of one key', async () => {
	const space = await makeNamespace('crowd');
	const made = await Promise.all(Array.from({ length: 20 },
	    () => makeToken({ namespace_id: space.id })));
	const { tokens, total_count } = await suite.must('GET',
	    `${TOKENS}?namespace_id=${space.id}`);

	assert.equal(total_count, 20);
	assert.equal(new Set(made.map(({ id }) => id)).size, 20);
	assert.equal(new Set(made.map((token) => token.public_key)).size, 1);
	assert.deepEqual(tokens.map(({ id }) => id).sort(),
	    made.map(({ id }) => id).sort());
	for (const token of made)
		openToken(token);
});

test('of an expired token the record stays', async () => {
	const expires_at = new Date(Date.now() + 2000).toISOString()
	    .replace(/\.\d+/, '');
	const token = await makeToken(
	    { container_id: container.id, expires_at });

	while (Date.now() < Date.parse(expires_at) + 1)
		await suite.must('GET', `${TOKENS}/${token.id}`);
	assert.equal((await suite.must('GET', `${TOKENS}/${token.id}`))
	    .expires_at, expires_at);
	await suite.must('DELETE', `${TOKENS}/${token.id}`);
});

test('RSA keys are 4096 bits long when the installation says so', async () => {
	const other = await Suite.start({
		programs: ['token-create', 'namespaces'],
		settings: ['algorithm = RS256', 'rsa_bits = 4096',
			'workers = 1'] });

	try {
		const space = await other.must('POST', `${BETA}/namespaces`,
		    { name: 'rsa' });
		const token = await other.must('POST', TOKENS,
		    { namespace_id: space.id });
		const { header } = openToken(token);
		assert.equal(header.alg, 'RS256');
		assert.match(token.public_key,
		    /^-----BEGIN RSA PUBLIC KEY-----\n[^]*-----\n$/);
		assert.equal(Buffer.from(token.token.split('.')[2],
		    'base64url').length, 512);
	} finally {
		await other.stop();
	}
});

function filesBelow(path) {
	return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
	    entry.isDirectory() ? filesBelow(join(path, entry.name))
		: entry.isFile() ? [join(path, entry.name)] : []);
}

test('the text of a token is in no file and no log', async () => {
	const { token, id } = await makeToken({ container_id: container.id });
	const parts = token.split('.').slice(1).map((part) => Buffer.from(part));

	await suite.must('GET', `${TOKENS}/${id}`);
	const files = filesBelow(suite.folder);
	assert.ok(files.some((path) => path.endsWith('.log')));
	assert.ok(files.some((path) => path.endsWith('tokens.db')));
	for (const path of files) {
		const data = readFileSync(path);
		for (const part of parts)
			assert.ok(!data.includes(part), path);
		assert.ok(!data.includes(suite.key) ||
		    path.endsWith('gatehouse.conf'), path);
	}
});
