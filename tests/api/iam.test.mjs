// SPDX-License-Identifier: ISC
// iam: applications, groups and projects, straight over FastCGI; and what all its
// kinds of records have in common.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Iam, TIME } from '../lib/iam.mjs';
import { BETA, Suite, UNKNOWN, UUID,
    assertError, assertInvalid, assertUnknown } from '../lib/suite.mjs';

let suite, iam;

before(async () => {
	suite = await Suite.start({ programs: ['iam', 'namespaces'] });
	iam = new Iam(suite);
});
after(() => suite?.stop());

describe('applications', () => {
	test('have the members that clients know', async () => {
		const made = await iam.application({ description: 'd', tags: ['t'],
			organization_id: iam.organization });
		const { id, name, created_at, updated_at, ...rest } = made;

		assert.match(id, UUID);
		assert.match(created_at, TIME);
		assert.equal(updated_at, created_at);
		assert.deepEqual(rest, { description: 'd', tags: ['t'],
			organization_id: iam.organization, editable: true,
			deletable: true, managed: false, nb_api_keys: 0 });
		assert.deepEqual(await iam.must('GET', `applications/${id}`), made);
	});

	test('are changed by what is sent, and by nothing else', async () => {
		const { id, created_at } = await iam.application({ tags: ['t'] });
		const changed = await iam.must('PATCH', `applications/${id}`,
		    { name: 'renamed (1)', description: 'new', tags: null,
			    id: UNKNOWN, organization_id: UNKNOWN,
			    created_at: '2000-01-01T00:00:00Z',
			    nb_api_keys: 7 });

		assert.equal(changed.name, 'renamed (1)');
		assert.equal(changed.description, 'new');
		assert.deepEqual(changed.tags, ['t']);
		assert.equal(changed.id, id);
		assert.equal(changed.organization_id, iam.organization);
		assert.equal(changed.created_at, created_at);
		assert.ok(changed.updated_at > created_at);
		assert.equal(changed.nb_api_keys, 0);
	});

	test('a name is theirs alone, and free again afterwards', async () => {
		const first = await iam.application({ name: 'sole' });
		const second = await iam.application();
		const taken = { resource: 'application',
			resource_id: first.id };

		assertError(await iam.ask('POST', 'applications', { name: 'sole' }),
		    409, 'already_exists', taken);
		assertError(await iam.ask('PATCH', `applications/${second.id}`,
		    { name: 'sole' }), 409, 'already_exists', taken);
		await iam.must('PATCH', `applications/${first.id}`,
		    { name: 'sole' });
		await iam.must('PATCH', `applications/${first.id}`,
		    { name: 'other' });
		await iam.must('PATCH', `applications/${second.id}`,
		    { name: 'sole' });
		await iam.must('DELETE', `applications/${second.id}`);
		await iam.application({ name: 'sole' });
	});

	test('names and descriptions are checked', async () => {
		const refused = async (body, ...expected) => assertInvalid(
		    await iam.ask('POST', 'applications', body), ...expected);

		await iam.application({ name: 'x'.repeat(64) });
		await iam.application({ name: 'aZ09()._- ' });
		await iam.application({ description: 'é'.repeat(200) });
		await refused({}, 'name', 'required');
		await refused({ name: null }, 'name', 'required');
		for (const name of ['', 'x'.repeat(65), 'a/b', 'é', 'a\nb',
			'<script>'])
			await refused({ name }, 'name', 'constraint');
		await refused({ name: 5 }, 'name', 'format');
		await refused({ name: 'a', description: 'x'.repeat(201) },
		    'description', 'constraint');
		await refused({ name: 'a', tags: 'x' }, 'tags', 'format');
		await refused({ name: 'a', organization_id: 'x' },
		    'organization_id', 'format');
	});

	test('another organization is unknown', async () => {
		assertUnknown(await iam.ask('POST', 'applications',
		    { name: 'a', organization_id: UNKNOWN }),
		'organization', UNKNOWN);
		assert.deepEqual(await iam.must('GET',
		    `applications?organization_id=${UNKNOWN}`),
		{ applications: [], total_count: 0 });
	});

	test('are gone with their keys', async () => {
		const { id: application_id } = await iam.application();
		const secret = (await iam.key({ application_id })).secret_key;

		assert.equal(await iam.tries(secret), 403);
		assert.equal((await iam.must('GET',
		    `applications/${application_id}`)).nb_api_keys, 1);
		await iam.must('DELETE', `applications/${application_id}`);
		assert.equal(await iam.tries(secret), 401);
		for (const method of ['GET', 'PATCH', 'DELETE'])
			assertUnknown(await iam.ask(method,
			    `applications/${application_id}`),
			'application', application_id);
		assert.equal((await iam.must('GET',
		    `api-keys?bearer_id=${application_id}`)).total_count, 0);
	});
});

describe('lists', () => {
	const make = (tag) => Promise.all(['a', 'b', 'c'].map((letter) =>
	    iam.application({ name: `${tag} ${letter}`, tags: [tag] })));
	const names = ({ applications }) =>
	    applications.map(({ name }) => name.slice(-1)).join('');

	test('come in pages of 20, at most 100', async () => {
		for (let i = 0; i < 21; i++)
			await iam.group({ tags: ['paged'] });
		const page = async (query) => {
			const { groups, total_count } = await iam.must('GET',
			    `groups?tag=paged${query}`);

			return [groups.length, total_count];
		};

		assert.deepEqual(await page(''), [20, 21]);
		assert.deepEqual(await page('&page=2'), [1, 21]);
		assert.deepEqual(await page('&page=3'), [0, 21]);
		assert.deepEqual(await page('&page_size=100'), [21, 21]);
		for (const [name, value] of [['page_size', 0],
			['page_size', 101], ['page', 0]])
			assertInvalid(await iam.ask('GET',
			    `groups?${name}=${value}`), name, 'constraint');
		assertInvalid(await iam.ask('GET', 'groups?order_by=size'),
		    'order_by', 'constraint');
	});

	test('come in the order that was asked for', async () => {
		const [a] = await make('ordered');
		const list = (order) => iam.must('GET',
		    `applications?tag=ordered&order_by=${order}`);

		await iam.must('PATCH', `applications/${a.id}`, { tags: ['ordered'],
			description: 'last' });
		assert.equal(names(await list('name_asc')), 'abc');
		assert.equal(names(await list('name_desc')), 'cba');
		assert.equal(names(await list('updated_at_asc')).at(-1), 'a');
		assert.equal(names(await list('updated_at_desc'))[0], 'a');
	});

	test('a parameter may be sent several times', async () => {
		const [a, b, c] = await make('several');
		const list = (query) => iam.must('GET',
		    `applications?order_by=name_asc&${query}`);

		assert.equal(names(await list(`application_ids=${a.id}&` +
		    `application_ids=${c.id.toUpperCase()}`)), 'ac');
		assert.equal(names(await list(`application_ids=${a.id}&` +
		    `name=several+b`)), '');
		assert.equal(names(await list('name=several%20b')), 'b');
		assert.equal(names(await list(
		    `application_ids=${b.id}&editable=true`)), 'b');
		assert.equal(names(await list(
		    `application_ids=${b.id}&editable=false`)), '');
		assertInvalid(await iam.ask('GET', 'applications?application_ids=x'),
		    'application_ids', 'format');
		assertInvalid(await iam.ask('GET', 'applications?editable=x'),
		    'editable', 'format');
	});
});

describe('groups', () => {
	test('have the members that clients know', async () => {
		const made = await iam.group({ description: 'd', tags: ['t'] });
		const { id, name, created_at, updated_at, ...rest } = made;

		assert.match(id, UUID);
		assert.match(created_at, TIME);
		assert.equal(updated_at, created_at);
		assert.deepEqual(rest, { description: 'd', tags: ['t'],
			organization_id: iam.organization, user_ids: [],
			application_ids: [], editable: true, deletable: true,
			managed: false });
		assert.deepEqual(await iam.must('GET', `groups/${id}`), made);
	});

	test('members are set, added and removed', async () => {
		const { id } = await iam.group();
		const user = (await iam.member()).id, app = (await iam.application()).id;
		const change = async (method, verb, body) => {
			const { user_ids, application_ids } = await iam.must(method,
			    `groups/${id}/${verb}`, body);

			return [user_ids, application_ids];
		};

		assert.deepEqual(await change('POST', 'add-member',
		    { user_id: user }), [[user], []]);
		assert.deepEqual(await change('POST', 'add-member',
		    { user_id: user.toUpperCase() }), [[user], []]);
		assert.deepEqual(await change('POST', 'add-members',
		    { application_ids: [app], user_ids: null }),
		[[user], [app]]);
		assert.deepEqual(await change('POST', 'remove-member',
		    { user_id: user }), [[], [app]]);
		assert.deepEqual(await change('PUT', 'members',
		    { user_ids: [user], application_ids: [] }), [[user], []]);
		assert.deepEqual((await iam.must('GET', `groups?user_ids=${user}`))
		    .groups.map((found) => found.id), [id]);
		assertUnknown(await iam.ask('POST', `groups/${id}/remove-member`,
		    { application_id: app }), 'application', app);
		assertUnknown(await iam.ask('POST', `groups/${id}/add-member`,
		    { user_id: UNKNOWN }), 'user', UNKNOWN);
		assertUnknown(await iam.ask('PUT', `groups/${id}/members`,
		    { application_ids: [user] }), 'application', user);
		assertInvalid(await iam.ask('POST', `groups/${id}/add-member`, {}),
		    'user_id', 'required');
		assertInvalid(await iam.ask('POST', `groups/${id}/add-members`,
		    { user_ids: ['x'] }), 'user_ids', 'format');
		assertInvalid(await iam.ask('PUT', `groups/${id}/members`,
		    { user_ids: user }), 'user_ids', 'format');
	});

	test('who is deleted leaves its groups', async () => {
		const user = (await iam.member()).id, app = (await iam.application()).id;
		const { id } = await iam.group();

		await iam.must('PUT', `groups/${id}/members`,
		    { user_ids: [user], application_ids: [app] });
		await iam.must('DELETE', `users/${user}`);
		await iam.must('DELETE', `applications/${app}`);
		const { user_ids, application_ids } =
		    await iam.must('GET', `groups/${id}`);
		assert.deepEqual([user_ids, application_ids], [[], []]);
		await iam.must('DELETE', `groups/${id}`);
		assertUnknown(await iam.ask('GET', `groups/${id}`), 'group', id);
	});
});

describe('projects', () => {
	const must = async (...call) => {
		const { status, json } = await iam.projects(...call);

		assert.equal(status, 200, JSON.stringify(json));
		return json;
	};

	test('are made, read, changed, listed and deleted', async () => {
		const made = await must('POST', '', { name: 'Project (1)',
			description: 'd', organization_id: iam.organization });
		const { id, created_at, updated_at, ...rest } = made;

		assert.match(id, UUID);
		assert.match(created_at, TIME);
		assert.equal(updated_at, created_at);
		assert.deepEqual(rest, { name: 'Project (1)', description: 'd',
			organization_id: iam.organization });
		assert.deepEqual(await must('GET', `/${id}`), made);
		assert.equal((await must('PATCH', `/${id}`, { name: 'p2' }))
		    .name, 'p2');
		assert.deepEqual((await must('GET', '?order_by=created_at_asc&' +
		    `organization_id=${iam.organization}`)).projects.map(
		    (project) => project.name), ['default', 'p2']);
		assert.equal((await must('GET', '?name=p2')).total_count, 1);
		assertError(await iam.projects('POST', '', { name: 'p2' }), 409,
		    'already_exists', { resource: 'project', resource_id: id });
		assert.equal((await iam.projects('DELETE', `/${id}`)).status, 204);
		assertUnknown(await iam.projects('GET', `/${id}`), 'project', id);
	});

	test('the default one stays, under whatever name', async () => {
		const used = { precondition: 'resource_still_in_use' };

		assertError(await iam.projects('POST', '', { name: 'default' }),
		    409, 'already_exists');
		await must('PATCH', `/${iam.organization}`, { name: 'main' });
		await must('PATCH', `/${iam.organization}`, { name: 'default' });
		assertError(await iam.projects('DELETE', `/${iam.organization}`), 412,
		    'precondition_failed', used);
	});

	test('one with namespaces stays', async () => {
		const { id: project_id } = await must('POST', '',
		    { name: 'full' });
		const { id } = await suite.must('POST', `${BETA}/namespaces`,
		    { name: 'inside', project_id });

		assertError(await iam.projects('DELETE', `/${project_id}`), 412,
		    'precondition_failed',
		    { precondition: 'resource_still_in_use' });
		await suite.must('DELETE', `${BETA}/namespaces/${id}`);
		assert.equal((await iam.projects('DELETE', `/${project_id}`)).status,
		    204);
	});
});

test('ids that are none are unknown, and not repeated', async () => {
	for (const [path, resource] of [['users', 'user'], ['groups', 'group'],
		['applications', 'application'], ['api-keys', 'access_key']]) {
		assertUnknown(await iam.ask('GET', `${path}/x`), resource, 'x');
		assertUnknown(await iam.ask('GET', `${path}/%0a`), resource, '');
	}
	assertUnknown(await iam.projects('GET', '/x'), 'project', 'x');
});

test('bodies are JSON objects, sent as JSON', async () => {
	assertInvalid(await iam.ask('POST', 'groups', '[]'), 'body', 'format');
	assertInvalid(await iam.ask('POST', 'groups', '{"name":"a","name":"b"}'),
	    'body', 'format');
	assertError(await iam.ask('POST', 'groups', '{}', { type: 'text/plain' }),
	    415, 'unsupported_media_type');
	assertError(await iam.ask('PUT', 'groups'), 405, 'method_not_allowed');
});
