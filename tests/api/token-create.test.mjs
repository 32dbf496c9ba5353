// SPDX-License-Identifier: ISC
// token-create, straight over FastCGI.
import assert from 'node:assert/strict';
import { verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BETA, Suite, UNKNOWN, UUID, assertInvalid, assertUnknown }
    from '../lib/suite.mjs';

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
		programs: ['token-create', 'token-list',
			'namespaces', 'containers'],
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

// C19: what clients send, and what they get: null, or the reason of a refusal.
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

test('C13: members that are not the client\'s to set are ignored', async () => {
	const token = await makeToken({ container_id: container.id,
		id: UNKNOWN, jti: UNKNOWN, created_by: UNKNOWN,
		created_at: '2000-01-01T00:00:00Z', status: 'error',
		token: 'x', project_id: UNKNOWN, unknown: {} });

	assert.notEqual(token.id, UNKNOWN);
	assert.notEqual(token.created_by, UNKNOWN);
	assert.ok(Date.parse(token.created_at) > Date.now() - 60000);
	assert.equal(token.status, 'ready');
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
