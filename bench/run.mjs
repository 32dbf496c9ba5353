// SPDX-License-Identifier: ISC
// See run, which starts it: node run.mjs BUILD MODULES [--brief] [PART...]
import { createPublicKey } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync,
  writeFileSync }
  from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { measureHttp } from './http.mjs';
import { cpuOf, run, stopAll, treeOf } from './process.mjs';
import { report } from './report.mjs';
import { World } from './world.mjs';
import { load } from './load.mjs';
import { serve } from './servers.mjs';

const [build, modules, ...options] = process.argv.slice(2);
const isBrief = options.includes('--brief');
const wanted = options.filter((option) => option !== '--brief');
const source = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const rounds = isBrief ? 3 : 5;
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
const memory = mkdtempSync('/dev/shm/gatehouse-bench-'); // no disk
for (const path of [folder, memory])
	chmodSync(path, 0o755);
const TOKENS = isBrief ? 6000 : 140000; // of ES256: 100 000, and cold ones

function linesOf(text) {
	return Object.fromEntries(text.trim().split('\n').map((line) => {
		const [name, value] = line.split('\t');

		return [name, Number(value)];
	}));
}

// Bytes of the tables of tokens.
function tablesOf(store) {
	return statSync(join(store, 'tokens.db')).size +
	    statSync(join(store, 'token_index.db')).size;
}

// What OpenSSL says that it takes to verify with such a key.
function speedOf(pem) {
	const bits = createPublicKey(pem).asymmetricKeyDetails.modulusLength;
	const name = bits ? `rsa${bits}` : 'ecdsap256';
	const text = run('openssl', ['speed', '-mr', '-seconds', '1', name]);
	const [, , , , rate] = /^\+F[24]:.*$/m.exec(text)[0].split(':');

	return { [`openssl speed ${name}, verify, us`]: Math.round(1e7 / Number(rate)) / 10 };
}

function makeWorld(name, workers, within = folder) {
	const path = join(within, name);

	mkdirSync(path);
	chmodSync(path, 0o755);
	return new World(path, build, workers);
}

async function http() {
	const world = makeWorld('http', 2);

	await world.populate('ES256', TOKENS);
	await world.populate('RS256', isBrief ? 4000 : 26000);
	return { verify: ['ES256', 'RS256'].map((algorithm) => [algorithm,
		{ ...speedOf(world[algorithm].key),
			...linesOf(run(join(build, 'bench/verify'),
			    [world.view, world[algorithm].container],
			    { env: { ...process.env, ...world.env },
				    input: world[algorithm].good.slice(0, 1000)
					.join('\n') })) }]),
	rows: await measureHttp(world, source, modules,
	    { rounds, isBrief }) };
}

// One token of many: registered in a view beside so many others.
async function scale() {
	const counts = isBrief ? [1000, 10000] : [1000, 1000000];
	const result = { store: [], view: [] };

	for (const count of counts) {
		const world = makeWorld(`store-${count}`, 1, memory);

		result.store.push([count, linesOf(run(join(build, 'bench/scale'),
		    [String(count)], { env: { ...process.env, ...world.env } })),
		tablesOf(join(world.folder, 'data/store')) / count]);
		rmSync(world.folder, { recursive: true });
	}
	for (const count of [...counts, ...isBrief ? [] : [10000000]]) {
		const view = join(memory, `view-${count}`);

		mkdirSync(view);
		result.view.push([count, linesOf(run(join(build, 'bench/scale'),
		    [String(count), view]))]);
		rmSync(view, { recursive: true });
	}
	return result;
}

function ask(world, server, seconds) {
	return load(server.port, { header: 'X-Auth-Token', host: world.ES256.host,
		tokens: world.ES256.good, seconds }, world.folder);
}

function mustPass({ refused, errors }) {
	if (refused + errors > 0)
		throw new Error(`growth: ${refused} refused, ${errors} errors`);
}

// A view with so many tokens takes the place of the one in force, which a gate
// goes on to answer from meanwhile.
async function rebuild(world, server, count) {
	const asking = ask(world, server, 5);

	await pause(500);
	run(join(build, 'bench/scale'), [String(count), world.view]);
	mustPass(await asking);
}

// The same warm request where there are more and more tokens, in turn.
async function growth() {
	const counts = isBrief ? [1000, 10000] : [1000, 1000000, 10000000];
	const places = [];

	for (const count of counts) {
		const world = makeWorld(`growth-${count}`, 1, memory);

		await world.populate('ES256', 1000);
		const gate = await world.startGate();
		const server = await serve('lighttpd', 'lighttpd', world, source,
		    { folder: world.folder });

		await rebuild(world, server, count);
		places.push({ count, world, server, gate, cpu: [], own: 0 });
	}
	for (let round = 0; round < rounds * 2; round++)
		for (const place of places) {
			const { world, server, gate } = place;
			const pids = treeOf([...server.pids, gate.pid]);
			const before = cpuOf(pids);
			const done = await ask(world, server, 1);

			mustPass(done);
			if (round > 0)
				place.cpu.push((cpuOf(pids) - before) / done.requests);
			place.own = ownOf(treeOf([gate.pid]).at(-1));
		}
	return places.map(({ count, cpu, own }) => ({ count, cpu, own }));
}

// MB of its private mappings, which are not shared with anybody.
function ownOf(pid) {
	const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');

	return Number(/^Anonymous:\s+(\d+)/m.exec(text)[1]) / 1024;
}

async function creation() {
	process.env.GATEHOUSE_BUILD = build;
	const { measureCreation } = await import('./creation.mjs');

	return measureCreation({ rounds, seconds: isBrief ? 1 : 3 });
}

// What each part measured last, so that one may be measured again alone.
const kept = join(build, isBrief ? 'brief.json' : 'results.json');

function keep(results) {
	writeFileSync(kept, JSON.stringify(results, (name, value) =>
		name === 'tokens' ? undefined : value, 1));
}

const parts = { creation, scale, growth, http };
const results = existsSync(kept) ? JSON.parse(readFileSync(kept)) : {};

try {
	for (const [name, part] of Object.entries(parts)) {
		if (wanted.length > 0 && !wanted.includes(name))
			continue;
		console.error(name);
		results[name] = await part();
		keep(results);
	}
} finally {
	await stopAll();
	if (process.env.BENCH_KEEP === undefined)
		for (const path of [folder, memory])
			rmSync(path, { recursive: true, force: true });
}
const text = report(results, { rounds });
if (isBrief)
	console.log(text);
else
	writeFileSync(join(source, 'bench/RESULTS.md'), text);
if (!isBrief && results.http)
	run(join(source, 'bench/plot'), []);
