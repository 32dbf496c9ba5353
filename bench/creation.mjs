// SPDX-License-Identifier: ISC
// Tokens made a second by one client and by eight, each of which waits for its
// answer before it asks again; every one is synced to disk before it answers.
import { BETA, Suite } from '../tests/lib/suite.mjs';

async function make(suite, scope, clients, seconds) {
	const end = Date.now() + seconds * 1000;
	let made = 0;

	await Promise.all(Array.from({ length: clients }, async () => {
		while (Date.now() < end) {
			await suite.must('POST', `${BETA}/tokens`, scope);
			made++;
		}
	}));
	return made / seconds;
}

export async function measureCreation({ rounds, seconds }) {
	const suite = await Suite.start({ settings: ['workers = 8'],
		programs: ['token-create', 'namespaces', 'containers'] });
	const result = { one: [], eight: [] };

	try {
		const namespace = await suite.must('POST', `${BETA}/namespaces`,
		    { name: 'bench', project_id: suite.SCW_DEFAULT_PROJECT_ID });
		const { id } = await suite.must('POST', `${BETA}/containers`,
		    { namespace_id: namespace.id, name: 'bench',
			    privacy: 'private' });

		for (let i = 0; i < rounds; i++) {
			result.one.push(await make(suite, { container_id: id }, 1,
			    seconds));
			result.eight.push(await make(suite, { container_id: id }, 8,
			    seconds));
		}
	} finally {
		await suite.stop();
	}
	return result;
}
