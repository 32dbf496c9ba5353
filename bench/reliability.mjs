// SPDX-License-Identifier: ISC
// node bench/reliability.mjs BUILD [COUNT...]: how long recovery, backup and
// restore take beside so many tokens (1000 and a million), as rows of Markdown.
// BUILD is where `make && make -C bench check` was run.  Medians; on a disk.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync }
  from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './process.mjs';

const [build, ...counts] = process.argv.slice(2);
const ROUNDS = 3;
const TOGETHER = 2000;

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

class Installation {
	constructor() {
		this.folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
		this.state = join(this.folder, 'state');
		const path = join(this.folder, 'gatehouse.conf');

		writeFileSync(path, `state = ${this.state}\n`);
		this.env = { ...process.env, GATEHOUSE_CONF: path };
		this.gatehouse('init');
		this.namespace = this.gatehouse('namespace', 'create',
			'--name', 'many');
		this.container = this.gatehouse('container', 'create',
			'--namespace', 'many', '--name', 'many');
	}

	gatehouse(...args) {
		return run(join(resolve(build), 'tools/gatehouse'), args,
			{ env: this.env }).trim();
	}

	fill(count, together) {
		return spawn(join(resolve(build), 'bench/fill'),
			[String(count), String(together), this.namespace,
				this.container],
			{ env: this.env, stdio: ['ignore', 'inherit', 'inherit'] });
	}

	// Seconds that the command takes.
	time(...args) {
		const start = performance.now();

		this.gatehouse(...args);
		return (performance.now() - start) / 1000;
	}

	// A writer dies at work; who comes next recovers and builds the view.
	async recover() {
		const writer = this.fill(1e9, 1);
		const ended = once(writer, 'exit');

		await sleep(1000 + this.time('namespace', 'list') * 1500);
		writer.kill('SIGKILL');
		await ended;
		return this.time('namespace', 'list');
	}

	get size() {
		const store = join(this.state, 'store');

		return readdirSync(store).filter((name) => name.endsWith('.db'))
			.reduce((sum, name) => sum +
				statSync(join(store, name)).size, 0);
	}
}

async function measure(count) {
	const on = new Installation();
	const backup = join(on.folder, 'backup');
	const times = { recovery: [], backup: [], restore: [] };

	try {
		const [status] = await once(on.fill(count, TOGETHER), 'exit');

		if (status !== 0)
			throw new Error(`fill ended with ${status}`);
		for (let i = 0; i < ROUNDS; i++) {
			times.backup.push(on.time('backup', `${backup}${i}`));
			times.restore.push(on.time('restore', `${backup}${i}`));
			rmSync(`${backup}${i}`, { recursive: true });
			for (const name of readdirSync(on.state))
				if (name.includes('.replaced-'))
					rmSync(join(on.state, name),
						{ recursive: true });
		}
		for (let i = 0; i < ROUNDS; i++)
			times.recovery.push(await on.recover());
		return [count, (on.size / 2 ** 20).toFixed(1),
			...Object.values(times).map((list) =>
				median(list).toFixed(2))];
	} finally {
		rmSync(on.folder, { recursive: true });
	}
}

if (spawnSync('test', ['-x', join(build ?? '', 'bench/fill')]).status !== 0) {
	console.error('usage: node bench/reliability.mjs BUILD [COUNT...]');
	process.exit(64);
}
console.log('| tokens | tables, MB | recovery, s | backup, s | restore, s |');
console.log('|---|---|---|---|---|');
for (const count of counts.length > 0 ? counts.map(Number) : [1000, 1000000])
	console.log(`| ${(await measure(count)).join(' | ')} |`);
