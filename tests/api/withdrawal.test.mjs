// SPDX-License-Identifier: ISC
// What is given and taken is felt by the very next request, in every worker of
// every program: the API's, which asks the store, and the gate's view.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Connection, PARAMS, STDIN, begin, encodeParams, record, request,
    stream } from '../lib/fcgi.mjs';
import { BETA, Suite } from '../lib/suite.mjs';

const WORKERS = 3;
let suite, organization, container;

before(async () => {
	suite = await Suite.start({ settings: [`workers = ${WORKERS}`],
		programs: ['iam', 'namespaces', 'containers', 'token-gate'] });
	organization = suite.SCW_DEFAULT_ORGANIZATION_ID;
	const { id } = await suite.must('POST', `${BETA}/namespaces`,
	    { name: 'main' });
	container = await suite.must('POST', `${BETA}/containers`,
	    { name: 'app', namespace_id: id, privacy: 'private' });
});
after(() => suite?.stop());

// What must succeed.
async function iam(method, path, body) {
	const answer = await suite.call(method, `/iam/v1alpha1/${path}`, body);

	assert.equal(answer.status, method === 'DELETE' ? 204 : 200,
	    JSON.stringify(answer.json));
	return answer.json;
}

let count = 0;
const rule = (set) => ({ permission_set_names: [set], condition: '',
	organization_id: organization });
const policy = (values) => iam('POST', 'policies',
    { name: `policy ${++count}`, ...values });

// The status of one answer of each worker.  A worker that has the beginning of
// a request waits for its end and takes no other, and connections are taken in
// their order: so the last one to begin is the first to be ended.
async function askWorkers(program, role, params) {
	const started = [], statuses = [];

	for (let i = 0; i < WORKERS; i++) {
		const connection = new Connection(suite.socket(program));

		await connection.send(begin(role), stream(PARAMS,
		    encodeParams(params), { isEnded: false }));
		started.push(connection);
	}
	for (const connection of started.reverse()) {
		await connection.send(record(PARAMS),
		    ...(role === 'AUTHORIZER' ? [] : [record(STDIN)]));
		statuses.push((await connection.answers())[0].status);
	}
	return statuses;
}

// What the key can do: read the container, and call it.
async function feel(key) {
	const one = (statuses) => {
		assert.equal(statuses.length, WORKERS);
		assert.equal(new Set(statuses).size, 1, `${statuses}`);
		return statuses[0];
	};
	const path = `/containers/${BETA}/containers/${container.id}`;

	return {
		read: one(await askWorkers('containers', 'RESPONDER', {
			REQUEST_METHOD: 'GET', REQUEST_URI: path,
			QUERY_STRING: '', HTTP_X_AUTH_TOKEN: key })),
		call: one(await askWorkers('token-gate', 'AUTHORIZER', {
			REQUEST_METHOD: 'GET', REQUEST_URI: '/',
			GATEHOUSE_CONTAINER: container.id,
			HTTP_X_AUTH_TOKEN: key })),
	};
}
const OPEN = { read: 200, call: 200 }, SHUT = { read: 404, call: 403 };
const GONE = { read: 401, call: 403 };

async function guest() {
	const app = await iam('POST', 'applications',
	    { name: `app ${++count}` });
	const { access_key, secret_key } = await iam('POST', 'api-keys',
	    { application_id: app.id });

	return { id: app.id, access_key, key: secret_key };
}
const both = () =>
    [rule('ContainersReadOnly'), rule('ContainersPrivateAccess')];

describe('the next request feels', () => {
	test('a policy given and taken', async () => {
		const { id, key } = await guest();

		assert.deepEqual(await feel(key), SHUT);
		const { id: given } = await policy({ no_principal: null,
			application_id: id, rules: both() });
		assert.deepEqual(await feel(key), OPEN);
		await iam('DELETE', `policies/${given}`);
		assert.deepEqual(await feel(key), SHUT);
	});

	test('rules replaced', async () => {
		const { id, key } = await guest();
		const { id: given } = await policy({ no_principal: null,
			application_id: id, rules: both() });

		await iam('PUT', 'rules', { policy_id: given,
			rules: [rule('ContainersReadOnly')] });
		assert.deepEqual(await feel(key), { read: 200, call: 403 });
		await iam('PUT', 'rules', { policy_id: given,
			rules: [rule('ContainersPrivateAccess')] });
		assert.deepEqual(await feel(key), { read: 404, call: 200 });
		await iam('PUT', 'rules', { policy_id: given, rules: [] });
		assert.deepEqual(await feel(key), SHUT);
	});

	test('a policy moved to another', async () => {
		const [first, second] = [await guest(), await guest()];
		const { id } = await policy({ no_principal: null,
			application_id: first.id, rules: both() });

		assert.deepEqual(await feel(first.key), OPEN);
		await iam('PATCH', `policies/${id}`,
		    { application_id: second.id });
		assert.deepEqual(await feel(first.key), SHUT);
		assert.deepEqual(await feel(second.key), OPEN);
	});

	test('a group entered and left', async () => {
		const { id, key } = await guest();
		const group = await iam('POST', 'groups',
		    { name: `group ${++count}` });

		await policy({ group_id: group.id,
			rules: both() });
		assert.deepEqual(await feel(key), SHUT);
		await iam('POST', `groups/${group.id}/add-member`,
		    { application_id: id });
		assert.deepEqual(await feel(key), OPEN);
		await iam('POST', `groups/${group.id}/remove-member`,
		    { application_id: id });
		assert.deepEqual(await feel(key), SHUT);
	});

	test('a key deleted, and another not', async () => {
		const { id, key, access_key } = await guest();
		const other = await iam('POST', 'api-keys',
		    { application_id: id });

		await policy({ application_id: id,
			rules: both() });
		assert.deepEqual(await feel(key), OPEN);
		await iam('DELETE', `api-keys/${access_key}`);
		assert.deepEqual(await feel(key), GONE);
		assert.deepEqual(await feel(other.secret_key), OPEN);
		await iam('DELETE', `applications/${id}`);
		assert.deepEqual(await feel(other.secret_key), GONE);
	});

	test('a user locked, unlocked and deleted', async () => {
		const user = await iam('POST', 'users', { member: {
			username: `user${++count}`, email: 'a@example.org' } });
		const { secret_key: key } = await iam('POST', 'api-keys',
		    { user_id: user.id });

		await policy({ user_id: user.id, rules: both() });
		assert.deepEqual(await feel(key), OPEN);
		await iam('POST', `users/${user.id}/lock`, {});
		assert.deepEqual(await feel(key), GONE);
		await iam('POST', `users/${user.id}/unlock`, {});
		assert.deepEqual(await feel(key), OPEN);
		await iam('DELETE', `users/${user.id}`);
		assert.deepEqual(await feel(key), GONE);
	});
});

test('the gate says who called', async () => {
	const { id, key } = await guest();

	await policy({ application_id: id, rules: both() });
	const ask = (role) => request(suite.socket('token-gate'), { role,
		headers: { 'X-Auth-Token': key },
		params: { GATEHOUSE_CONTAINER: container.id } });
	const variable = await ask('AUTHORIZER'), header = await ask('RESPONDER');

	assert.equal(variable.status, 200);
	assert.equal(variable.headers['variable-gatehouse_principal_id'], id);
	assert.equal(variable.headers['variable-gatehouse_token_id'], undefined);
	assert.equal(header.status, 200);
	assert.equal(header.headers['x-gatehouse-principal-id'], id);
	assert.equal(header.headers['x-gatehouse-token-id'], undefined);
});

test('the gate says so once, in the form that the role of its server has',
    async () => {
	const names = async (role) => Object.keys((await request(
	    suite.socket('token-gate'), { role, headers: { 'X-Auth-Token': suite.key },
		    params: { GATEHOUSE_CONTAINER: container.id } })).headers);

	assert.deepEqual(await names('AUTHORIZER'), ['status',
		'variable-gatehouse_container_id', 'variable-gatehouse_namespace_id',
		'variable-gatehouse_principal_id']);
	assert.deepEqual((await names('RESPONDER'))
	    .filter((name) => /gatehouse/.test(name)), ['x-gatehouse-container-id',
		'x-gatehouse-namespace-id', 'x-gatehouse-principal-id']);
});
