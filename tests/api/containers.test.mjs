// SPDX-License-Identifier: ISC
// containers, in both API versions, straight over FastCGI.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BETA, Suite, UNKNOWN, UUID, V1, assertError, assertInvalid,
    assertUnknown } from '../lib/suite.mjs';

let suite, namespace;

before(async () => {
	suite = await Suite.start({ programs: ['namespaces', 'containers'],
		settings: ['domain = apps.example', 'port = 8443'] });
	namespace = await suite.must('POST', `${BETA}/namespaces`,
	    { name: 'main' });
});
after(() => suite?.stop());

const create = (body, version = BETA) => suite.call('POST',
    `${version}/containers`, { namespace_id: namespace.id, ...body });
const make = (body, version = BETA) => suite.must('POST',
    `${version}/containers`, { namespace_id: namespace.id, ...body });

test('a container of v1beta1 has Scaleway\'s members and defaults',
    async () => {
	const made = await make({ name: 'c1', privacy: 'private',
		protocol: 'unknown_protocol', sandbox: 'unknown_sandbox',
		http_option: 'unknown_http_option', tags: null, command: null,
		secret_environment_variables: null, args: null });
	const { id, created_at, updated_at, ready_at, ...rest } = made;

	assert.match(id, UUID);
	assert.equal(updated_at, created_at);
	assert.equal(ready_at, created_at);
	assert.deepEqual(rest, { name: 'c1', namespace_id: namespace.id,
		status: 'ready', environment_variables: {}, min_scale: 0,
		max_scale: 5, memory_limit: 2048, cpu_limit: 1000,
		timeout: '300s', error_message: null, privacy: 'private', cors_origin: '',
		description: '', registry_image: '', max_concurrency: 50,
		domain_name: 'c1.apps.example', protocol: 'http1', port: 8080,
		secret_environment_variables: [], http_option: 'enabled',
		sandbox: 'v2', local_storage_limit: 1000,
		scaling_option: { concurrent_requests_threshold: 50 },
		health_check: { failure_threshold: 30, interval: '10s',
			tcp: {} },
		tags: [], private_network_id: null, command: [], args: [],
		region: 'fr-par' });
	assert.deepEqual(
	    await suite.must('GET', `${BETA}/containers/${id}`), made);
});

test('v1 has its own names and units', async () => {
	const made = await make({ name: 'c2', image: 'nginx:latest',
		https_connections_only: true, memory_limit_bytes: 256000000,
		mvcpu_limit: 140, port: 80, timeout: '60.000000000s',
		secret_environment_variables: { S: 'v' } }, V1);

	assert.equal(made.image, 'nginx:latest');
	assert.equal(made.memory_limit_bytes, 256000000);
	assert.equal(made.local_storage_limit_bytes, 1000000000);
	assert.equal(made.mvcpu_limit, 140);
	assert.equal(made.timeout, '60s');
	assert.equal(made.https_connections_only, true);
	assert.equal(made.public_endpoint, 'https://c2.apps.example:8443');
	assert.equal(made.startup_probe, null);
	assert.deepEqual(made.liveness_probe, { failure_threshold: 30,
		interval: '10s', timeout: '1s', tcp: {} });
	assert.deepEqual(Object.keys(made.secret_environment_variables), ['S']);
	for (const name of ['registry_image', 'memory_limit', 'domain_name',
		'http_option', 'health_check', 'max_concurrency', 'ready_at'])
		assert.ok(!(name in made), name);
	const beta = await suite.must('GET', `${BETA}/containers/${made.id}`);
	assert.equal(beta.registry_image, 'nginx:latest');
	assert.equal(beta.memory_limit, 256);
	assert.equal(beta.cpu_limit, 140);
	assert.equal(beta.http_option, 'redirected');
	assert.equal(beta.domain_name, 'c2.apps.example');
});

test('a body is judged field by field, in its version\'s words', async () => {
	const name = 'judged';

	for (const [body, argument, reason] of [
		[{}, 'name', 'required'],
		[{ name: 'a' }, 'name', 'constraint'],
		[{ name: 'Upper' }, 'name', 'constraint'],
		[{ name: 'x'.repeat(35) }, 'name', 'constraint'],
		[{ name, namespace_id: null }, 'namespace_id', 'required'],
		[{ name, namespace_id: 'x' }, 'namespace_id', 'format'],
		[{ name, privacy: 'secret' }, 'privacy', 'constraint'],
		[{ name, port: 65536 }, 'port', 'constraint'],
		[{ name, port: '80' }, 'port', 'format'],
		[{ name, memory_limit: 64 }, 'memory_limit', 'constraint'],
		[{ name, timeout: 300 }, 'timeout', 'format'],
		[{ name, timeout: '2h' }, 'timeout', 'format'],
		[{ name, health_check: 'tcp' }, 'health_check', 'format'],
		[{ name, health_check: { interval: 10 } },
			'health_check.interval', 'format'],
		[{ name, scaling_option: { cpu_usage_threshold: 1,
			memory_usage_threshold: 1 } }, 'scaling_option',
			'constraint'],
		[{ name, registry_image: 'x'.repeat(256) }, 'registry_image',
			'constraint'],
		[{ name, domain_name: 'No.Good' }, 'domain_name', 'format']])
		assertInvalid(await create(body), argument, reason);
	for (const [body, argument, reason] of [
		[{ name, memory_limit_bytes: 127999999 }, 'memory_limit_bytes',
			'constraint'],
		[{ name, mvcpu_limit: 69 }, 'mvcpu_limit', 'constraint'],
		[{ name, https_connections_only: 'yes' },
			'https_connections_only', 'format'],
		[{ name, max_scale: 51 }, 'max_scale', 'constraint']])
		assertInvalid(await create(body, V1), argument, reason);
	assertUnknown(await create({ name, namespace_id: UNKNOWN }),
	    'namespace', UNKNOWN);
});

test('a name is taken once in a namespace, an address once', async () => {
	const { id } = await make({ name: 'unique' });
	const other = await suite.must('POST', `${BETA}/namespaces`,
	    { name: 'Second' });

	assertError(await create({ name: 'unique' }), 409, 'already_exists',
	    { resource: 'container', resource_id: id });
	assertError(await create({ name: 'thief',
		domain_name: 'unique.apps.example' }), 409, 'already_exists',
	    { resource: 'domain', resource_id: 'unique.apps.example' });
	assert.equal((await make({ name: 'unique', namespace_id: other.id }))
	    .domain_name, 'unique-second.apps.example');
	assert.equal((await make({ name: 'named', domain_name: 'www.example' }))
	    .domain_name, 'www.example');
});

test('a change changes what it names', async () => {
	const made = await make({ name: 'changing', description: 'kept' });
	const path = `${BETA}/containers/${made.id}`;
	const changed = await suite.must('PATCH', path,
	    { privacy: 'private', redeploy: false, name: 'other',
		    namespace_id: UNKNOWN, protocol: 'unknown_protocol' });

	assert.deepEqual(changed, { ...made, privacy: 'private',
		updated_at: changed.updated_at, ready_at: changed.updated_at });
	assert.ok(changed.updated_at > made.updated_at);
	assert.deepEqual(await suite.must('GET', path), changed);
	const v1 = await suite.must('PATCH', `${V1}/containers/${made.id}`,
	    { https_connection_only: true, privacy: 'public' });
	assert.equal(v1.https_connections_only, true);
	assert.equal(v1.privacy, 'public');
	assert.equal((await suite.must('PATCH', path,
	    { domain_name: 'moved.example' })).domain_name, 'moved.example');
	assertInvalid(await suite.call('PATCH', path, { max_scale: 0 }),
	    'max_scale', 'constraint');
});

test('a probe that one version writes the other can read', async () => {
	const probe = { failure_threshold: 3, interval: '20.000000000s',
		http: { path: '/up' } };
	const { id } = await make({ name: 'probed', health_check: probe });
	const path = `${V1}/containers/${id}`;
	const shown = { ...probe, interval: '20s', timeout: '1s' };

	assert.deepEqual((await suite.must('GET', path)).liveness_probe, shown);
	const changed = await suite.must('PATCH', path, {
		scaling_option: {}, liveness_probe: null,
		startup_probe: { failure_threshold: 0, interval: null,
			timeout: '2.000000000s', tcp: {} } });
	assert.deepEqual(changed.startup_probe, { failure_threshold: 0,
		interval: '10s', timeout: '2s', tcp: {} });
	assert.deepEqual(changed.liveness_probe, shown);
	assert.deepEqual(changed.scaling_option,
	    { concurrent_requests_threshold: 50 });
	const beta = await suite.must('GET', `${BETA}/containers/${id}`);
	assert.deepEqual(beta.health_check, { ...probe, interval: '20s' });
	assert.ok(!('startup_probe' in beta));
});

test('v1 names all secrets there will be, "" for one that stays', async () => {
	const { id, secret_environment_variables: old } = await make(
	    { name: 'secretive', secret_environment_variables:
		{ A: 'one', B: 'two' } }, V1);
	const { secret_environment_variables: now } = await suite.must('PATCH',
	    `${V1}/containers/${id}`,
	    { secret_environment_variables: { A: '', C: 'three' } });

	assert.deepEqual(Object.keys(now).sort(), ['A', 'C']);
	assert.equal(now.A, old.A);
	assert.match(now.C, /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$/);
});

test('to deploy changes nothing but the time', async () => {
	const made = await make({ name: 'deployed' });

	for (const path of [`${BETA}/containers/${made.id}/deploy`,
		`${V1}/containers/${made.id}/redeploy`]) {
		const answer = await suite.must('POST', path, {});
		assert.equal(answer.status, 'ready');
		assert.ok(answer.updated_at > made.updated_at);
	}
	assertUnknown(await suite.call('POST',
	    `${BETA}/containers/${UNKNOWN}/deploy`, {}), 'container', UNKNOWN);
});

test('to deploy changes nothing that a body says', async () => {
	const made = await make({ name: 'steady' });

	assert.equal((await suite.must('POST',
	    `${BETA}/containers/${made.id}/deploy`, { privacy: 'private' }))
	    .privacy, 'public');
});

test('a list is filtered and ordered', async () => {
	const home = await suite.must('POST', `${BETA}/namespaces`,
	    { name: 'listing' });
	const names = ['zz-list', 'aa-list'];

	for (const name of names)
		await make({ name, namespace_id: home.id });
	const list = async (query, version = BETA) => {
		const { containers, total_count } = await suite.must('GET',
		    `${version}/containers?${query}`);
		return [containers.map(({ name }) => name), total_count];
	};
	const query = `namespace_id=${home.id}`;
	assert.deepEqual(await list(query), [names, 2]);
	assert.deepEqual(await list(`${query}&order_by=name_asc`, V1),
	    [[...names].reverse(), 2]);
	assert.deepEqual(await list(`${query}&name=zz-list`), [['zz-list'], 1]);
	assert.deepEqual(await list('name=zz-list'), [['zz-list'], 1]);
	assert.deepEqual(await list(`${query}&page_size=1&page=2`),
	    [['aa-list'], 2]);
	assert.deepEqual(await list(`namespace_id=${UNKNOWN}`), [[], 0]);
	assert.deepEqual(await list(`${query}&project_id=${UNKNOWN}`), [[], 0]);
	assertError(await suite.call('GET',
	    `${BETA}/containers?namespace_id=x`), 400, 'invalid_arguments');
});

test('a deleted container is gone, and its name and address are free',
    async () => {
	const made = await make({ name: 'doomed' });
	const path = `${BETA}/containers/${made.id}`;

	assert.deepEqual(await suite.must('DELETE', path),
	    { ...made, status: 'deleting' });
	for (const method of ['GET', 'PATCH', 'DELETE'])
		assertUnknown(await suite.call(method, path), 'container',
		    made.id);
	const again = await make({ name: 'doomed' });
	assert.notEqual(again.id, made.id);
	assert.equal(again.domain_name, made.domain_name);
});
