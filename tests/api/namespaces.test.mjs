// SPDX-License-Identifier: ISC
// namespaces, in both API versions, straight over FastCGI.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BETA, Suite, UNKNOWN, UUID, V1, assertError, assertInvalid,
    assertUnknown } from '../lib/suite.mjs';

let suite;

before(async () => {
	suite = await Suite.start({ programs: ['namespaces', 'containers'] });
});
after(() => suite?.stop());

const create = (body, version = BETA) =>
    suite.call('POST', `${version}/namespaces`, body);
const make = (body, version = BETA) =>
    suite.must('POST', `${version}/namespaces`, body);

test('a namespace of v1beta1 has the members that clients know', async () => {
	const body = { name: 'ns1', project_id: suite.SCW_DEFAULT_PROJECT_ID,
		description: 'd', environment_variables: { A: 'b' },
		secret_environment_variables: [{ key: 'S', value: 'v' }],
		tags: ['t'] };
	const made = await make(body);
	const { id, created_at, updated_at, secret_environment_variables,
	    ...rest } = made;

	assert.match(id, UUID);
	assert.match(created_at, /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/);
	assert.equal(updated_at, created_at);
	assert.equal(secret_environment_variables.length, 1);
	assert.equal(secret_environment_variables[0].key, 'S');
	assert.match(secret_environment_variables[0].hashed_value,
	    /^\$argon2id\$v=19\$m=4096,t=3,p=1\$/);
	assert.deepEqual(rest, { name: 'ns1', status: 'ready',
		region: 'fr-par', description: 'd', tags: ['t'],
		environment_variables: { A: 'b' },
		project_id: suite.SCW_DEFAULT_PROJECT_ID,
		organization_id: suite.SCW_DEFAULT_ORGANIZATION_ID,
		registry_namespace_id: '', registry_endpoint: '',
		error_message: null, vpc_integration_activated: true });
	assert.deepEqual(
	    await suite.must('GET', `${BETA}/namespaces/${id}`), made);
});

test('v1 shows the same namespace in its own way', async () => {
	const made = await make({ name: 'both', environment_variables: null,
		secret_environment_variables: { S: 'v' }, tags: null }, V1);

	assert.deepEqual(Object.keys(made).sort(), ['created_at', 'description',
		'environment_variables', 'id', 'name', 'organization_id',
		'project_id', 'region', 'secret_environment_variables',
		'status', 'tags', 'updated_at']);
	assert.deepEqual(Object.keys(made.secret_environment_variables), ['S']);
	assert.deepEqual(
	    await suite.must('GET', `${V1}/namespaces/${made.id}`), made);
	const beta = await suite.must('GET', `${BETA}/namespaces/${made.id}`);
	assert.deepEqual(beta.secret_environment_variables,
	    [{ key: 'S', hashed_value: made.secret_environment_variables.S }]);
});

test('what Go sends for what is not set is not set', async () => {
	const made = await make({ name: 'ns-go',
		project_id: suite.SCW_DEFAULT_PROJECT_ID,
		secret_environment_variables: null, tags: null });

	assert.deepEqual(made.tags, []);
	assert.deepEqual(made.secret_environment_variables, []);
	await make({ name: 'ns-empty', project_id: '' });
});

test('a body is judged field by field', async () => {
	for (const [body, argument, reason] of [
		[{}, 'name', 'required'],
		[{ name: '' }, 'name', 'required'],
		[{ name: null }, 'name', 'required'],
		[{ name: 'a_b' }, 'name', 'constraint'],
		[{ name: '1a' }, 'name', 'constraint'],
		[{ name: 'a'.repeat(51) }, 'name', 'constraint'],
		[{ name: 5 }, 'name', 'format'],
		[{ name: 'a', project_id: 'x' }, 'project_id', 'format'],
		[{ name: 'a', description: 'x'.repeat(256) }, 'description',
			'constraint'],
		[{ name: 'a', tags: 'x' }, 'tags', 'format'],
		[{ name: 'a', environment_variables: { A: 1 } },
			'environment_variables', 'format']])
		assertInvalid(await create(body), argument, reason);
	for (const version of [BETA, V1])
		assertInvalid(await create({ name: 'a',
			secret_environment_variables: 5 }, version),
		    'secret_environment_variables', 'format');
});

test('another project cannot be used', async () => {
	assertError(await create({ name: 'stranger', project_id: UNKNOWN }),
	    403, 'permissions_denied',
	    { details: [{ action: 'write', resource: 'namespace' }] });
});

test('a name is taken once', async () => {
	const { id } = await make({ name: 'unique' });
	const answer = await create({ name: 'unique' }, V1);

	assertError(answer, 409, 'already_exists',
	    { resource: 'namespace', resource_id: id });
	assert.equal(typeof answer.json.help_message, 'string');
});

test('of names taken at once one wins', async () => {
	const answers = await Promise.all(Array.from({ length: 8 },
	    () => create({ name: 'race' })));

	assert.deepEqual(answers.map(({ status }) => status).sort(),
	    [200, 409, 409, 409, 409, 409, 409, 409]);
});

test('a list is filtered, ordered and paged', async () => {
	const names = ['zeta', 'alpha', 'midway'].map((name) => `list-${name}`);
	const other = await Suite.start({ programs: ['namespaces'] });
	const list = async (query, version = BETA) => {
		const { namespaces, total_count } = await other.must('GET',
		    `${version}/namespaces?${query}`);
		return [namespaces.map(({ name }) => name), total_count];
	};

	try {
		for (const name of names)
			await other.must('POST', `${BETA}/namespaces`, { name });
		const sorted = [...names].sort();
		assert.deepEqual(await list(''), [names, 3]);
		assert.deepEqual(await list('', V1), [names, 3]);
		assert.deepEqual(await list('order_by=created_at_desc'),
		    [[...names].reverse(), 3]);
		assert.deepEqual(await list('order_by=name_asc'), [sorted, 3]);
		assert.deepEqual(await list('order_by=name_desc'),
		    [[...sorted].reverse(), 3]);
		assert.deepEqual(await list('page_size=2'),
		    [names.slice(0, 2), 3]);
		assert.deepEqual(await list('page_size=2&page=2'),
		    [names.slice(2), 3]);
		assert.deepEqual(await list('page_size=2&page=3'), [[], 3]);
		assert.deepEqual(await list('name=list-zeta'),
		    [['list-zeta'], 1]);
		assert.deepEqual(await list('name=list'), [[], 0]);
		assert.deepEqual(await list('name='), [names, 3]);
		const project = other.SCW_DEFAULT_PROJECT_ID;
		assert.deepEqual(await list(`project_id=${project}`),
		    [names, 3]);
		assert.deepEqual(await list(`organization_id=${project}`),
		    [names, 3]);
		assert.deepEqual(await list(`project_id=${UNKNOWN}`), [[], 0]);
		assert.deepEqual(await list(`organization_id=${UNKNOWN}`),
		    [[], 0]);
	} finally {
		await other.stop();
	}
	for (const query of ['page=0', 'page_size=1001', 'order_by=x',
		'project_id=x', 'organization_id=x'])
		assertError(await suite.call('GET',
		    `${BETA}/namespaces?${query}`), 400, 'invalid_arguments');
});

test('a change changes what it names, and never the name', async () => {
	const made = await make({ name: 'stable', description: 'old',
		tags: ['one'], environment_variables: { A: '1', B: '2' },
		secret_environment_variables: [{ key: 'S', value: 'v' },
			{ key: 'T', value: 'w' }] });
	const path = `${BETA}/namespaces/${made.id}`;
	const changed = await suite.must('PATCH', path, { name: 'other',
		id: UNKNOWN, project_id: UNKNOWN, description: null,
		environment_variables: { C: '3' },
		secret_environment_variables: [{ key: 'S' },
			{ key: 'U', value: 'x' }] });
	const secrets = Object.fromEntries(
	    changed.secret_environment_variables.map(
		({ key, hashed_value }) => [key, hashed_value]));

	assert.equal(changed.id, made.id);
	assert.equal(changed.name, 'stable');
	assert.equal(changed.project_id, made.project_id);
	assert.equal(changed.description, 'old');
	assert.deepEqual(changed.tags, ['one']);
	assert.deepEqual(changed.environment_variables, { C: '3' });
	assert.deepEqual(Object.keys(secrets).sort(), ['T', 'U']);
	assert.equal(secrets.T,
	    made.secret_environment_variables[1].hashed_value);
	assert.ok(changed.updated_at > made.updated_at);
	assert.deepEqual(await suite.must('GET', path), changed);

	const again = await suite.must('PATCH', `${V1}/namespaces/${made.id}`,
	    { description: '', secret_environment_variables: { U: '' } });
	assert.equal(again.description, '');
	assert.deepEqual(again.secret_environment_variables, { U: secrets.U });
	assertInvalid(await suite.call('PATCH', path,
	    { description: 'x'.repeat(256) }), 'description', 'constraint');
});

test('a deleted namespace is gone with its containers', async () => {
	const made = await make({ name: 'doomed' });
	const inside = await suite.must('POST', `${BETA}/containers`,
	    { name: 'inside', namespace_id: made.id });
	const path = `${BETA}/namespaces/${made.id}`;
	const deleted = await suite.must('DELETE', path);

	assert.deepEqual(deleted, { ...made, status: 'deleting' });
	for (const method of ['GET', 'PATCH', 'DELETE'])
		assertUnknown(await suite.call(method, path), 'namespace',
		    made.id);
	assertUnknown(await suite.call('GET',
	    `${BETA}/containers/${inside.id}`), 'container', inside.id);
	await make({ name: 'doomed' });
});

test('an id that is none is unknown', async () => {
	for (const method of ['GET', 'PATCH', 'DELETE'])
		for (const id of ['x', UNKNOWN, `${UNKNOWN}0`])
			assertUnknown(await suite.call(method,
			    `${V1}/namespaces/${id}`), 'namespace', id);
	assertUnknown(await suite.call('GET',
	    `${BETA}/namespaces/${UNKNOWN}/containers`), 'namespace', UNKNOWN);
});

test('the containers of a namespace are listed', async () => {
	const [one, two] = [await make({ name: 'home' }),
		await make({ name: 'abroad' })];

	for (const [name, { id }] of [['b', one], ['a', one], ['c', two]])
		await suite.must('POST', `${BETA}/containers`,
		    { name: `listed-${name}`, namespace_id: id });
	for (const version of [BETA, V1]) {
		const { containers, total_count } = await suite.must('GET',
		    `${version}/namespaces/${one.id}/containers`);
		assert.deepEqual(containers.map(({ name }) => name),
		    ['listed-b', 'listed-a']);
		assert.equal(total_count, 2);
		assert.equal('public_endpoint' in containers[0],
		    version === V1);
	}
	const { containers } = await suite.must('GET', `${BETA}/namespaces/` +
	    `${one.id}/containers?namespace_id=${two.id}`);
	assert.deepEqual(containers.map(({ namespace_id }) => namespace_id),
	    [one.id, one.id]);
});
