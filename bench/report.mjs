// SPDX-License-Identifier: ISC
// RESULTS.md out of what was measured: medians, and how far the rounds spread.
import { cpus } from 'node:os';
import { run } from './process.mjs';

const PACKAGES = ['lighttpd', 'nginx-light', 'apache2', 'haproxy',
	'libapache2-mod-auth-openidc', 'libnginx-mod-http-js', 'libfcgi0ldbl',
	'libssl3', 'wrk'];

export function median(list) {
	return [...list].sort((a, b) => a - b)[list.length >> 1];
}

function table(head, rows) {
	return [head, head.map(() => '---'), ...rows]
	    .map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function versionOf(name) {
	try {
		return `${name} ${run('dpkg-query', ['-W', '-f', '${Version}', name])}`;
	} catch {
		return `${name} missing`;
	}
}

const isSound = ({ broken, runs }) => !broken && runs.length > 0;
const cpuOf = ({ runs }) => median(runs.map(({ cpu }) => cpu));

function httpRow(row) {
	const cpu = row.runs.map((one) => one.cpu);
	const middle = (name) => row.latencies === undefined ? ''
		: median(row.latencies.map((one) => one[name])).toFixed(2);

	return [row.name, row.algorithm, row.work, cpuOf(row).toFixed(1),
		`${Math.min(...cpu).toFixed(1)}..${Math.max(...cpu).toFixed(1)}`,
		median(row.runs.map(({ rate }) => rate)).toFixed(0),
		middle('p50'), middle('p99'), row.memory.toFixed(1)];
}

// The median of the ratios, each of two runs of one round.
function ratio(rows, [name, work, algorithm], [other, otherWork, otherAlgorithm]) {
	const find = (...wanted) => rows.find((row) => wanted.join() ===
		[row.name, row.work, row.algorithm].join());
	const a = find(name, work, algorithm);
	const b = find(other, otherWork ?? work, otherAlgorithm ?? algorithm);

	return a && b ? median(a.runs.map(({ cpu }, i) =>
		cpu / (b.runs[i] ?? b.runs.at(-1)).cpu)) : undefined;
}

function ratios(results) {
	const rows = (results.http?.rows ?? []).filter(isSound);
	const ours = ['lighttpd, gate', '1 token', 'ES256'];
	const list = ['lighttpd', 'nginx', 'apache'].flatMap((kind) =>
		['ES256', 'RS256'].map((algorithm) =>
			[`${kind}: gate, warm ${algorithm}, over the null gate`,
				ratio(rows, [`${kind}, gate`, '1 token', algorithm],
				    [`${kind}, null gate`, undefined, 'ES256']),
				1.10]));

	list.push(['lighttpd + gate over HAProxy jwt_verify, ES256',
		ratio(rows, ours, ['HAProxy jwt_verify']), 1.0],
	['lighttpd + gate over HAProxy jwt_verify, RS256', ratio(rows,
	    ['lighttpd, gate', '1 token', 'RS256'],
	    ['HAProxy jwt_verify'])],
	['lighttpd + gate over mod_auth_openidc, RS256', ratio(rows,
	    ['lighttpd, gate', '1 token', 'RS256'],
	    ['Apache mod_auth_openidc']), 0.6],
	['lighttpd + gate over fastify + jose, ES256', ratio(rows, ours,
	    ['fastify + jose']), 0.6],
	['lighttpd + gate over nginx njs, ES256', ratio(rows, ours,
	    ['nginx njs'])],
	['forged token over good cold token', ratio(rows,
	    ['lighttpd, gate', 'forged', 'ES256'],
	    ['lighttpd, gate', 'cold: never seen before']), 0.5],
	['good claims with a bad signature over good cold token', ratio(rows,
	    ['lighttpd, gate', 'good claims, bad signature', 'ES256'],
	    ['lighttpd, gate', 'cold: never seen before'])]);
	for (const [algorithm, lines] of results.http?.verify ?? [])
		list.push([`gate_decide, cold ${algorithm}, over bare EVP_DigestVerify`,
			lines['gate_decide, cold, us'] /
			    lines['bare EVP_DigestVerify, us'], 1.5]);
	for (const { count, cpu } of results.growth?.slice(1) ?? [])
		list.push([`warm request, ${count} tokens over ${
			results.growth[0].count}`, median(cpu.map((one, i) =>
			one / results.growth[0].cpu[i])),
		count > 1e6 ? undefined : 1.10]);
	if (results.creation)
		list.push(['tokens created a second, 8 clients over 1',
			median(results.creation.eight.map((one, i) =>
				one / results.creation.one[i])), '>= 3']);
	for (const [count, lines] of results.scale?.view ?? [])
		if (count === 1e6)
			list.push(['gate view: bytes a live token, 1 million',
				lines['view, bytes a token'], 128],
			['gate view of 1 million written while gates answer, s',
				lines['view filled, s'], 3]);
	for (const [count, lines] of results.scale?.store ?? [])
		if (count === 1e6)
			list.push(['the same out of the store, after its recovery, s',
				lines['recovery and a new view, s'], 3]);
	for (const { count, own } of results.growth ?? [])
		list.push([`memory of the gate's own, ${count} tokens, MB`, own,
			count > 1e6 ? undefined : 32]);
	return list.filter(([, value]) => value !== undefined)
	    .map(([name, value, most]) => [name, value.toFixed(2),
		    most === undefined ? '' : typeof most === 'string' ? most
		    : `<= ${most.toFixed(2)}`]);
}

function numbersOf(list) {
	return list.flatMap(([count, lines]) => Object.entries(lines)
	    .map(([name, value]) => [count, name, value]));
}

export function report(results, { rounds }) {
	const load = run('cat', ['/proc/loadavg']).split(' ')[0];
	const parts = [`# Results

Written by \`bench/run\`: ${rounds} rounds, everything in turn in each of them.
${cpus().length} CPUs, ${cpus()[0].model}; load average at the end ${load}.
node ${process.version}, ${PACKAGES.map(versionOf).join(', ')}.

CPU is user and system time of all processes of the server, its gate and its
application, from /proc.  A ratio is the median of the ratios within a round:
other load on the machine moves the numbers more than the ratios.  A part that was
run alone stands beside what the others measured before.

The null gate (null-gate.c) is the least that libfcgi can do, in as many processes.
Ours can take less, because libfcgi waits after each answer until the server hangs
up, a sleep and three system calls, and ours does not (strace -c -p of a worker
counts them).
Servers and rivals are configured as little as will do, without an access log;
mod_auth_openidc has no form for a list of revoked ids and is without.
HAProxy and fastify verify the signature of each request anew: where no token comes
twice, our cold rows are those to compare with theirs.
`, '## Ratios\n', table(['what', 'value', 'to reach'], ratios(results))];

	if (results.http)
		parts.push(`
## One protected file of 1 KB

![CPU time of a request with a good token](results.svg)

wrk, 8 connections.  Latency in milliseconds at 500 requests a second.  Memory
is resident, MB, shared pages divided among those who share (Pss).
`, table(['setup', 'algorithm', 'what is sent', 'CPU us', 'min..max',
			'requests/s', 'p50', 'p99', 'MB'],
		results.http.rows.filter(isSound).map(httpRow)),
		...results.http.rows.filter(({ broken }) => broken)
		    .map(({ broken }) => `\nNot measured: ${broken}.`), '\n## Library\n',
		table(['of', 'what', 'value'], numbersOf(results.http.verify)));
	if (results.scale)
		parts.push('\n## Many tokens\n\nThe store is in memory (tmpfs).\n',
		    table(['tokens', 'what', 'value'],
			[...numbersOf(results.scale.store),
				...results.scale.store.map(([count, , size]) =>
					[count, 'store, bytes a token', size.toFixed(0)]),
				...numbersOf(results.scale.view)]));
	if (results.growth)
		parts.push('\n## The same request beside more tokens\n',
		    table(['tokens', 'CPU us', 'the gate\'s own MB'],
			results.growth.map(({ count, cpu, own }) =>
				[count, median(cpu).toFixed(1), own.toFixed(1)])));
	if (results.creation)
		parts.push('\n## Tokens created a second, each synced to disk\n',
		    'One client waits for the disk; eight share its syncs, and with the ' +
		    'clients of this test\nkeep all cores busy.  So the faster the ' +
		    'disk and the fewer the cores, the less is gained.\n',
		    table(['clients', 'median', 'rounds'],
			Object.entries(results.creation).map(([name, list]) =>
				[name, median(list).toFixed(0),
					list.map((one) => one.toFixed(0)).join(' ')])));
	return `${parts.join('\n')}\n`;
}
