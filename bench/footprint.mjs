#!/usr/bin/env node
// SPDX-License-Identifier: ISC
// What a process costs: memory of its own, start, leaks over many requests, and
// the time to make a token, with and without the sync to disk.
//
//   GATEHOUSE_BUILD=build node bench/footprint.mjs [REQUESTS]
//
// Prints a table, and ends with 1 when a bound of the last column is broken.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BETA, Suite } from '../tests/lib/suite.mjs';

const build = resolve(process.env.GATEHOUSE_BUILD ?? 'build');
const requests = Number(process.argv[2] ?? 100000);
const programs = ['token-create', 'token-delete', 'token-list', 'token-gate',
	'namespaces', 'containers', 'iam', 'sign-in', 'public-keys'];
const rows = [];
let broken = 0;

function report(what, measured, unit, bound) {
	const holds = bound === undefined || measured < bound;

	broken += !holds;
	rows.push([what, `${Number(measured.toFixed(2))} ${unit}`,
		bound === undefined ? '' : `< ${bound} ${unit}`,
		holds ? '' : 'BROKEN']);
}

function median(list) {
	return list.sort((a, b) => a - b)[list.length >> 1];
}

function commandOf(pid) {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')[0];
	} catch {
		return '';
	}
}

function statusOf(pid) {
	return readFileSync(`/proc/${pid}/status`, 'latin1');
}

// The workers of a program: processes whose parent runs the same program.
function workersOf(path) {
	const pids = readdirSync('/proc').filter((name) =>
		/^\d+$/.test(name) && commandOf(name) === path);

	return pids.filter((pid) =>
		pids.includes(/^PPid:\t(\d+)/m.exec(statusOf(pid))[1]));
}

// KiB of the process's private mappings that it shares with no other.
function ownMemory(pid) {
	let isPrivate = false, sum = 0;

	for (const line of readFileSync(`/proc/${pid}/smaps`, 'latin1').split('\n')) {
		const mapping = /^[0-9a-f]+-[0-9a-f]+ ...(.)/.exec(line);
		const size = /^Private_(?:Clean|Dirty):\s+(\d+)/.exec(line);

		if (mapping)
			isPrivate = mapping[1] === 'p';
		else if (size && isPrivate)
			sum += Number(size[1]);
	}
	return sum;
}

async function timed(call) {
	const start = process.hrtime.bigint();

	await call();
	return Number(process.hrtime.bigint() - start) / 1e6;
}

// The request that each program answers over and over.
function jobs(suite, container) {
	const scope = { container_id: container.id };
	const gate = {
		key: null, program: 'token-gate',
		params: { GATEHOUSE_CONTAINER: container.id, HTTP_X_AUTH_TOKEN: 'x' },
	};
	const tokens = [];

	return {
		'token-list': () => suite.call('GET', `${BETA}/tokens`),
		'token-gate': () => suite.call('GET', '/', undefined, gate),
		namespaces: () => suite.call('GET', `${BETA}/namespaces`),
		containers: () => suite.call('PATCH',
			`${BETA}/containers/${container.id}`, { privacy: 'private' }),
		iam: () => suite.call('GET', '/iam/v1alpha1/users', undefined,
			{ program: 'iam' }),
		'sign-in': () => suite.call('GET', '/session', undefined,
			{ program: 'sign-in' }),
		'public-keys': () => suite.call('GET', '/keys/0/jwks.json'),
		'token-create': async () => tokens.push(
			(await suite.must('POST', `${BETA}/tokens`, scope)).id),
		'token-delete': () => suite.must('DELETE',
			`${BETA}/tokens/${tokens.pop()}`),
	};
}

async function makeContainer(suite) {
	const namespace = await suite.must('POST', `${BETA}/namespaces`, {
		name: 'bench', project_id: suite.SCW_DEFAULT_PROJECT_ID,
	});

	return suite.must('POST', `${BETA}/containers`,
	    { namespace_id: namespace.id, name: 'bench', privacy: 'private' });
}

// Start: a whole process as plain CGI, from exec to exit, beside others that
// have the store open.
function measureStart(suite, program) {
	const times = [];

	for (let i = 0; i < 21; i++) {
		const start = process.hrtime.bigint();

		spawnSync(join(build, 'cgi-bin', program), { input: '',
			env: { ...suite.environment, REQUEST_METHOD: 'GET',
				REQUEST_URI: '/', GATEWAY_INTERFACE: 'CGI/1.1' } });
		times.push(Number(process.hrtime.bigint() - start) / 1e6);
	}
	report(`${program}: a start and an answer, median of 21`, median(times),
	    'ms', 50);
}

async function measureMemory(suite, container) {
	const work = jobs(suite, container);

	for (const [program, call] of Object.entries(work)) {
		const path = join(build, 'cgi-bin', program);

		for (let i = 0; i < requests / 10; i++)
			await call();
		const [pid] = workersOf(path), before = ownMemory(pid);
		for (let i = requests / 10; i < requests; i++)
			await call();
		report(`${program}: memory of its own`, ownMemory(pid) / 1024,
		    'MB', 16);
		report(`${program}: growth in its last ${requests * 0.9} requests`,
		    ownMemory(pid) - before, 'KB', 512);
	}
}

async function measureCreation(folder, what, bound) {
	process.env.TMPDIR = folder;
	const suite = await Suite.start({ programs: ['token-create', 'namespaces',
		'containers'] });

	try {
		const container = await makeContainer(suite), times = [];
		for (let i = 0; i < 1001; i++)
			times.push(await timed(() => suite.must('POST',
			    `${BETA}/tokens`, { container_id: container.id })));
		report(`a token made (ES256), median of 1001, ${what}`,
		    median(times), 'ms', bound);
	} finally {
		await suite.stop();
	}
}

const suite = await Suite.start({ programs, settings: ['workers = 1'] });
try {
	const container = await makeContainer(suite);
	for (const program of programs)
		measureStart(suite, program);
	await measureMemory(suite, container);
} finally {
	await suite.stop();
}
await measureCreation('/dev/shm', 'no disk under the store', 5);
await measureCreation('/tmp', 'synced to disk');
for (const row of rows)
	console.log(row[0].padEnd(58), row[1].padStart(12), row[2].padStart(12),
	    row[3]);
process.exitCode = broken > 0 ? 1 : 0;
