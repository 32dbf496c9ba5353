// SPDX-License-Identifier: ISC
// token-list and token-delete, straight over FastCGI, and what the gate says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Iam } from '../lib/iam.mjs';
import { BETA, Suite, UNKNOWN, assertError, assertInvalid,
    assertUnknown } from '../lib/suite.mjs';

const TOKENS = `${BETA}/tokens`;

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
			'token-gate', 'namespaces', 'containers', 'iam'],
	});
	namespace = await makeNamespace('main');
	container = await makeContainer('app', namespace);
});
after(() => suite?.stop());

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

test('who may read some projects has a list of theirs, in pages', async () => {
	const iam = new Iam(suite), made = [], places = [];

	for (const name of ['one', 'two', 'three']) {
		const { id } = (await iam.projects('POST', '', { name })).json;
		const inside = await makeContainer('app', await suite.must(
		    'POST', `${BETA}/namespaces`, { name, project_id: id }));
		places.push({ id, inside });
	}
	for (let i = 0; i < 9; i++)
		made.push((await makeToken(
		    { container_id: places[i % 3].inside.id })).id);
	const app = await iam.application();
	const { secret_key: key } = await iam.key({ application_id: app.id });
	const list = async (query) => {
		const { status, json } = await suite.call('GET',
		    `${TOKENS}?${query}`, undefined, { key });
		assert.equal(status, 200);
		return [json.total_count, json.tokens.map(({ id }) =>
			made.indexOf(id))];
	};
	assert.deepEqual(await list(''), [0, []]);
	await iam.must('POST', 'policies', { name: 'two of three',
		application_id: app.id, rules: [{ permission_set_names:
			['ContainersReadOnly'], condition: '',
			project_ids: [places[0].id, places[2].id] }] });
	assert.deepEqual(await list(''), [6, [0, 2, 3, 5, 6, 8]]);
	assert.deepEqual(await list('page_size=4&page=2'), [6, [6, 8]]);
	assert.deepEqual(await list('page_size=4&order_by=created_at_desc'),
	    [6, [8, 6, 5, 3]]);
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

test('of very many tokens all are counted, on every page', async () => {
	const crowd = await makeContainer('crowd', namespace);
	const wanted = { container_id: crowd.id }, made = [];
	const list = (page) => suite.must('GET',
	    `${TOKENS}?container_id=${crowd.id}&page_size=50&page=${page}`);

	await Promise.all(Array.from({ length: 10 }, async () => {
		for (let i = 0; i < 108; i++)
			made.push((await makeToken(wanted)).id);
	}));
	const pages = await Promise.all([1, 21, 22, 23].map(list));
	assert.deepEqual(pages.map((page) => page.tokens.length), [50, 50, 30, 0]);
	for (const page of pages)
		assert.equal(page.total_count, 1080);
	await suite.must('DELETE', `${TOKENS}/${made[0]}`);
	assert.equal((await list(1)).total_count, 1079);
});
