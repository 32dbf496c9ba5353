// SPDX-License-Identifier: ISC
// The gate while a call fails: every n of every kind.  What it lets through it
// would have let through anyway, and what it says is whole.
import assert from 'node:assert/strict';
import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Faulty, Sweep } from '../lib/faults.mjs';
import { request } from '../lib/fcgi.mjs';
import { BETA, Suite } from '../lib/suite.mjs';

const asked = {}; // name -> what is asked, and the status it has unharmed
let suite, faulty;

before(async () => {
	suite = await Suite.start({ settings: ['workers = 1'],
		programs: ['token-create', 'token-delete', 'containers'] });
	faulty = await Faulty.start(suite, 'token-gate');
	for (const algorithm of ['ES256', 'EdDSA'])
		await addContainer(algorithm);
	await addStrangers();
});
after(() => suite?.stop());

async function addContainer(algorithm) {
	const namespace = suite.gatehouse('namespace', 'create', '--name',
	    algorithm.toLowerCase(), '--algorithm', algorithm).trim();
	const { id } = await suite.must('POST', `${BETA}/containers`, {
		name: 'hello', namespace_id: namespace, privacy: 'private' });
	const { token } = await suite.must('POST', `${BETA}/tokens`, {
		container_id: id });
	asked[algorithm] = { container: id, token, status: 200 };
}

// Who is refused, each for another reason.
async function addStrangers() {
	const { container, token } = asked.ES256;
	const gone = await suite.must('POST', `${BETA}/tokens`, {
		container_id: container });
	await suite.must('DELETE', `${BETA}/tokens/${gone.id}`);
	const forged = token.replace(/.{6}$/, 'AAAAAA');
	Object.assign(asked, {
		'a token that it knows': { container, token, status: 200 },
		'a secret key': { container, token: suite.key, status: 200 },
		'a deleted token': { container, token: gone.token, status: 403 },
		'a forged signature': { container, token: forged, status: 403 },
		'an unknown secret key': { container, status: 403,
			token: '11111111-1111-4111-8111-111111111111' },
		'a token of another container': { status: 403,
			container: asked.EdDSA.container, token },
		'no token': { container, status: 403 },
		'an unknown container': { token, status: 403,
			container: '11111111-1111-4111-8111-111111111111' },
	});
}

// A token that the gate has not seen: what it verified it remembers.
async function newToken(name) {
	if (!['ES256', 'EdDSA'].includes(name))
		return asked[name];
	const { container } = asked[name];
	const { token } = await suite.must('POST', `${BETA}/tokens`, {
		container_id: container });
	return { container, token };
}

function knock({ container, token }, role) {

	return request(suite.socket(faulty.name), { role,
		headers: token === undefined ? {} : { 'X-Auth-Token': token },
		params: { GATEHOUSE_CONTAINER: container } });
}

// A refusal is 403 and complete, or 500 from the service itself.
async function sweep(t, name, kind, { prepare = () => newToken(name),
    ...options } = {}) {
	const promises = asked[name].status === 200;
	const cases = new Sweep(faulty, { prepare, promises, ask: async (asking) => {
		const answer = await knock(asking, 'AUTHORIZER');
		if (asked[name].status !== 200)
			assert.notEqual(answer.status, 200, name);
		assert.ok([200, 403].includes(answer.status), name);
		if (answer.status === 403)
			JSON.parse(answer.body);
		delete answer.body;
		return answer;
	} });
	t.diagnostic(await cases.run(kind, options));
}

for (const kind of ['malloc', 'crypto'])
	describe(`the gate, when one ${kind} call fails`, () => {
		for (const name of ['ES256', 'EdDSA', 'a token that it knows',
			'a secret key',
			'a deleted token', 'a forged signature',
			'an unknown secret key', 'a token of another container',
			'no token', 'an unknown container'])
			test(`judges ${name} as ever, or refuses`, (t) =>
			    sweep(t, name, kind));
	});

// libfcgi ends its process when it has no memory: only its first calls are
// tried, since a worker that just began comes back after a pause.
test('the gate, when libfcgi has no memory, refuses by saying nothing', (t) =>
    sweep(t, 'ES256', 'fcgi', { last: 3 }));

// A gate opens files when it has another view to follow: here it finds the same
// one in a new file.  Writers would not follow it, so this comes last.
function moveView(name) {
	const current = join(suite.folder, 'view', 'current');

	copyFileSync(current, `${current}.new`);
	renameSync(`${current}.new`, current);
	return asked[name];
}

describe('the gate, when one io call fails', () => {
	for (const name of ['a token that it knows', 'a secret key',
		'a deleted token'])
		test(`judges ${name} as ever, or refuses`, (t) =>
		    sweep(t, name, 'io', { prepare: () => moveView(name) }));
});
