// SPDX-License-Identifier: ISC
// public-keys, straight over FastCGI: what anyone may know of a namespace's
// keys, and nothing more.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { request } from '../lib/fcgi.mjs';
import { BETA, Suite, UNKNOWN, assertError, assertUnknown }
    from '../lib/suite.mjs';

// Of each kind of key: settings, and the exact members of its JWK.
const KINDS = [
	['ES256', [], ['kty', 'crv', 'x', 'y']],
	['RS256', ['rsa_bits = 2048'], ['kty', 'n', 'e']],
	['EdDSA', [], ['kty', 'crv', 'x']],
];

const ask = (suite, path, options) =>
    request(suite.socket('public-keys'), { path: `/keys/${path}`, ...options });

const start = (...settings) => Suite.start({ settings, programs:
	['public-keys', 'token-create', 'namespaces', 'token-gate'] });

async function makeToken(suite, name) {
	const { id } = await suite.must('POST', `${BETA}/namespaces`, { name });

	return suite.must('POST', `${BETA}/tokens`, { namespace_id: id });
}

// A signature of ours, by node's own OpenSSL.
function isSigned(jwt, key) {
	const [header, claims, signature] = jwt.split('.');
	const { alg } = JSON.parse(Buffer.from(header, 'base64url'));

	return verify(alg === 'EdDSA' ? null : 'sha256',
	    Buffer.from(`${header}.${claims}`),
	    { key, dsaEncoding: 'ieee-p1363' },
	    Buffer.from(signature, 'base64url'));
}

for (const [algorithm, settings, members] of KINDS)
	test(`${algorithm} keys verify tokens, as JWK and as PEM`, async () => {
		const suite = await start(`algorithm = ${algorithm}`, ...settings);

		try {
			const token = await makeToken(suite, 'one');
			const path = token.namespace_id;
			const { kid } = JSON.parse(Buffer.from(
			    token.token.split('.')[0], 'base64url'));
			const set = await ask(suite, `${path}/jwks.json`);
			const pem = await ask(suite, `${path}/keys.pem`);

			assert.equal(set.status, 200);
			assert.equal(set.headers['content-type'],
			    'application/jwk-set+json');
			const json = JSON.parse(set.body);
			assert.deepEqual(Object.keys(json), ['keys']);
			const [jwk, ...others] = json.keys;
			assert.deepEqual(others, []);
			assert.deepEqual(Object.keys(jwk).sort(),
			    [...members, 'use', 'alg', 'kid'].sort());
			assert.deepEqual([jwk.use, jwk.alg, jwk.kid],
			    ['sig', algorithm, kid]);
			assert.ok(isSigned(token.token,
			    createPublicKey({ key: jwk, format: 'jwk' })));
			assert.equal(pem.status, 200);
			assert.equal(pem.headers['content-type'],
			    'application/x-pem-file');
			assert.match(pem.body.toString(),
			    /^-----BEGIN PUBLIC KEY-----\n[^]*-----END PUBLIC KEY-----\n$/);
			assert.ok(isSigned(token.token,
			    createPublicKey(pem.body.toString())));
		} finally {
			await suite.stop();
		}
	});

let suite;

before(async () => {
	suite = await start();
});
after(() => suite?.stop());

test('each namespace shows its own keys', async () => {
	const tokens = [await makeToken(suite, 'left'),
		await makeToken(suite, 'right')];
	const kids = [];

	for (const { namespace_id: id, token } of tokens) {
		const { keys } = JSON.parse(
		    (await ask(suite, `${id}/jwks.json`)).body);
		assert.equal(keys.length, 1);
		kids.push(keys[0].kid);
		assert.ok(isSigned(token,
		    createPublicKey({ key: keys[0], format: 'jwk' })));
	}
	assert.notEqual(kids[0], kids[1]);
});

test('a namespace without keys is as unknown as none at all', async () => {
	const { id } = await suite.must('POST', `${BETA}/namespaces`,
	    { name: 'keyless' });

	for (const name of ['jwks.json', 'keys.pem'])
		for (const unknown of [id, UNKNOWN, 'x', 'jwks.json', '%C3'])
			assertUnknown(await suite.call('GET',
			    `/keys/${unknown}/${name}`, undefined,
			    { key: null }), 'namespace_keys',
			    unknown === '%C3' ? '' : unknown);
});

test('a deleted namespace has no keys', async () => {
	const { namespace_id: id } = await makeToken(suite, 'brief');

	assert.equal((await ask(suite, `${id}/jwks.json`)).status, 200);
	await suite.must('DELETE', `${BETA}/namespaces/${id}`);
	for (const name of ['jwks.json', 'keys.pem'])
		assert.equal((await ask(suite, `${id}/${name}`)).status, 404);
});

test('keys are only read', async () => {
	const path = `/keys/${UNKNOWN}/jwks.json`;

	for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
		const answer = await suite.call(method, path);
		assertError(answer, 405, 'method_not_allowed');
		assert.equal(answer.headers.allow, 'GET, HEAD');
	}
	for (const other of ['/keys', '/keys/', `/keys/${UNKNOWN}`,
		`/keys/${UNKNOWN}/`, `/keys/${UNKNOWN}/jwks.jso`, `${path}/x`])
		assertError(await suite.call('GET', other, undefined,
		    { program: 'public-keys' }), 404, 'not_found');
	const { namespace_id: id } = await makeToken(suite, 'head');
	const head = await ask(suite, `${id}/jwks.json`, { method: 'HEAD' });
	assert.equal(head.status, 200);
	assert.equal(head.body.length, 0);
});

test('without a view there is no answer but 503', async () => {
	const blind = await start();

	try {
		const { namespace_id: id } = await makeToken(blind, 'blind');
		assert.equal((await ask(blind, `${id}/jwks.json`)).status, 200);
		rmSync(join(blind.folder, 'view'), { recursive: true });
		for (const name of ['jwks.json', 'keys.pem'])
			assertError(await blind.call('GET',
			    `/keys/${id}/${name}`), 503, 'unavailable');
	} finally {
		await blind.stop();
	}
});
