// SPDX-License-Identifier: ISC
// iam: API keys, and what who holds one may do, straight over FastCGI.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Iam, PASSWORD, TIME } from '../lib/iam.mjs';
import { BETA, Suite, UNKNOWN, UUID,
    assertError, assertInvalid, assertUnknown } from '../lib/suite.mjs';

let suite, iam, owner;

before(async () => {
	suite = await Suite.start({ programs: ['iam', 'namespaces',
		'containers', 'token-gate'] });
	iam = new Iam(suite);
	owner = await iam.owner();
});
after(() => suite?.stop());

describe('API keys', () => {
	let app;

	before(async () => {
		app = await iam.application();
	});

	test('have the members that clients know', async () => {
		const made = await iam.key({ application_id: app.id,
			description: 'd', expires_at: '2099-01-01T02:00:00+02:00',
			default_project_id: iam.organization });
		const { access_key, secret_key, created_at, updated_at,
		    ...rest } = made;

		assert.match(access_key, /^SCW[A-Z0-9]{17}$/);
		assert.match(secret_key, UUID);
		assert.match(created_at, TIME);
		assert.equal(updated_at, created_at);
		assert.deepEqual(rest, { application_id: app.id,
			description: 'd', expires_at: '2099-01-01T00:00:00Z',
			default_project_id: iam.organization, editable: true,
			deletable: true, managed: false, creation_ip: '' });
		assert.deepEqual(await iam.must('GET', `api-keys/${access_key}`),
		    { ...made, secret_key: null });
	});

	test('a secret is shown once', async () => {
		const { access_key, secret_key } = await iam.key(
		    { application_id: app.id });
		const answers = [await iam.must('GET', 'api-keys'),
			await iam.must('PATCH', `api-keys/${access_key}`, {}),
			await iam.must('GET', `api-keys/${access_key}`)];

		assert.ok(!JSON.stringify(answers).includes(secret_key));
		assert.ok(!JSON.stringify(answers).includes('digest'));
		assert.ok(!suite.log('iam').includes(secret_key));
	});

	test('exactly one bearer, who exists', async () => {
		assertInvalid(await iam.ask('POST', 'api-keys', {}),
		    'application_id', 'required');
		assertInvalid(await iam.ask('POST', 'api-keys', { user_id: owner.id,
			application_id: app.id }), 'application_id',
		'constraint');
		assertInvalid(await iam.ask('POST', 'api-keys', { user_id: 'x' }),
		    'user_id', 'format');
		assertUnknown(await iam.ask('POST', 'api-keys',
		    { user_id: UNKNOWN }), 'user', UNKNOWN);
		assertUnknown(await iam.ask('POST', 'api-keys',
		    { application_id: owner.id }), 'application', owner.id);
	});

	test('expiry, project and description are checked', async () => {
		const refused = async (body, ...expected) => assertInvalid(
		    await iam.ask('POST', 'api-keys', { application_id: app.id,
			    ...body }), ...expected);
		const { access_key } = await iam.key({ application_id: app.id });
		const past = { expires_at: '2020-01-01T00:00:00Z' };

		await refused(past, 'expires_at', 'constraint');
		await refused({ expires_at: 'soon' }, 'expires_at', 'format');
		await refused({ description: 'x'.repeat(201) }, 'description',
		    'constraint');
		await refused({ default_project_id: 'x' }, 'default_project_id',
		    'format');
		assertUnknown(await iam.ask('POST', 'api-keys', {
			application_id: app.id, default_project_id: UNKNOWN }),
		'project', UNKNOWN);
		assertInvalid(await iam.ask('PATCH', `api-keys/${access_key}`,
		    past), 'expires_at', 'constraint');
	});

	test('are changed', async () => {
		const made = await iam.key({ application_id: app.id });
		const changed = await iam.must('PATCH', `api-keys/${made.access_key}`,
		    { description: 'new', expires_at: '2098-01-01T00:00:00Z',
			    application_id: owner.id });

		assert.deepEqual({ ...changed, updated_at: '' }, { ...made,
			description: 'new', expires_at: '2098-01-01T00:00:00Z',
			secret_key: null, updated_at: '' });
	});

	test('a deleted one is refused at the next request', async () => {
		const { access_key, secret_key } = await iam.key(
		    { application_id: app.id });

		assert.equal(await iam.tries(secret_key), 403);
		await iam.must('DELETE', `api-keys/${access_key}`);
		for (let i = 0; i < 4; i++)
			assert.equal(await iam.tries(secret_key), 401);
		assert.equal((await suite.call('GET', `${BETA}/namespaces`,
		    undefined, { key: secret_key })).status, 401);
		for (const method of ['GET', 'PATCH', 'DELETE'])
			assertUnknown(await iam.ask(method,
			    `api-keys/${access_key}`), 'access_key',
			access_key);
	});

	test('are found by what they are', async () => {
		const { id: application_id } = await iam.application();
		const made = [];

		for (const description of ['Nightly build', 'daily'])
			made.push((await iam.key({ application_id, description }))
			    .access_key);
		const found = async (query) => (await iam.must('GET',
		    `api-keys?bearer_id=${application_id}&${query}`))
		    .api_keys.map(({ access_key }) => access_key);

		assert.deepEqual(await found(''), made);
		assert.deepEqual(await found('order_by=created_at_desc'),
		    [...made].reverse());
		assert.deepEqual(await found('bearer_type=application'), made);
		assert.deepEqual(await found('bearer_type=user'), []);
		assert.deepEqual(await found(
		    'bearer_type=unknown_bearer_type'), made);
		assert.deepEqual(await found(`access_key=${made[1]}`),
		    [made[1]]);
		assert.deepEqual(await found(made.map((access_key) =>
		    `access_keys=${access_key}`).join('&')), made);
		assert.deepEqual(await found('description=NIGHTLY'), [made[0]]);
		assert.deepEqual(await found('expired=false'), made);
		assert.deepEqual(await found('expired=true'), []);
		assert.deepEqual(await found('editable=true'), made);
		assert.deepEqual(await found(
		    `organization_id=${iam.organization}`), made);
		assert.deepEqual(await found(`organization_id=${UNKNOWN}`), []);
	});
});

describe('what who is nobody may', () => {
	let user, app, asUser, asApp;

	before(async () => {
		user = await iam.member();
		app = await iam.application();
		asUser = await iam.key({ user_id: user.id });
		asApp = await iam.key({ application_id: app.id });
	});

	test('no kind of record shows which ids there are', async () => {
		const resources = { users: 'user', applications: 'application',
			groups: 'group', 'api-keys': 'api_key' };
		const ids = { users: owner.id, applications: app.id,
			groups: (await iam.group()).id,
			'api-keys': suite.SCW_ACCESS_KEY };

		for (const [path, resource] of Object.entries(resources)) {
			for (const [method, id, action] of [
				['GET', ids[path], 'read'],
				['GET', UNKNOWN, 'read'],
				['PATCH', ids[path], 'write'],
				['PATCH', UNKNOWN, 'write'],
				['DELETE', ids[path], 'delete'],
				['DELETE', UNKNOWN, 'delete']])
				assertError(await iam.ask(method, `${path}/${id}`,
				    undefined, { key: asUser.secret_key }),
				403, 'permissions_denied',
				{ details: [{ action, resource }] });
			assertError(await iam.ask('GET', path, undefined,
			    { key: asUser.secret_key }), 403,
			'permissions_denied',
			{ details: [{ action: 'read', resource }] });
		}
	});

	test('reads its own key', async () => {
		for (const { access_key, secret_key, ...rest } of
			[asUser, asApp]) {
			const options = { key: secret_key };

			assert.equal((await iam.must('GET', `api-keys/${access_key}`,
			    undefined, options)).access_key, access_key);
			assert.equal((await iam.must('GET', 'api-keys?bearer_id=' +
			    (rest.user_id ?? rest.application_id), undefined,
			options)).total_count, 1);
		}
	});

	test('a user manages its own keys, an application does not', async () => {
		const options = { key: asUser.secret_key };
		const { access_key } = await iam.key({ user_id: user.id }, options);

		await iam.must('PATCH', `api-keys/${access_key}`,
		    { description: 'mine' }, options);
		await iam.must('DELETE', `api-keys/${access_key}`, undefined,
		    options);
		for (const [method, path, body] of [
			['POST', 'api-keys', { application_id: app.id }],
			['PATCH', `api-keys/${asApp.access_key}`, {}],
			['DELETE', `api-keys/${asApp.access_key}`, {}]])
			assertError(await iam.ask(method, path, body,
			    { key: asApp.secret_key }), 403,
			'permissions_denied');
		assertError(await iam.ask('POST', 'api-keys',
		    { user_id: owner.id }, options), 403,
		'permissions_denied');
	});

	test('projects that it may not read are unknown', async () => {
		const options = { key: asUser.secret_key };
		const { status, json } = await iam.projects('GET', '', undefined,
		    options);

		assert.equal(status, 200);
		assert.deepEqual(json, { projects: [], total_count: 0 });
		for (const method of ['GET', 'PATCH', 'DELETE'])
			assertUnknown(await iam.projects(method, `/${iam.organization}`,
			    undefined, options), 'project', iam.organization);
		assertError(await iam.projects('POST', '', { name: 'p' }, options),
		    403, 'permissions_denied');
	});
});

describe('who manages IAM', () => {
	let manager;

	before(async () => {
		const user = await iam.member();

		await iam.must('POST', 'policies', { name: 'managers',
			user_id: user.id, rules: [{
				permission_set_names: ['IAMManager'],
				organization_id: iam.organization }] });
		manager = { ...await iam.key({ user_id: user.id }), id: user.id };
	});

	test('manages all but the Owner', async () => {
		const options = { key: manager.secret_key };
		const { id } = await iam.must('POST', 'users', { member: {
			username: 'managed', email: 'a@b.c' } }, options);
		const denied = [
			['PATCH', `users/${owner.id}`, { email: 'x@y.z' }],
			['POST', `users/${owner.id}/update-password`,
				{ password: PASSWORD }],
			['POST', `users/${owner.id}/update-username`,
				{ username: 'nobody' }],
			['POST', `users/${owner.id}/lock`],
			['DELETE', `users/${owner.id}`],
			['POST', 'api-keys', { user_id: owner.id }],
			['PATCH', `api-keys/${suite.SCW_ACCESS_KEY}`, {}],
			['DELETE', `api-keys/${suite.SCW_ACCESS_KEY}`]];

		await iam.key({ user_id: id }, options);
		await iam.must('DELETE', `users/${id}`, undefined, options);
		for (const [method, path, body] of denied)
			assertError(await iam.ask(method, path, body, options), 403,
			    'permissions_denied');
	});

	test('a policy of who is deleted is nobody\'s', async () => {
		const list = () => iam.must('GET', 'policies?policy_name=managers');

		assert.equal((await list()).policies[0].user_id, manager.id);
		await iam.must('DELETE', `users/${manager.id}`);
		const [policy] = (await list()).policies;
		assert.equal(policy.user_id, undefined);
		assert.equal(policy.no_principal, true);
		assert.equal(policy.nb_rules, 1);
	});
});


describe('the gate hears at once', () => {
	const body = { name: 'callers', rules: [{
		permission_set_names: ['ContainersPrivateAccess'] }] };
	let container, group;

	before(async () => {
		const { id: namespace_id } = await suite.must('POST',
		    `${BETA}/namespaces`, { name: 'gated' });

		group = await iam.group();
		container = (await suite.must('POST', `${BETA}/containers`,
		    { name: 'gated', namespace_id, privacy: 'private' })).id;
		body.rules[0].project_ids = [iam.organization];
		await iam.must('POST', 'policies',
		    { ...body, group_id: group.id });
	});

	// Whoever `bearer` names, in the group and with a key.
	async function caller(bearer) {
		const made = await iam.key(bearer);

		await iam.must('POST', `groups/${group.id}/add-member`, bearer);
		assert.equal(await suite.knock(container, made.secret_key), 200);
		return { ...made, knock: () =>
		    suite.knock(container, made.secret_key) };
	}

	test('who leaves a group, or sees it deleted', async () => {
		const application_id = (await iam.application()).id;
		const { knock } = await caller({ application_id });

		await iam.must('POST', `groups/${group.id}/remove-member`,
		    { application_id });
		assert.equal(await knock(), 403);
		await iam.must('PUT', `groups/${group.id}/members`,
		    { application_ids: [application_id] });
		assert.equal(await knock(), 200);
		await iam.must('DELETE', `groups/${group.id}`);
		assert.equal(await knock(), 403);
		group = await iam.group();
		await iam.must('POST', 'policies', { ...body, name: 'again',
			group_id: group.id });
	});

	test('who is locked, unlocked and deleted', async () => {
		const user_id = (await iam.member()).id;
		const { knock } = await caller({ user_id });

		await iam.must('POST', `users/${user_id}/lock`);
		assert.equal(await knock(), 403);
		await iam.must('POST', `users/${user_id}/unlock`);
		assert.equal(await knock(), 200);
		await iam.must('DELETE', `users/${user_id}`);
		assert.equal(await knock(), 403);
	});

	test('which key is deleted, and whose application', async () => {
		const application_id = (await iam.application()).id;
		const first = await caller({ application_id });
		const second = await caller({ application_id });

		await iam.must('DELETE', `api-keys/${first.access_key}`);
		assert.equal(await first.knock(), 403);
		assert.equal(await second.knock(), 200);
		await iam.must('DELETE', `applications/${application_id}`);
		assert.equal(await second.knock(), 403);
	});
});
