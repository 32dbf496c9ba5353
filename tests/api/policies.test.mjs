// SPDX-License-Identifier: ISC
// iam: policies, rules and permission sets, straight over FastCGI.  What they do
// is in withdrawal.test.mjs and matrix.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Suite, UNKNOWN, UUID, assertError, assertInvalid, assertUnknown }
    from '../lib/suite.mjs';

let suite, organization, project;

before(async () => {
	suite = await Suite.start({ programs: ['iam'] });
	organization = suite.SCW_DEFAULT_ORGANIZATION_ID;
	project = suite.SCW_DEFAULT_PROJECT_ID;
});
after(() => suite?.stop());

const ask = (method, path, body, options) =>
    suite.call(method, `/iam/v1alpha1/${path}`, body, options);

// What must succeed.
async function iam(method, path, body, options) {
	const answer = await ask(method, path, body, options);

	assert.equal(answer.status, method === 'DELETE' ? 204 : 200,
	    JSON.stringify(answer.json));
	return answer.json;
}

let count = 0;
const application = () =>
    iam('POST', 'applications', { name: `app ${++count}` });
const rule = (set, values = {}) => ({ permission_set_names: [set],
	condition: '', organization_id: organization, ...values });
const policy = (values = {}) => iam('POST', 'policies',
    { name: `policy ${++count}`, no_principal: true, rules: [], ...values });
const rulesOf = async (id) => (await iam('GET', `rules?policy_id=${id}`)).rules;

describe('policies', () => {
	test('have the members that clients know', async () => {
		const app = await application();
		const made = await iam('POST', 'policies', { name: 'p1',
			description: 'd', organization_id: organization,
			rules: [{ condition: '', permission_set_names:
				['ContainersFullAccess'],
				project_ids: [project] }],
			application_id: app.id });
		const { id, created_at, updated_at, ...rest } = made;

		assert.match(id, UUID);
		assert.match(created_at, /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/);
		assert.equal(updated_at, created_at);
		assert.deepEqual(rest, { name: 'p1', description: 'd',
			tags: [], organization_id: organization,
			editable: true, deletable: true, managed: false,
			nb_rules: 1, nb_scopes: 1, nb_permission_sets: 1,
			application_id: app.id });
		assert.deepEqual(await iam('GET', `policies/${id}`), made);
	});

	test('are judged field by field', async () => {
		const create = (values) => ask('POST', 'policies',
		    { name: 'x', no_principal: true, ...values });

		for (const [values, argument, reason] of [
			[{ name: null }, 'name', 'required'],
			[{ name: '' }, 'name', 'constraint'],
			[{ name: 'x'.repeat(65) }, 'name', 'constraint'],
			[{ name: 'a/b' }, 'name', 'constraint'],
			[{ name: 'é' }, 'name', 'constraint'],
			[{ description: 'x'.repeat(201) }, 'description',
				'constraint'],
			[{ tags: 'x' }, 'tags', 'format'],
			[{ no_principal: null }, 'user_id', 'required'],
			[{ user_id: UNKNOWN }, 'user_id', 'constraint'],
			[{ rules: {} }, 'rules', 'format'],
			[{ rules: [rule('NoSuchSet')] },
				'rules[0].permission_set_names', 'constraint'],
			[{ rules: [rule('IAMManager'), rule('IAMManager',
			    { condition: 'request.ip == "::1"' })] },
				'rules[1].condition', 'constraint'],
			[{ rules: [rule('ContainersReadOnly',
			    { organization_id: null })] },
				'rules[0].project_ids', 'required'],
			[{ rules: [rule('ContainersReadOnly',
			    { organization_id: null, project_ids: [UNKNOWN] })] },
				'rules[0].project_ids', 'constraint'],
			[{ rules: [rule('IAMReadOnly', { organization_id: null,
			    project_ids: [project] })] },
				'rules[0].project_ids', 'constraint'],
		])
			assertInvalid(await create(values), argument, reason);
		assertUnknown(await create({ organization_id: UNKNOWN }),
		    'organization', UNKNOWN);
		assertUnknown(await create({ no_principal: null,
			group_id: UNKNOWN }), 'group', UNKNOWN);
	});

	test('have names of up to 64 characters, each once', async () => {
		const name = 'Az09().-_ '.repeat(7).slice(0, 64);
		const { id } = await policy({ name });

		assertError(await ask('POST', 'policies',
		    { name, no_principal: true }), 409, 'already_exists',
		    { resource: 'policy', resource_id: id });
		await iam('DELETE', `policies/${id}`);
		await policy({ name });
	});

	test('are changed by what is sent, and by nothing else', async () => {
		const app = await application();
		const { id } = await policy({ tags: ['t'],
			rules: [rule('IAMReadOnly')] });
		const changed = await iam('PATCH', `policies/${id}`,
		    { name: 'renamed', application_id: app.id, rules: [],
			    nb_rules: 7, id: UNKNOWN, editable: false });

		assert.equal(changed.name, 'renamed');
		assert.equal(changed.application_id, app.id);
		assert.equal(changed.no_principal, undefined);
		assert.deepEqual([changed.id, changed.nb_rules,
			changed.editable, changed.tags], [id, 1, true, ['t']]);
		assert.equal((await iam('PATCH', `policies/${id}`,
		    { no_principal: true })).application_id, undefined);
	});

	test('are listed by principal, name and tag', async () => {
		const app = await application();
		const mine = await policy({ no_principal: null, tags: ['here'],
			application_id: app.id });
		const list = async (query) => {
			const { policies, total_count } = await iam('GET',
			    `policies?page_size=100&${query}`);

			assert.equal(policies.length, total_count);
			return policies.map(({ id }) => id);
		};

		for (const query of [`application_ids=${app.id}`,
			`policy_name=${encodeURIComponent(mine.name)}`,
			'tag=here', `policy_ids=${mine.id}`])
			assert.deepEqual(await list(query), [mine.id]);
		assert.ok(!(await list('no_principal=true')).includes(mine.id));
		assert.ok((await list('no_principal=false')).includes(mine.id));
		assert.ok((await list('editable=true')).includes(mine.id));
		assert.deepEqual(await list(`organization_id=${UNKNOWN}`), []);
		assert.equal((await list('order_by=created_at_desc'))[0],
		    mine.id);
		assertInvalid(await ask('GET', 'policies?order_by=x'),
		    'order_by', 'constraint');
	});

	test('are cloned for nobody yet', async () => {
		const app = await application();
		const source = await policy({ no_principal: null, name: 'source',
			application_id: app.id, rules: [rule('IAMReadOnly')] });
		const clone = await iam('POST', `policies/${source.id}/clone`,
		    {});
		const [[before], [copied]] = [await rulesOf(source.id),
			await rulesOf(clone.id)];

		assert.equal(clone.name, 'source (2)');
		assert.equal(clone.no_principal, true);
		assert.equal(clone.application_id, undefined);
		assert.notEqual(copied.id, before.id);
		assert.deepEqual({ ...copied, id: '' }, { ...before, id: '' });
	});

	test('are deleted, and then unknown', async () => {
		const { id } = await policy();

		assert.equal((await ask('DELETE', `policies/${id}`)).status, 204);
		for (const [method, path] of [['GET', ''], ['PATCH', ''],
			['DELETE', ''], ['POST', '/clone']])
			assertUnknown(await ask(method, `policies/${id}${path}`,
			    method === 'GET' || method === 'DELETE' ? undefined
			    : {}), 'policy', id);
		assertUnknown(await ask('GET', `rules?policy_id=${id}`),
		    'policy', id);
		assertUnknown(await ask('PUT', 'rules',
		    { policy_id: id, rules: [] }), 'policy', id);
	});
});

describe('rules', () => {
	test('have the members that clients know', async () => {
		const { id } = await policy({ rules: [
			rule('ContainersReadOnly'),
			{ permission_set_names: ['ContainersReadOnly',
				'ContainersPrivateAccess'], condition: null,
				organization_id: null, project_ids: [project] },
			rule('IAMReadOnly')] });
		const { rules, total_count } = await iam('GET',
		    `rules?policy_id=${id}`);

		assert.equal(total_count, 3);
		assert.deepEqual(rules.map(({ id: own, ...rest }) => rest), [
			{ permission_set_names: ['ContainersReadOnly'],
				permission_sets_scope_type: 'projects',
				condition: '', organization_id: organization },
			{ permission_set_names: ['ContainersReadOnly',
				'ContainersPrivateAccess'],
				permission_sets_scope_type: 'projects',
				condition: '', project_ids: [project] },
			{ permission_set_names: ['IAMReadOnly'],
				permission_sets_scope_type: 'organization',
				condition: '', organization_id: organization }]);
		for (const { id: own } of rules)
			assert.match(own, UUID);
		assert.deepEqual((await iam('GET',
		    `rules?policy_id=${id}&page_size=2&page=2`)).rules,
		    rules.slice(2));
	});

	test('are replaced as a whole, or not at all', async () => {
		const { id } = await policy({ rules: [rule('IAMReadOnly')] });
		const set = (rules) => ask('PUT', 'rules',
		    { policy_id: id, rules });
		const { json } = await set([rule('ContainersReadOnly'),
			rule('ProjectReadOnly')]);

		assert.deepEqual(json, { rules: await rulesOf(id) });
		assert.equal((await iam('GET', `policies/${id}`)).nb_rules, 2);
		assertInvalid(await set([rule('IAMManager'), rule('x')]),
		    'rules[1].permission_set_names', 'constraint');
		assertInvalid(await set(undefined), 'rules', 'required');
		assert.deepEqual(json.rules, await rulesOf(id));
		assert.deepEqual((await set([])).json, { rules: [] });
	});

	test('belong to a policy that must be named', async () => {
		for (const answer of [await ask('GET', 'rules'),
			await ask('PUT', 'rules', { rules: [] })])
			assertInvalid(answer, 'policy_id', 'required');
		for (const answer of [await ask('GET', 'rules?policy_id=x'),
			await ask('PUT', 'rules', { policy_id: 'x', rules: [] })])
			assertInvalid(answer, 'policy_id', 'format');
	});
});

test('there are permission sets', async () => {
	const { permission_sets: sets, total_count } = await iam('GET',
	    `permission-sets?organization_id=${organization}`);

	assert.equal(sets.length, total_count);
	assert.deepEqual(sets.map(({ name, scope_type }) =>
	    `${name} ${scope_type}`), [
		'AllProductsFullAccess projects',
		'AllProductsReadOnly projects',
		'ContainersFullAccess projects',
		'ContainersPrivateAccess projects',
		'ContainersReadOnly projects',
		'IAMApplicationManager organization',
		'IAMManager organization', 'IAMReadOnly organization',
		'OrganizationManager organization',
		'OrganizationReadOnly organization',
		'ProjectManager organization',
		'ProjectReadOnly organization']);
	for (const set of sets) {
		assert.deepEqual(Object.keys(set), ['id', 'name', 'scope_type',
			'description', 'categories']);
		assert.match(set.id, UUID);
		assert.equal(set.categories.length, 1);
	}
	assert.deepEqual((await iam('GET',
	    'permission-sets?order_by=name_desc&page_size=5&page=3'))
	    .permission_sets.map(({ name }) => name),
	    ['AllProductsReadOnly', 'AllProductsFullAccess']);
	assertUnknown(await ask('GET',
	    `permission-sets?organization_id=${UNKNOWN}`), 'organization',
	    UNKNOWN);
});
