// SPDX-License-Identifier: ISC
// C13, C14: the permission matrix, who may do what, asked of every endpoint and of the
// command line.  What must be answered comes from the table SETS here, not from the code.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { readRoutes } from '../lib/routes.mjs';
import { BETA, Suite, UNKNOWN } from '../lib/suite.mjs';

const IAM = '/iam/v1alpha1', PROJECTS = '/account/v3/projects';
const BUILD = resolve(process.env.GATEHOUSE_BUILD ?? '.');

// What each set allows: r(ead), w(rite), d(elete), c(all).
const all = (letters) => ({ user: letters, application: letters,
	group: letters, policy: letters, api_key: letters });
const products = (letters, calls = '') => ({ namespace: letters,
	container: letters + calls, token: letters });
const SETS = {
	ContainersReadOnly: products('r'),
	ContainersFullAccess: products('rwd'),
	ContainersPrivateAccess: { container: 'c' },
	AllProductsReadOnly: products('r'),
	AllProductsFullAccess: products('rwd', 'c'),
	ProjectReadOnly: { project: 'r' },
	ProjectManager: { project: 'rwd' },
	OrganizationReadOnly: { project: 'r' },
	IAMReadOnly: all('r'),
	IAMApplicationManager: { application: 'rwd', api_key: 'r' },
	IAMManager: { ...all('rwd'), project: 'rwd' },
	OrganizationManager: { ...all('rwd'), project: 'rwd' },
};
const EVERYTHING = { ...all('rwdc'), ...products('rwdc'), project: 'rwdc' };

let suite, world, count = 0;

// What the Owner makes.
async function make(path, body) {
	const answer = await suite.call('POST', path, body);

	assert.equal(answer.status, 200, JSON.stringify(answer.json));
	return answer.json;
}
const iam = (path, values) => make(`${IAM}/${path}`,
    { name: `${path} ${++count}`, ...values });
// One set, on the organization or on some projects.
const rules = (set, project_ids) => [{ condition: '',
	permission_set_names: [set], ...project_ids ? { project_ids }
	    : { organization_id: suite.SCW_DEFAULT_ORGANIZATION_ID } }];
const namespace = () => make(`${BETA}/namespaces`, { name: `n${++count}` });
const container = (namespace_id = world.namespace) => make(`${BETA}/containers`,
    { name: `c${++count}`, namespace_id, privacy: 'private' });
const token = () => make(`${BETA}/tokens`, { container_id: world.container });
const member = () => make(`${IAM}/users`, { member: {
	username: `user${++count}`, email: 'a@example.org' } });
const project = () => make(PROJECTS, { name: `project ${++count}` });

before(async () => {
	suite = await Suite.start({ programs: ['iam', 'namespaces', 'containers',
		'token-create', 'token-delete', 'token-list', 'token-gate'] });
	world = { namespace: (await namespace()).id };
	world.container = (await container()).id;
	world.token = (await token()).id;
	world.user = (await member()).id;
	world.application = (await iam('applications')).id;
	world.group = (await iam('groups')).id;
	world.policy = (await iam('policies',
	    { no_principal: true, rules: rules('IAMReadOnly') })).id;
	world.api_key = (await iam('api-keys',
	    { application_id: world.application })).access_key;
	world.project = (await project()).id;
});
after(() => suite?.stop());

// How a request is answered to who may not: where ids are hidden, who may not
// read meets an unknown one; a list leaves out.
const REFUSED = () => 403;
const HIDDEN = (may, resource) => may(`read ${resource}`) ? 403 : 404;
const LEFT_OUT = () => 'empty';

const KINDS = { users: 'user', applications: 'application', groups: 'group',
	policies: 'policy', 'api-keys': 'api_key', namespaces: 'namespace',
	containers: 'container', tokens: 'token', projects: 'project' };

// method, path, what it needs, what it answers to who may, and to who may not.
// `*` stands for an id: that of the world, or what `id` makes.
const rowsOf = (version) => [
	['POST', `${version}/namespaces`, 'write namespace', 400, REFUSED],
	['GET', `${version}/namespaces`, 'read namespace', 200, LEFT_OUT],
	['GET', `${version}/namespaces/*`, 'read namespace', 200, HIDDEN],
	['PATCH', `${version}/namespaces/*`, 'write namespace', 200, HIDDEN],
	['DELETE', `${version}/namespaces/*`, 'delete namespace', 200, HIDDEN,
		{ id: namespace }],
	['GET', `${version}/namespaces/*/containers`, 'read namespace', 200,
		HIDDEN],
	['POST', `${version}/containers`, 'write container', 400, HIDDEN,
		{ body: () => ({ namespace_id: world.namespace }) }],
	['GET', `${version}/containers`, 'read container', 200, LEFT_OUT],
	['GET', `${version}/containers/*`, 'read container', 200, HIDDEN],
	['PATCH', `${version}/containers/*`, 'write container', 200, HIDDEN],
	['DELETE', `${version}/containers/*`, 'delete container', 200, HIDDEN,
		{ id: container }],
].map(([method, path, ...rest]) => [method, `/containers/${path}`, ...rest]);

// Kinds of IAM whose endpoints are alike; what is to be deleted is unknown, so
// who may meets 404.
const rowsOfKind = (kind) => {
	const path = `${IAM}/${kind}`, resource = KINDS[kind];

	return [
		['POST', path, `write ${resource}`, 400, REFUSED],
		['GET', path, `read ${resource}`, 200, REFUSED],
		['GET', `${path}/*`, `read ${resource}`, 200, REFUSED],
		['PATCH', `${path}/*`, `write ${resource}`, 200, REFUSED],
		['DELETE', `${path}/*`, `delete ${resource}`, 404, REFUSED,
			{ id: () => ({ id: UNKNOWN }) }]];
};
// Writes to somebody or something unknown: who may meets 404.
const unknown = (path, method = 'POST') => [method, `${IAM}/${path}`,
	`write ${KINDS[path.split('/')[0]]}`, 404, REFUSED,
	{ id: () => ({ id: UNKNOWN }) }];

const BETA_PATH = `/containers/${BETA}`, V1 = 'v1/regions/fr-par';
const ROWS = [
	...rowsOf(BETA), ...rowsOf(V1),
	['POST', `${BETA_PATH}/containers/*/deploy`, 'write container', 200,
		HIDDEN],
	['POST', `/containers/${V1}/containers/*/redeploy`, 'write container',
		200, HIDDEN],
	['POST', `${BETA_PATH}/tokens`, 'write token', 200, HIDDEN,
		{ body: () => ({ container_id: world.container }) }],
	['GET', `${BETA_PATH}/issue-jwt`, 'write token', 200, HIDDEN,
		{ query: () => `container_id=${world.container}` +
		    '&expiration_date=2099-01-01T00:00:00Z',
			program: 'token-create' }],
	['GET', `${BETA_PATH}/tokens`, 'read token', 200, LEFT_OUT],
	['GET', `${BETA_PATH}/tokens/*`, 'read token', 200, HIDDEN],
	['DELETE', `${BETA_PATH}/tokens/*`, 'delete token', 200, HIDDEN,
		{ id: token }],

	...['users', 'applications', 'groups', 'policies'].flatMap(rowsOfKind),
	...rowsOfKind('api-keys').slice(1),
	['POST', `${IAM}/api-keys`, 'write api_key', 200, REFUSED,
		{ body: () => ({ application_id: world.application }) }],
	unknown('users/*/update-username'), unknown('users/*/update-password'),
	unknown('users/*/lock'), unknown('users/*/unlock'),
	unknown('groups/*/members', 'PUT'), unknown('groups/*/add-member'),
	unknown('groups/*/add-members'), unknown('groups/*/remove-member'),
	unknown('policies/*/clone'),
	['GET', `${IAM}/rules`, 'read policy', 200, REFUSED,
		{ query: () => `policy_id=${world.policy}` }],
	['PUT', `${IAM}/rules`, 'write policy', 200, REFUSED,
		{ body: () => ({ policy_id: world.policy,
			rules: rules('IAMReadOnly') }) }],
	['GET', `${IAM}/permission-sets`, 'read policy', 200, REFUSED],

	['POST', PROJECTS, 'write project', 400, REFUSED,
		{ body: () => ({ name: '/' }) }],
	['GET', PROJECTS, 'read project', 200, LEFT_OUT],
	['GET', `${PROJECTS}/*`, 'read project', 200, HIDDEN],
	['PATCH', `${PROJECTS}/*`, 'write project', 200, HIDDEN],
	['DELETE', `${PROJECTS}/*`, 'delete project', 204, HIDDEN,
		{ id: project }],
];

test('every endpoint of every program is in the matrix', () => {
	assert.deepEqual(ROWS.map(([method, path]) => `${method} ${path}`).sort(),
	    readRoutes().filter((row) => !/ \/(session|keys)/.test(row))
		.map((row) => row.replace('regions/*', 'regions/fr-par'))
		.sort());
});

async function fillIn(path, id) {
	if (!path.includes('*'))
		return path;
	const kind = path.split('/*')[0].split('/').at(-1);
	const value = id ? (await id()).id : world[KINDS[kind]];

	return path.replace('*', value);
}

// What is answered: a status, or "empty".
async function tell(key, [method, pattern, , , , options = {}]) {
	const path = await fillIn(pattern, options.id);
	const query = options.query ? `?${options.query()}` : '';
	const body = method === 'GET' || method === 'DELETE' ? undefined
	    : options.body?.() ?? {};
	const { status, json } = await suite.call(method, path + query, body,
	    { key, program: options.program });

	return status === 200 && json.total_count === 0 ? 'empty' : status;
}

let dumps = 0;
function dump() {
	const file = join(suite.folder, `dump ${++dumps}`);
	const { status, stderr } = spawnSync(join(BUILD, 'tools', 'gatehouse'),
	    ['dump', file], { env: suite.environment, encoding: 'utf8' });

	assert.equal(status, 0, stderr);
	return readFileSync(file, 'utf8');
}

test('C10: GET changes nothing of what is on record', async () => {
	const before = dump();

	// The API has issue-jwt, which makes a token, as GET: no cookie opens it.
	for (const row of ROWS)
		if (row[0] === 'GET' && !row[1].endsWith('issue-jwt'))
			await tell(suite.key, row);
	assert.equal(dump(), before);
});

// Asks every endpoint as somebody with `rights`.
async function check(key, rights) {
	const may = (need) => {
		const [action, resource] = need.split(' ');
		return rights[resource]?.includes(action[0]) ?? false;
	};
	const wrong = [];

	for (const row of ROWS) {
		const [method, path, need, allowed, refuse] = row;
		const expected = may(need) ? allowed
		    : refuse(may, need.split(' ')[1]);
		const actual = await tell(key, row);

		if (actual !== expected)
			wrong.push(`${method} ${path}: ${actual}, not ${expected}`);
	}
	if (await suite.knock(world.container, key) !==
	    (may('call container') ? 200 : 403))
		wrong.push('the gate');
	assert.deepEqual(wrong, []);
}

// Asks the command line the same.
function checkCommand(access_key, rights) {
	const wrong = [];

	for (const resource of Object.keys(EVERYTHING))
		for (const action of ['read', 'write', 'delete', 'call']) {
			if (action === 'call' && resource !== 'container')
				continue;
			const { status } = spawnSync(
			    join(BUILD, 'tools', 'gatehouse'), ['allowed', action,
				resource, '--as', access_key],
			    { env: suite.environment });
			const may = rights[resource]?.includes(action[0]) ?? false;

			if (status !== (may ? 0 : 1))
				wrong.push(`${action} ${resource}: ${status}`);
		}
	assert.deepEqual(wrong, []);
}

// Somebody new, who holds a set on the organization, or only on `project_ids`.
const HOLDERS = {
	member: async () => ({ user_id: (await member()).id }),
	application: async () =>
	    ({ application_id: (await iam('applications')).id }),
};
async function holder(kind, set, project_ids) {
	const who = await HOLDERS[kind]();
	const { secret_key, access_key } = await iam('api-keys', who);

	if (set !== undefined)
		await iam('policies',
		    { ...who, rules: rules(set, project_ids) });
	return { secret_key, access_key };
}

async function checkHolder({ secret_key, access_key }, rights) {
	await check(secret_key, rights);
	checkCommand(access_key, rights);
}

test('the Owner', () => checkHolder({ secret_key: suite.key,
	access_key: suite.SCW_ACCESS_KEY }, EVERYTHING));

for (const kind of Object.keys(HOLDERS)) {
	test(`${kind} with nothing`, async () =>
	    checkHolder(await holder(kind), {}));
	for (const [set, rights] of Object.entries(SETS))
		test(`${kind} with ${set}`, async () =>
		    checkHolder(await holder(kind, set), rights));
}

test('application with AllProductsFullAccess on the one project', async () =>
    checkHolder(await holder('application', 'AllProductsFullAccess',
	[suite.SCW_DEFAULT_PROJECT_ID]), SETS.AllProductsFullAccess));

test('application with AllProductsFullAccess on another project', async () =>
    checkHolder(await holder('application', 'AllProductsFullAccess',
	[world.project]), {}));

test('application in a group with two sets', async () => {
	const application_id = (await iam('applications')).id;
	const group_id = (await iam('groups')).id;
	const { secret_key } = await iam('api-keys', { application_id });

	for (const set of ['IAMReadOnly', 'ContainersPrivateAccess'])
		await iam('policies', { group_id, rules: rules(set) });
	await make(`${IAM}/groups/${group_id}/add-member`, { application_id });
	await check(secret_key, { ...SETS.IAMReadOnly,
		...SETS.ContainersPrivateAccess });
});
