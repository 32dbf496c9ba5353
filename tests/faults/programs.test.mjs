// SPDX-License-Identifier: ISC
// The other programs while a call fails: changes whole or not at all, readings
// whole or an error, and whoever may not, may not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, elsewhere } from '../lib/browser.mjs';
import { DB_RUNRECOVERY, Faulty, Sweep, failure } from '../lib/faults.mjs';
import { request } from '../lib/fcgi.mjs';
import { Iam } from '../lib/iam.mjs';
import { BETA, Suite } from '../lib/suite.mjs';

const faulty = {}, STRANGER = '11111111-1111-4111-8111-111111111111';
let suite, iam, browser, namespace, container, application, owner;

before(async () => {
	suite = await Suite.start({ settings: ['workers = 1'] });
	await suite.add('token-gate', 'token-gate');
	iam = new Iam(suite);
	browser = new Browser(suite);
	namespace = suite.gatehouse('namespace', 'create', '--name', 'demo')
	    .trim();
	container = (await suite.must('POST', `${BETA}/containers`, {
		name: 'hello', namespace_id: namespace, privacy: 'private' })).id;
	await suite.must('POST', `${BETA}/tokens`, { container_id: container });
	application = await iam.application();
	owner = browser.resetOwner();
	for (const program of ['namespaces', 'iam', 'sign-in', 'token-list',
		'public-keys'])
		faulty[program] = await Faulty.start(suite, program);
});
after(() => suite?.stop());

// A call of the program that fails.
const call = (program, method, path, body, options) =>
    suite.call(method, path, body, { program: `${program}.faulty`, ...options });

// What others have of a name.
const named = async (name) => (await suite.must('GET',
    `${BETA}/namespaces?name=${name}`)).namespaces;

async function deleteNamed() {
	for (const { id } of await named('other'))
		await suite.must('DELETE', `${BETA}/namespaces/${id}`);
}

const policies = async () =>
    (await iam.must('GET', 'policies')).policies.filter(({ name }) =>
    name === 'callers');

async function withPolicy() {
	const key = await iam.key({ application_id: application.id });
	const { id } = await iam.must('POST', 'policies', { name: 'callers',
		application_id: application.id, rules: [{
			permission_set_names: ['ContainersPrivateAccess'],
			organization_id: iam.organization }] });

	return { key, id };
}

async function forgetPolicy({ key }) {
	for (const { id } of await policies())
		await iam.must('DELETE', `policies/${id}`);
	await iam.must('DELETE', `api-keys/${key.access_key}`);
}

const CASES = {
	'a namespace is made': { program: 'namespaces',
		ask: () => call('namespaces', 'POST', `${BETA}/namespaces`,
		    { name: 'other', description: 'mine' }),
		observe: () => named('other'), restore: deleteNamed },
	'a namespace is deleted with its token': { program: 'namespaces',
		prepare: async () => {
			const { id } = await suite.must('POST',
			    `${BETA}/namespaces`, { name: 'other' });
			const made = await suite.must('POST',
			    `${BETA}/tokens`, { namespace_id: id });

			return { id, token: made.id };
		},
		ask: ({ id }) => call('namespaces', 'DELETE',
		    `${BETA}/namespaces/${id}`),
		observe: async ({ token }) => [await named('other'),
			(await suite.call('GET', `${BETA}/tokens/${token}`))
			    .status],
		isSafe: (seen) => seen.endsWith(',404]'),
		restore: deleteNamed },
	'who may call loses it': { program: 'iam',
		prepare: withPolicy,
		ask: ({ id }) => suite.call('DELETE', `/iam/v1alpha1/policies/${id}`,
		    undefined, { program: 'iam.faulty' }),
		observe: async ({ key }) => [(await policies()).length,
			await suite.knock(container, key.secret_key)],
		restore: forgetPolicy },
	'a key is made': { program: 'iam',
		ask: () => call('iam', 'POST', '/iam/v1alpha1/api-keys',
		    { application_id: application.id, description: 'mine' }),
		observe: async () => (await iam.must('GET',
		    `api-keys?bearer_id=${application.id}`)).api_keys,
		restore: async () => {
			const { api_keys: keys } = await iam.must('GET',
			    `api-keys?bearer_id=${application.id}`);

			for (const { access_key: key } of keys)
				await iam.must('DELETE', `api-keys/${key}`);
		} },
	'tokens are listed': { program: 'token-list',
		ask: () => call('token-list', 'GET', `${BETA}/tokens`) },
	'keys are shown': { program: 'public-keys',
		ask: () => request(suite.socket('public-keys.faulty'), {
			method: 'GET', path: `/keys/${namespace}/jwks.json` }) },
};

const KINDS = [['malloc'], ['db'], ['db', { error: DB_RUNRECOVERY, most: 2 }],
	['crypto'], ['io', { most: 10 }], ['io', { forever: true, most: 6 }]];
const isCalled = (program, kind) => program !== 'public-keys' ||
    !['db', 'io'].includes(kind);

for (const [name, { program, ...parts }] of Object.entries(CASES))
	describe(name, () => {
		for (const [kind, options = {}] of KINDS.filter(([kind]) =>
		    isCalled(program, kind)))
			test(`whole or not at all when ${failure(kind, options)}`,
			    async (t) => {
				const cases = new Sweep(faulty[program], {
					most: 15, ...parts, ...options });
				t.diagnostic(await cases.run(kind, options));
			});
	});

// Who may not, and what is asked.
const REFUSED = {
	'a wrong password': { program: 'sign-in', most: 8, // scrypt is slow
		// A right one in between, so that the account need not pause.
		prepare: () => browser.mustSignIn(owner, { place: elsewhere() }),
		ask: () => browser.signIn({ ...owner, password: 'not that one' },
		    { program: 'sign-in.faulty', place: elsewhere() }) },
	'an unknown key that lists': { program: 'token-list',
		ask: () => call('token-list', 'GET', `${BETA}/tokens`,
		    undefined, { key: STRANGER }) },
	'an unknown key that makes a key': { program: 'iam',
		ask: () => call('iam', 'POST', '/iam/v1alpha1/api-keys',
		    { application_id: application.id }, { key: STRANGER }) },
};

for (const [name, { program, ...parts }] of Object.entries(REFUSED))
	describe(`${name} is refused`, () => {
		for (const kind of ['malloc', 'db', 'crypto'])
			test(`whatever of ${kind} fails`, async (t) => {
				const cases = new Sweep(faulty[program], {
					most: 40, ...parts, promises: false });
				t.diagnostic(await cases.run(kind));
			});
	});
