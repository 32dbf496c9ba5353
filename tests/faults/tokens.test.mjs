// SPDX-License-Identifier: ISC
// Changes while a call fails: what is promised is there, whole, for the gate
// too; what is not is there whole, or not at all.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DB_LOCK_DEADLOCK, DB_RUNRECOVERY, Faulty, Sweep, failure }
    from '../lib/faults.mjs';
import { BETA, Suite } from '../lib/suite.mjs';

const faulty = {};
let suite, namespace, container;

before(async () => {
	suite = await Suite.start({ settings: ['workers = 1'] });
	await suite.add('token-gate', 'token-gate');
	for (const program of ['token-create', 'token-delete', 'containers'])
		faulty[program] = await Faulty.start(suite, program);
	namespace = suite.gatehouse('namespace', 'create', '--name', 'demo')
	    .trim();
	container = await newContainer('hello');
});
after(() => suite?.stop());

async function newContainer(name) {
	const { id } = await suite.must('POST', `${BETA}/containers`, { name,
		namespace_id: namespace, privacy: 'private' });
	return id;
}

async function newToken(container_id) {
	return suite.must('POST', `${BETA}/tokens`, { container_id });
}

async function tokensOf(id) {
	const { json } = await suite.call('GET',
	    `${BETA}/tokens?container_id=${id}`);
	return (json.tokens ?? []).map((token) =>
	    ({ ...token, last_used_at: undefined }));
}

// What a worker that dies has committed others see at the gate once they have
// recovered: so the store is asked first.
async function look(id, token) {
	const { status } = await suite.call('GET', `${BETA}/containers/${id}`);
	return [status, await suite.knock(id, token)];
}

async function deleteAll() {
	for (const { id } of await tokensOf(container))
		await suite.must('DELETE', `${BETA}/tokens/${id}`);
}

const CASES = {
	'a token is made': { program: 'token-create',
		ask: () => suite.call('POST', `${BETA}/tokens`, {
			container_id: container, description: 'mine' },
		{ program: 'token-create.faulty' }),
		observe: async (fixture, answer) => {
			const token = answer?.json?.token;
			if (token !== undefined)
				assert.equal(await suite.knock(container, token),
				    200, 'what was issued opens');
			return tokensOf(container);
		},
		restore: deleteAll },
	'a token is deleted': { program: 'token-delete',
		prepare: () => newToken(container),
		// The view tells the last use, when it can be read.
		ask: async ({ id }) => {
			const answer = await suite.call('DELETE',
			    `${BETA}/tokens/${id}`, undefined,
			    { program: 'token-delete.faulty' });
			delete answer.json?.last_used_at;
			return answer;
		},
		observe: async ({ id, token }) => [
			(await suite.call('GET', `${BETA}/tokens/${id}`)).status,
			await suite.knock(container, token)],
		restore: deleteAll },
	'a container is made': { program: 'containers',
		ask: () => suite.call('POST', `${BETA}/containers`, {
			name: 'other', namespace_id: namespace,
			privacy: 'private', description: 'mine',
			environment_variables: { A: '1' } },
		{ program: 'containers.faulty' }),
		observe: async () => (await suite.must('GET',
		    `${BETA}/containers?name=other`)).containers,
		restore: deleteOthers },
	'a container is changed': { program: 'containers',
		prepare: async () => ({ id: await newContainer('other') }),
		ask: ({ id }) => suite.call('PATCH', `${BETA}/containers/${id}`,
		    { description: 'mine', privacy: 'public', tags: ['a'] },
		    { program: 'containers.faulty' }),
		observe: async ({ id }) => [
			await suite.must('GET', `${BETA}/containers/${id}`),
			await suite.knock(id)],
		restore: deleteOthers },
	'a container is deleted with its tokens': { program: 'containers',
		prepare: async () => {
			const id = await newContainer('other');
			return { id, token: (await newToken(id)).token };
		},
		ask: ({ id }) => suite.call('DELETE',
		    `${BETA}/containers/${id}`, undefined,
		    { program: 'containers.faulty' }),
		observe: async ({ id, token }) => [await look(id, token),
			(await tokensOf(id)).length],
		// The journal, which recovery obeys, is written before the
		// commit: it may only refuse too much.
		isSafe: (seen) => seen === '[[200,403],0]',
		restore: deleteOthers },
};

async function deleteOthers() {
	const { containers } = await suite.must('GET',
	    `${BETA}/containers?name=other`);
	for (const { id } of containers)
		await suite.must('DELETE', `${BETA}/containers/${id}`);
}

const KINDS = [['malloc'], ['db'], ['db', { error: DB_LOCK_DEADLOCK }],
	['db', { error: DB_RUNRECOVERY, most: 4 }], ['crypto'],
	['io', { most: 10 }], ['io', { forever: true, most: 6 }]];

// Whoever hears that there is nothing to delete takes it for deleted.
const isPromise = ({ status }) => status < 300 || status === 404;

for (const [name, { program, ...parts }] of Object.entries(CASES))
	describe(name, () => {
		for (const [kind, options = {}] of KINDS)
			test(`whole or not at all when ${failure(kind, options)}`,
			    async (t) => {
				const cases = new Sweep(faulty[program], {
					most: 25, isPromise, ...parts,
					...options });
				t.diagnostic(await cases.run(kind, options));
			});
	});
