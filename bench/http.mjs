// SPDX-License-Identifier: ISC
// Whole requests through web servers and their gates: ours, none, one that does
// nothing, and rivals, in rounds, each for a moment in turn.
import { setTimeout as pause } from 'node:timers/promises';
import { load } from './load.mjs';
import { latency } from './latency.mjs';
import { cpuOf, freePort, memoryOf, treeOf } from './process.mjs';
import { startRival } from './rivals.mjs';
import { serve } from './servers.mjs';

const MANY = 100000;

export function median(list) {
	return [...list].sort((a, b) => a - b)[list.length >> 1];
}

async function startOurs(world, source) {
	const ports = { gate: await freePort(), null: await freePort() };
	const gates = {
		none: [undefined, []],
		null: [{ folder: `${world.folder}/null`, port: ports.null },
			[await world.startNull(), await world.startNull(ports.null)]],
		gate: [{ folder: world.folder, port: ports.gate },
			[await world.startGate(), await world.startGate(ports.gate)]],
	};
	const setups = {};

	for (const kind of ['lighttpd', 'nginx', 'apache'])
		for (const [what, [gate, children]] of Object.entries(gates)) {
			const name = `${kind}, ${{ none: 'no gate', null: 'null gate',
				gate: 'gate' }[what]}`;
			const { port, pids } = await serve(kind, `${kind}-${what}`,
			    world, source, gate);

			setups[name] = { port, header: 'X-Auth-Token',
				pids: [...pids, ...children.map(({ pid }) => pid)] };
		}
	return setups;
}

async function startRivals(world, modules) {
	const setups = {};
	const revoked = world.revoked();

	for (const [kind, name, algorithms] of [
		['haproxy', 'HAProxy jwt_verify', ['ES256', 'RS256']],
		['openidc', 'Apache mod_auth_openidc', ['RS256']],
		['fastify', 'fastify + jose', ['ES256', 'RS256']],
		['njs', 'nginx njs', ['ES256', 'RS256']]])
		for (const algorithm of algorithms)
			setups[`${name} ${algorithm}`] = { algorithm, name,
				header: kind === 'openidc' ? 'Authorization'
				    : 'X-Auth-Token',
				...await startRival(kind, algorithm, world, revoked,
				    modules) };
	return setups;
}

// A row is a setup and what is sent to it.  `passes` is what must come of it.
function rowsOf(world, setups, isBrief) {
	const rows = [];
	const add = (name, work, tokens, more = {}) => rows.push({ name, work,
		...setups[name], algorithm: setups[name].algorithm ?? 'ES256',
		tokens, passes: true, runs: [], ...more });
	const { ES256, RS256 } = world;
	const refusals = [['expired', 'expired'], ['deleted', 'deleted'],
		['forged', 'forged'], ['good claims, bad signature', 'spoilt']];

	for (const [name, setup] of Object.entries(setups)) {
		const mine = world[setup.algorithm ?? 'ES256'];

		add(name, '1 token', mine.good.slice(0, 1), { isTimed: true });
		if (/, gate$/.test(name))
			add(name, '1 token', RS256.good.slice(0, 1),
			    { algorithm: 'RS256', isTimed: true });
		if (!/lighttpd, gate|HAProxy|openidc|fastify/.test(name))
			continue;
		add(name, '1 000 tokens', mine.good.slice(0, 1000));
		for (const [work, kind] of refusals)
			if (kind !== 'deleted' || !/openidc/.test(name))
				add(name, work, mine[kind], { passes: false });
		if (!isBrief && mine === ES256)
			add(name, '100 000 tokens', mine.good.slice(0, MANY),
			    { isMoving: true });
	}
	add('lighttpd, gate', 'cold: never seen before',
	    ES256.good.slice(isBrief ? 1000 : MANY), { isMoving: true, isOnce: true });
	add('lighttpd, gate', 'cold: never seen before',
	    RS256.good.slice(isBrief ? 500 : 1000), { algorithm: 'RS256', isMoving: true,
		    isOnce: true });
	return rows;
}

async function measure(row, world) {
	const seconds = row.isTimed ? 2 : 1;
	const pids = treeOf(row.pids);
	const before = cpuOf(pids);
	const done = await load(row.port, { host: world[row.algorithm].host,
		tokens: row.tokens, header: row.header, from: row.from ?? 0,
		seconds }, world.folder);
	const wrong = row.passes ? done.refused : done.requests - done.refused;

	if (wrong + done.errors > 0) {
		row.broken = `${row.name}, ${row.algorithm}, ${row.work}: ${
			wrong} wrong answers, ${done.errors} errors of ${
			done.requests}`;
		console.error(row.broken);
		return;
	}
	// Eight connections may have sent one more each.
	if (row.isMoving)
		row.from = (row.from ?? 0) + done.requests + 16;
	if (row.isOnce && row.from > row.tokens.length)
		return;
	row.runs.push({ cpu: (cpuOf(pids) - before) / done.requests,
		rate: done.requests / done.microseconds * 1e6 });
	row.memory = memoryOf(treeOf(row.pids));
}

export async function measureHttp(world, source, modules, { rounds, isBrief }) {
	const setups = { ...await startOurs(world, source),
		...await startRivals(world, modules) };
	const rows = rowsOf(world, setups, isBrief);

	await pause(500);
	for (let round = 0; round < rounds; round++) {
		for (const row of rows.filter(({ broken }) => !broken))
			await measure(row, world);
		for (const row of rows.filter(({ isTimed, broken }) =>
			isTimed && !broken))
			(row.latencies ??= []).push(await latency(row.port,
			    { ...row, host: world[row.algorithm].host,
				    token: row.tokens[0] }));
		console.error(`round ${round + 1} of ${rounds}`);
	}
	return rows;
}
