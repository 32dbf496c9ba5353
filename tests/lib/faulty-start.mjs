// SPDX-License-Identifier: ISC
// A service of which the n-th call fails while it and its worker start: see
// tests/faults/faults.h.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, cpSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Control, checkEndings } from './faults.mjs';
import { until } from './toy.mjs';

const NEVER = 2 ** 40;

// The state of a suite, as often as it is wanted: the store is then nobody's,
// and has no view.
export class Snapshot {
	constructor(suite) {
		Object.assign(this, { suite, path: join(suite.folder, 'snapshot') });
		cpSync(suite.state, this.path, { recursive: true,
			filter: (path) => !/\/(leave|members|__db\.\d+)$/.test(path) });
	}

	// From now on it has the suite's file, not the one of then.
	update(name) {
		cpSync(join(this.suite.state, name), join(this.path, name));
	}

	restore() {
		const { suite } = this;

		for (const path of [suite.state, join(suite.folder, 'view')])
			rmSync(path, { recursive: true, force: true });
		cpSync(this.path, suite.state, { recursive: true });
	}
}

// One program of a suite, started again and again on a socket of its own.  The
// suite's settings must give it one worker.
export class FaultyStart {
	constructor(suite, program) {
		Object.assign(this, { suite, program,
			name: `${program}.start` });
		this.control = new Control(
		    join(suite.folder, `${this.name}.control`));
	}

	// spawn-fcgi becomes `env`, which becomes the program: only that has the
	// library.
	#spawn() {
		const { suite, control } = this;
		const path = join(suite.folder, `${this.name}.log`);
		const log = openSync(path, 'w');

		this.child = spawn('spawn-fcgi', ['-n', '-s',
			suite.socket(this.name), '--', '/usr/bin/env',
			...Object.entries(control.environment)
			    .map(([name, value]) => `${name}=${value}`),
			...suite.command(this.program)],
		{ env: suite.environment, stdio: ['ignore', log, log] });
		closeSync(log);
		this.log = () => readFileSync(path, 'utf8');
		this.status = undefined;
		this.exited = new Promise((done) => this.child.on('exit',
		    (code, signal) => {
			    this.status = code ?? signal;
			    done();
		    }));
	}

	// Whoever never gets there is killed.
	async #until(isDone) {
		try {
			await until(isDone, `${this.program} starts`, 60);
		} catch (error) {
			this.child.kill('SIGKILL');
			error.message += `: ${this.log()}`;
			throw error;
		}
	}

	// How many workers have died.
	deaths() {
		return this.log().match(/worker \d+ (left|was ended)/g)?.length ?? 0;
	}

	// Starts it, and waits until it waits for a request or has ended; what
	// fails `forever` does so until two workers have died of it.  `meanwhile`
	// is called all the time.  Returns how many calls there were.
	async start(kind, n, { meanwhile = () => {}, ...options } = {}) {
		const { control } = this;
		const { idle } = control.read();
		const isDone = async () => {
			await meanwhile();
			return this.status !== undefined ||
			    control.read().idle > idle;
		};

		control.arm(kind, n, options);
		this.#spawn();
		if (options.forever) {
			await this.#until(async () => await isDone() ||
			    this.deaths() > 1);
			control.disarm();
		}
		await this.#until(isDone);
		const { calls } = control.read();
		control.disarm();
		return calls;
	}

	// Ends it, unless it has ended by itself, with a status of sysexits.h.
	// Whoever left said why.
	async stop() {
		const isSelf = this.status !== undefined;

		this.child.kill('SIGTERM');
		await this.exited;
		rmSync(this.suite.socket(this.name), { force: true });
		checkEndings(this.log());
		assert.ok(isSelf ? this.status >= 64 && this.status <= 78
		    : this.status === 0, `${this.status}: ${this.log()}`);
		if (isSelf || /worker \d+ left/.test(this.log()))
			assert.match(this.log(), new RegExp(
			    `^${this.program}: (?!worker \\d+ )`, 'm'));
	}
}

const ALL = 1000; // OpenSSL allocates 24 000 times, a log has 2 500 pages

// Which of so many calls are tried: a third of them are the first, a third the
// last, where a program's own are; the others lie evenly between.
function choose(calls, most) {
	const all = Array.from({ length: calls }, (_, i) => i + 1);
	const part = Math.ceil(most / 3), step = Math.ceil(calls / part);

	return all.filter((n) =>
	    n <= part || n > calls - part || n % step === 0);
}

// Starts a program with every n of a kind (`most` of them), and once more where
// that start ended:
//   prepare()   before each start
//   meanwhile() what must hold while it starts
//   check()     what must hold when it serves
export class StartSweep {
	constructor(faulty, { prepare = () => {}, meanwhile, check, most = 1000 }) {
		Object.assign(this, { faulty, prepare, meanwhile, check, most });
	}

	// Whether it served, how many calls there were, and workers that died.
	async #try(kind, n, options) {
		const { faulty, meanwhile } = this;
		const calls = await faulty.start(kind, n, { meanwhile, ...options });
		const served = faulty.status === undefined;

		if (served)
			await this.check();
		await faulty.stop();
		return { served, calls, deaths: faulty.deaths() };
	}

	async #mustServe(what, kind = 'malloc') {
		const { served, calls, deaths } = await this.#try(kind, NEVER);

		assert.ok(served && deaths === 0, `${what}: ${this.faulty.log()}`);
		return calls;
	}

	// Returns what happened, for a diagnostic.
	async run(kind, options = {}) {
		const ends = { served: 0, again: 0, ended: 0 };

		await this.prepare();
		await this.#mustServe('unharmed');
		await this.prepare();
		const calls = await this.#mustServe('counted', kind);
		const isAll = process.env.FAULTS === 'all' && !options.forever;
		const numbers = choose(calls, isAll ? ALL : this.most);
		assert.ok(numbers.length > 0, `${kind}: something is called`);
		for (const n of numbers) {
			await this.prepare();
			const { served, deaths } = await this.#try(kind, n, options);
			if (!served)
				await this.#mustServe(`after ${kind} ${n}`);
			ends[!served ? 'ended' : deaths > 0 ? 'again' : 'served']++;
		}
		return `of ${calls} calls ${numbers.length} failed: ${ends.served} ` +
		    `times it did not matter, ${ends.again} times the worker began ` +
		    `again, ${ends.ended} times the service ended`;
	}
}
