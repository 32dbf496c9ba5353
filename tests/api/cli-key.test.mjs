// SPDX-License-Identifier: ISC
// gatehouse key list, rotate and retire, with the programs at work: what they
// sign, what verifiers see, and whom the gate lets in.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { GATEHOUSE, installDemo, must } from '../lib/cli.mjs';
import { request } from '../lib/fcgi.mjs';
import { BETA, Suite } from '../lib/suite.mjs';

const WORKERS = 2, HOUR = 3600e3, KID = /^[\w-]{43}$/;
let suite, places = 0;

before(async () => {
	suite = await Suite.start({ settings: [`workers = ${WORKERS}`], programs:
		['token-create', 'token-list', 'token-delete', 'namespaces',
		    'containers', 'token-gate', 'public-keys'] });
});
after(() => suite?.stop());

const kidOf = (token) => JSON.parse(
    Buffer.from(token.split('.')[0], 'base64url')).kid;

// A namespace with a private container, and what is asked of them.
async function place() {
	const name = `place${++places}`;
	const { id } = await suite.must('POST', `${BETA}/namespaces`, { name });
	const container = await suite.must('POST', `${BETA}/containers`,
	    { name: 'app', namespace_id: id, privacy: 'private' });

	return { name, id, container: container.id,
		make: (more = {}) => suite.must('POST', `${BETA}/tokens`,
		    { container_id: container.id, ...more }),
		makeWide: () => suite.must('POST', `${BETA}/tokens`,
		    { namespace_id: id }),
		key: (verb, ...args) => suite.gatehouse('key', verb, name, ...args),
		list: () => JSON.parse(suite.gatehouse('key', 'list', name, '--json')),
		fails: (verb, ...args) => spawnSync(GATEHOUSE, ['key', verb, name,
			...args], { env: suite.environment, encoding: 'utf8' }) };
}

// Of every worker: each takes one of the requests, most likely.
async function knock(at, token) {
	const statuses = new Set();

	for (let i = 0; i < 4 * WORKERS; i++)
		statuses.add(await suite.knock(at.container, token));
	assert.equal(statuses.size, 1, [...statuses].join());
	return [...statuses][0];
}

// As a verifier that knows the JWK set and nothing else.
async function isVerified(at, token) {
	const { body } = await request(suite.socket('public-keys'),
	    { path: `/keys/${at.id}/jwks.json` });
	const jwk = JSON.parse(body).keys.find(({ kid }) => kid === kidOf(token));
	const [header, claims, signature] = token.split('.');

	return jwk !== undefined && verify('sha256',
	    Buffer.from(`${header}.${claims}`),
	    { key: createPublicKey({ key: jwk, format: 'jwk' }),
		    dsaEncoding: 'ieee-p1363' },
	    Buffer.from(signature, 'base64url'));
}

async function published(at) {
	const ask = async (file) => (await request(suite.socket('public-keys'),
	    { path: `/keys/${at.id}/${file}` })).body.toString();
	const kids = JSON.parse(await ask('jwks.json')).keys.map(({ kid }) => kid);

	assert.equal((await ask('keys.pem')).split('BEGIN PUBLIC KEY').length - 1,
	    kids.length);
	return kids.sort();
}

const journal = () => readFileSync(join(suite.state, 'deleted.log'), 'utf8');

test('C23: a new key is published before it signs', async () => {
	const at = await place();
	const { token } = await at.make();
	const next = at.key('rotate').trim();

	assert.match(next, KID);
	assert.deepEqual(await published(at), [kidOf(token), next].sort());
	assert.equal(kidOf((await at.make()).token), kidOf(token));
	const [signing, waiting] = at.list();
	assert.deepEqual([signing.state, waiting.state], ['signing', 'next']);
	assert.equal(waiting.kid, next);
	const wait = Date.parse(waiting.not_before) - Date.now();
	assert.ok(wait > HOUR - 120e3 && wait <= HOUR, 'an hour later');
});

test('C23: every worker signs with it from its time on', async () => {
	const at = await place();
	const old = kidOf((await at.make()).token);
	const next = at.key('rotate', '--not-before',
	    new Date(Date.now() + 4000).toISOString()).trim();
	const begin = Date.parse(at.list()[1].not_before);
	const made = [];

	while (Date.now() < begin + 500)
		made.push(...await Promise.all([at.make(), at.make()]));
	for (const { token, created_at: time } of made)
		assert.equal(kidOf(token),
		    Date.parse(time) < begin ? old : next, time);
	assert.deepEqual(new Set(made.map(({ token }) => kidOf(token))),
	    new Set([old, next]));
	assert.deepEqual(at.list().map(({ kid, state }) => [kid, state]),
	    [[old, 'old'], [next, 'signing']]);
	for (const { token } of [made[0], made.at(-1)]) {
		assert.equal(await knock(at, token), 200);
		assert.ok(await isVerified(at, token));
	}
});

test('C23: a key stays while tokens depend on it, and what blocks is named',
    async () => {
	const at = await place();
	const [forever, wide] = [await at.make(), await at.makeWide()];
	const brief = await at.make({ expires_at:
		new Date(Date.now() + HOUR).toISOString() });
	const old = kidOf(forever.token);
	const { status: early, stderr: why } = at.fails('retire', '--', old);

	assert.equal(early, 1);
	assert.match(why, /^gatehouse: key: it signs; let another one begin first/);
	at.key('rotate', '--not-before', 'now');
	const refused = at.fails('retire', '--', old);
	assert.equal(refused.status, 1);
	assert.match(refused.stderr,
	    /key: it signed 3 tokens that are live, 2 of them without expiry/);
	assert.deepEqual(refused.stdout.trim().split('\n').sort(),
	    [forever.id, wide.id].sort());
	const [row] = at.list();
	assert.deepEqual([row.tokens, row.without_expiry, row.last_expiry],
	    [3, 2, brief.expires_at.replace(/\.\d+/, '')]);
	suite.gatehouse('token', 'delete', ...refused.stdout.trim().split('\n'));
	assert.deepEqual([at.fails('retire', '--', old).stdout, at.list()[0].tokens],
	    ['', 1]);
	assert.equal(await knock(at, brief.token), 200);
	suite.gatehouse('token', 'delete', brief.id);
	at.key('retire', '--', old);
	assert.deepEqual(await published(at), [at.list()[0].kid]);
	assert.equal(at.fails('retire', '--', old).status, 66);
});

test('A13, C23: a stolen key goes with its tokens, at once', async () => {
	const at = await place(), elsewhere = await place();
	const stolen = [await at.make(), await at.makeWide()];
	const other = await elsewhere.make();

	for (const { token } of stolen) // every worker knows it after that
		assert.equal(await knock(at, token), 200);
	const next = at.key('rotate', '--not-before', 'now').trim();
	const fresh = await at.make();
	assert.equal(kidOf(fresh.token), next);
	assert.equal(at.key('retire', '--delete-tokens', '--',
	    kidOf(stolen[0].token)),
	    '2 tokens: deleted\n');
	for (const { token, id } of stolen) {
		assert.equal(await knock(at, token), 403);
		assert.ok(!await isVerified(at, token));
		assert.match(journal(), new RegExp(` ${id} `));
		assert.equal((await suite.call('GET', `${BETA}/tokens/${id}`)).status,
		    404);
	}
	assert.equal(await knock(at, fresh.token), 200);
	assert.equal(await knock(elsewhere, other.token), 200);
	assert.doesNotMatch(journal(), new RegExp(`${fresh.id}|${other.id}`));
	assert.match(suite.gatehouse('verify'), /sound/);
});

// Tokens are made all the time, keys come and go: each token's time must tell
// its key, or a key could be retired from under a token.
test('the time of a token tells its key, whatever happens at once', async () => {
	const at = await place(), made = [], retired = new Set();
	const command = promisify(execFile);
	const key = async (...args) => (await command(GATEHOUSE, ['key', ...args],
	    { env: suite.environment })).stdout.trim();
	let isOver = false;
	const client = async () => {
		while (!isOver)
			made.push(await at.make());
	};

	await at.make().then((token) => made.push(token));
	const clients = Array.from({ length: 2 * WORKERS }, client);
	for (let i = 0; i < 12; i++) {
		await key('rotate', at.name, '--not-before', 'now');
		if (i % 4 !== 3)
			continue;
		const [{ kid }] = JSON.parse(await key('list', at.name, '--json'));
		retired.add(kid);
		await key('retire', '--delete-tokens', '--', at.name, kid);
	}
	isOver = true;
	await Promise.all(clients);
	const live = made.filter(({ token }) => !retired.has(kidOf(token)));
	const ids = JSON.parse(suite.gatehouse('token', 'list', '--container',
	    at.container, '--json')).map(({ id }) => id);
	assert.deepEqual(ids.sort(), live.map(({ id }) => id).sort());
	for (const { kid, tokens } of at.list())
		assert.equal(tokens,
		    live.filter(({ token }) => kidOf(token) === kid).length, kid);
	assert.equal(at.list().length, 10);
	for (const { token } of live)
		assert.equal(await suite.knock(at.container, token), 200);
});

test('one next key at a time, and it may be taken back', async () => {
	const at = await place();
	const none = at.fails('rotate');

	assert.equal(none.status, 1);
	assert.match(none.stderr, /^gatehouse: key: the namespace has none yet/);
	assert.deepEqual(at.list(), []);
	await at.make();
	const next = at.key('rotate', '--not-before', '2d').trim();
	const again = at.fails('rotate');
	assert.equal(again.status, 1);
	assert.match(again.stderr, new RegExp(`key: ${next} is the next already`));
	at.key('retire', '--', next);
	assert.equal(at.list().length, 1);
	at.key('rotate');
	assert.deepEqual(at.list().map(({ state }) => state), ['signing', 'next']);
});

test('a key begins now or later', async () => {
	const at = await place();

	await at.make();
	for (const time of ['never', '', 'soon', '1m', '2001-01-01T00:00:00Z']) {
		const { status, stderr } = at.fails('rotate', '--not-before', time);
		assert.equal(status, 64, stderr);
		assert.match(stderr, /^gatehouse: --not-before: /);
	}
	assert.equal(at.list().length, 1);
	assert.equal(at.fails('retire', 'nothing').status, 66);
	assert.equal(spawnSync(GATEHOUSE, ['key', 'rotate', 'nowhere'],
	    { env: suite.environment }).status, 66);
});

test('a list is a table for people', async () => {
	const at = await place();

	await at.make();
	at.key('rotate', '--not-before', 'now');
	const [heads, old, signing, ...others] =
	    at.key('list').trimEnd().split('\n');
	assert.deepEqual(others, []);
	assert.match(heads,
	    /^KID +ALGORITHM  STATE +SIGNS FROM +TOKENS  WITHOUT EXPIRY  LAST EXPIRY$/);
	assert.match(old, /^\S{43}  ES256 +old +\S+Z  1 +1 +none$/);
	assert.match(signing, /^\S{43}  ES256 +signing +\S+Z  0 +0 +none$/);
});

for (const algorithm of ['RS256', 'EdDSA'])
	test(`the next key is ${algorithm} where the first was`, () => {
		const on = installDemo();

		on('namespace', 'create', '--name', 'kind', '--algorithm', algorithm,
		    '--rsa-bits', '3072');
		on('token', 'create', '--namespace', 'kind');
		on('key', 'rotate', 'kind', '--not-before', 'now');
		const token = on('token', 'create', '--namespace', 'kind');
		const [header, , signature] = token.split('.')
		    .map((part) => Buffer.from(part, 'base64url'));
		assert.equal(JSON.parse(header).alg, algorithm);
		assert.equal(signature.length, algorithm === 'RS256' ? 384 : 64);
	});

test('a backup and a dump have all keys, --retire-keys none', () => {
	const on = installDemo();
	const keys = (state) => JSON.parse(
	    must('--state', state, 'key', 'list', 'demo', '--json'));

	on('token', 'create', '--container', 'hello');
	on('key', 'rotate', 'demo', '--not-before', 'now');
	on('token', 'create', '--container', 'hello', '--expires', '1d');
	on('key', 'rotate', 'demo');
	const all = keys(on.state), [copy, text, loaded] =
	    ['copy', 'text', 'loaded'].map((name) => `${on.state}-${name}`);
	assert.deepEqual(all.map(({ state, tokens }) => [state, tokens]),
	    [['old', 1], ['signing', 1], ['next', 0]]);
	on('backup', copy);
	on('dump', text);
	must('--state', loaded, 'load', text, '--journal',
	    join(on.state, 'deleted.log'));
	assert.deepEqual(keys(loaded), all);
	assert.match(must('--state', loaded, 'verify'), /3 keys: sound/);
	rmSync(on.state, { recursive: true });
	on('restore', copy, '--accept-loss');
	assert.deepEqual(keys(on.state), all);
	rmSync(on.state, { recursive: true });
	on('restore', copy, '--retire-keys');
	assert.deepEqual(keys(on.state), []);
	on('token', 'create', '--container', 'hello');
	assert.deepEqual(keys(on.state).map(({ state }) => state), ['signing']);
});
