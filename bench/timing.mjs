#!/usr/bin/env node
// SPDX-License-Identifier: ISC
// Whether the time of a refusal tells of a secret (A19 in
// doc/SECURITY-CASES.md): forgeries that are wrong early beside such that are
// wrong late, in turns, straight at the gate.
//
//   GATEHOUSE_BUILD=build node bench/timing.mjs [ROUNDS]
//
// Prints medians and quartiles.  What differs within a pair should be much less
// than the quartiles lie apart.
import { performance } from 'node:perf_hooks';
import { BETA, Suite, UNKNOWN } from '../tests/lib/suite.mjs';

const rounds = Number(process.argv[2] ?? 2000);

// With one character changed, at a place.
function spoil(text, at) {
	return text.slice(0, at) + (text[at] === '1' ? '2' : '1') +
	    text.slice(at + 1);
}

function quantile(times, part) {
	return times[Math.floor(times.length * part)];
}

const suite = await Suite.start({ programs: ['token-gate', 'token-create',
	'namespaces', 'containers'], settings: ['workers = 1'] });
try {
	const namespace = await suite.must('POST', `${BETA}/namespaces`,
	    { name: 'bench' });
	const { id } = await suite.must('POST', `${BETA}/containers`,
	    { name: 'bench', namespace_id: namespace.id, privacy: 'private' });
	const { token } = await suite.must('POST', `${BETA}/tokens`,
	    { container_id: id });
	const signature = token.lastIndexOf('.') + 1;
	const cases = {
		'secret key: every character wrong': UNKNOWN,
		'secret key: the first character wrong': spoil(suite.key, 0),
		'secret key: the last character wrong': spoil(suite.key, 35),
		'signature: the first character wrong': spoil(token, signature),
		'signature: a late character wrong':
		    spoil(token, token.length - 3),
	};
	const times = Object.fromEntries(
	    Object.keys(cases).map((name) => [name, []]));

	for (let i = 0; i < rounds; i++)
		for (const [name, text] of Object.entries(cases)) {
			const start = performance.now();

			if (await suite.knock(id, text) !== 403)
				throw new Error(`${name} was let in`);
			times[name].push((performance.now() - start) * 1000);
		}
	for (const [name, list] of Object.entries(times)) {
		const [low, median, high] = [0.25, 0.5, 0.75].map((part) =>
		    quantile(list.sort((a, b) => a - b), part).toFixed(0));

		console.log(`${name.padEnd(40)} ${median.padStart(6)} us` +
		    `   (quartiles ${low} to ${high})`);
	}
} finally {
	await suite.stop();
}
