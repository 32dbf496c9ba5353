// SPDX-License-Identifier: ISC
// Who may call, what is a request at all, and which regions there are: what
// every program of the API does before it does anything.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { request } from '../lib/fcgi.mjs';
import { BETA, Suite, UNKNOWN, assertError, assertInvalid, assertUnknown }
    from '../lib/suite.mjs';

let suite, namespace, container;

before(async () => {
	suite = await Suite.start();
	namespace = await suite.must('POST', `${BETA}/namespaces`,
	    { name: 'main' });
	container = await suite.must('POST', `${BETA}/containers`,
	    { name: 'app', namespace_id: namespace.id });
});
after(() => suite?.stop());

// Every path and method that is answered.
const id = UNKNOWN;
const OPERATIONS = [
	['POST', 'tokens'], ['GET', 'tokens'], ['GET', `tokens/${id}`],
	['DELETE', `tokens/${id}`],
	...['namespaces', 'containers'].flatMap((collection) => [
		['POST', collection], ['GET', collection],
		['GET', `${collection}/${id}`], ['PATCH', `${collection}/${id}`],
		['DELETE', `${collection}/${id}`]]),
	['GET', `namespaces/${id}/containers`],
	['POST', `containers/${id}/deploy`],
];

test('without a known key nothing is answered', async () => {
	for (const [method, path] of OPERATIONS)
		for (const [key, reason] of [[null, 'invalid_argument'],
			['', 'invalid_argument'], ['x', 'invalid_argument'],
			[suite.SCW_ACCESS_KEY, 'invalid_argument'],
			[`${suite.key} `, 'invalid_argument'],
			[UNKNOWN, 'not_found']])
			assertError(await suite.call(method, `${BETA}/${path}`,
			    undefined, { key }), 401, 'denied_authentication',
			    { method: 'api_key', reason });
});

test('a key in capitals is the same key', async () => {
	await suite.must('GET', `${BETA}/tokens`, undefined,
	    { key: suite.key.toUpperCase() });
});

test('a key is read from its header only', async () => {
	const path = `${BETA}/tokens?x-auth-token=${suite.key}`;

	for (const params of [{}, { HTTP_COOKIE: `X-Auth-Token=${suite.key}` },
		{ HTTP_AUTHORIZATION: `Bearer ${suite.key}` },
		{ HTTP_X_SESSION_TOKEN: suite.key },
		{ REMOTE_USER: suite.key }])
		assertError(await suite.call('GET', path, undefined,
		    { key: null, params }), 401, 'denied_authentication');
});

test('of two keys none counts', async () => {
	for (const keys of [[suite.key, suite.key], [suite.key, 'x'],
		['x', suite.key], [suite.key, '']])
		assertError(await suite.call('GET', `${BETA}/tokens`, undefined,
		    { key: null, params: keys.map(
			(key) => ['HTTP_X_AUTH_TOKEN', key]) }),
		    401, 'denied_authentication');
});

test('a key says nothing of what is there', async () => {
	const call = (path) => suite.call('GET', `${BETA}/${path}`, undefined,
	    { key: UNKNOWN });

	assert.deepEqual((await call(`namespaces/${namespace.id}`)).json,
	    (await call(`namespaces/${UNKNOWN}`)).json);
});

// The methods of each path, whichever program they reach; HEAD is with GET.
const ALLOWED = {
	tokens: [['GET', 'HEAD', 'POST'], ['token-create', 'token-list']],
	[`tokens/${id}`]: [['DELETE', 'GET', 'HEAD'], ['token-delete', 'token-list']],
	namespaces: [['GET', 'HEAD', 'POST'], ['namespaces']],
	[`namespaces/${id}`]: [['DELETE', 'GET', 'HEAD', 'PATCH'], ['namespaces']],
	[`namespaces/${id}/containers`]: [['GET', 'HEAD'], ['namespaces']],
	containers: [['GET', 'HEAD', 'POST'], ['containers']],
	[`containers/${id}`]: [['DELETE', 'GET', 'HEAD', 'PATCH'], ['containers']],
	[`containers/${id}/deploy`]: [['POST'], ['containers']],
};

for (const [path, [methods, programs]] of Object.entries(ALLOWED))
	for (const program of programs)
		test(`${program} allows ${methods} on ${path.replace(id, 'ID')}`,
		    async () => {
			for (const method of ['PUT', 'OPTIONS', 'TRACE', 'get',
				'PROPFIND']) {
				const answer = await suite.call(method,
				    `${BETA}/${path}`, undefined,
				    { key: null, program });
				assertError(answer, 405, 'method_not_allowed');
				assert.deepEqual(answer.headers.allow
				    .split(/, */).sort(), methods);
			}
		});

test('a method of another program is not allowed here', async () => {
	for (const [method, path, program] of [
		['GET', 'tokens', 'token-create'],
		['POST', 'tokens', 'token-list'],
		['GET', `tokens/${id}`, 'token-delete'],
		['DELETE', `tokens/${id}`, 'token-list']]) {
		const answer = await suite.call(method, `${BETA}/${path}`,
		    undefined, { program });
		assertError(answer, 405, 'method_not_allowed');
		assert.ok(answer.headers.allow.split(/, */).includes(method));
	}
});

test('HEAD is a GET without its body', async () => {
	for (const [program, path] of [['namespaces', 'namespaces'],
		['containers', `containers/${container.id}`],
		['token-list', 'tokens']]) {
		const { status, headers, body } = await request(
		    suite.socket(program), { method: 'HEAD',
			path: `/containers/${BETA}/${path}`,
			headers: { 'X-Auth-Token': suite.key } });
		assert.equal(status, 200);
		assert.equal(headers['content-type'], 'application/json');
		assert.equal(body, '');
	}
});

test('other paths are unknown', async () => {
	for (const path of ['/', '/containers', '/containers/v1beta1',
		`/containers/v2/regions/fr-par/namespaces`,
		`/containers/v1beta1/regions/fr-par/namespaces/`,
		`/containers/v1beta1/regions/fr-par/namespaces//`,
		`/containers/v1beta1/regions//namespaces`,
		`/containers/v1beta1/regions/fr-par/Namespaces`,
		`/containers/v1beta1/regions/fr-par/../fr-par/namespaces`,
		`/containers/v1beta1/regions/fr-par/namespaces/%00`,
		`/containers/v1beta1/regions/fr-par/namespaces/a%2fb/x`,
		`/x/containers/v1beta1/regions/fr-par/namespaces`]) {
		const { status, json } = await suite.call('GET', path, undefined,
		    { program: 'namespaces' });
		assert.equal(status, 404, path);
		assert.equal(json.type, 'not_found');
	}
});

test('a body must be JSON and say so', async () => {
	const create = (body, type) =>
	    suite.call('POST', `${BETA}/namespaces`, body, { type });

	for (const type of ['text/plain', 'application/x-www-form-urlencoded',
		'application/jsonp', 'application/json-patch+json', 'json',
		'multipart/form-data; boundary=x'])
		assertError(await create('{"name":"typed"}', type), 415,
		    'unsupported_media_type');
	let count = 0;
	for (const type of ['application/json', 'application/JSON',
		'application/json; charset=utf-8',
		'application/json;charset=UTF-8'])
		assert.equal((await create({ name: `typed-${++count}` }, type))
		    .status, 200, type);
	for (const body of ['{', '[]', '"x"', 'null', '1', '{}{}', '{"name":}',
		'{"name":"a","name":"b"}', '{"name":"\\u0000"}',
		Buffer.from('{"name":"\xff"}', 'latin1').toString('latin1')])
		assertError(await create(body, 'application/json'), 400,
		    'invalid_arguments');
	assertInvalid(await create('', 'application/json'), 'name', 'required');
});

test('a body of another type is refused when it has none', async () => {
	const { status } = await request(suite.socket('namespaces'), {
		method: 'POST', path: `/containers/${BETA}/namespaces`,
		headers: { 'X-Auth-Token': suite.key }, body: '{"name":"a"}' });

	assert.equal(status, 415);
});

test('a body of more than 64 kB is refused', async () => {
	const description = 'x'.repeat(70000);

	assertError(await suite.call('POST', `${BETA}/namespaces`,
	    { name: 'large', description }), 413, 'request_too_large');
});

test('a body of GET and DELETE is ignored', async () => {
	for (const body of ['{}', 'x', '{"page":2}'])
		for (const type of ['application/json', 'text/plain'])
			await suite.must('GET', `${BETA}/namespaces`, body,
			    { type });
	const space = await suite.must('POST', `${BETA}/namespaces`,
	    { name: 'deleted' });
	await suite.must('DELETE', `${BETA}/namespaces/${space.id}`, '{}');
});

test('another region is empty', async () => {
	for (const version of ['v1beta1', 'v1'])
		for (const collection of ['tokens', 'namespaces',
			'containers']) {
			if (version === 'v1' && collection === 'tokens')
				continue;
			const path = `${version}/regions/nl-ams/${collection}`;
			assert.deepEqual(await suite.must('GET', path),
			    { [collection]: [], total_count: 0 });
			assertInvalid(await suite.call('POST', path,
			    { name: 'x', namespace_id: namespace.id }),
			    'region', 'constraint');
		}
	const elsewhere = 'v1beta1/regions/pl-waw';
	for (const [method, path, resource, unknown] of [
		['GET', `namespaces/${namespace.id}`, 'namespace', namespace.id],
		['PATCH', `namespaces/${namespace.id}`, 'namespace',
			namespace.id],
		['DELETE', `namespaces/${namespace.id}`, 'namespace',
			namespace.id],
		['GET', `containers/${container.id}`, 'container', container.id],
		['DELETE', `containers/${container.id}`, 'container',
			container.id],
		['GET', `tokens/${UNKNOWN}`, 'token', UNKNOWN],
		['DELETE', `tokens/${UNKNOWN}`, 'token', UNKNOWN]])
		assertUnknown(await suite.call(method, `${elsewhere}/${path}`),
		    resource, unknown);
	assertUnknown(await suite.call('GET',
	    `${elsewhere}/namespaces/${namespace.id}/containers`),
	    'namespace', namespace.id);
	assertUnknown(await suite.call('POST',
	    `${elsewhere}/containers/${container.id}/deploy`, {}),
	    'container', container.id);
	await suite.must('GET', `${BETA}/namespaces/${namespace.id}`);
});

test('what is no region is unknown', async () => {
	for (const region of ['fr-parx', 'FR-PAR', 'local', 'fr_par', '*',
		'fr-pa1', 'FR-par', 'f1-par', '%66r-pa%20']) {
		const path = `v1beta1/regions/${region}/namespaces`;
		assertError(await suite.call('GET', path), 404, 'not_found',
		    { resource: 'region' });
		assertInvalid(await suite.call('POST', path, { name: 'x' }),
		    'region', 'format');
	}
});

test('a key is asked for before a region is judged', async () => {
	assertError(await suite.call('GET',
	    'v1beta1/regions/nl-ams/namespaces', undefined, { key: null }),
	    401, 'denied_authentication');
});
