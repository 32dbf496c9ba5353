// SPDX-License-Identifier: ISC
// A program of which the n-th call of a kind fails, for every n: see
// tests/faults/faults.h.  FAULTS=all tries every n where else some are left out.
import assert from 'node:assert/strict';
import { existsSync, openSync, closeSync, readSync, readdirSync, writeFileSync,
    writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const BUILD = resolve(process.env.GATEHOUSE_BUILD ?? '.');
export const LIBRARY = join(BUILD, 'tests', 'faults.so');
const FIELDS = ['kind', 'wanted', 'until', 'error', 'calls', 'idle', 'blocks',
	'pid'];
const KINDS = { malloc: 1, fcgi: 2, db: 3, crypto: 4, io: 5, own: 6, record: 7 };
const FOREVER = 1n << 62n;
const WAIT_MS = 60000;
export const DB_LOCK_DEADLOCK = -30993, DB_RUNRECOVERY = -30973;

// Ways in which a worker may end: what it says before, and how it ends.  The
// assertion is libfcgi's.
const ENDINGS = [
	[/cannot publish a committed change/, 'left with status 70'],
	[/needs recovery, leaving/, 'left with status 75'],
	[/the cryptographic library is broken/, 'left with status 1'],
	[/cannot begin to serve/, 'left with status 71'],
	[/fcgiapp.c:\d+: .*Assertion/, 'was ended by signal 6'],
	[/RAND_get0_public/, 'was ended by signal 11'], // OpenSSL's, at start
	[/died inside the store/, 'was ended by signal 9'],
	[/./, 'left with status 75'], // it could not open the store
];

// Every worker that ended, as a log says, must have ended as one may.
export function checkEndings(log) {
	for (const line of log.split('\n')) {
		if (!/worker \d+ (left|was ended)/.test(line))
			continue;
		assert.ok(ENDINGS.some(([before, how]) =>
		    line.endsWith(how) && before.test(log)),
		`nobody foresaw: ${log}`);
	}
	assert.doesNotMatch(log, /Sanitizer|corrupted|invalid pointer/);
}

// The file that the library maps, of one program.
export class Control {
	constructor(path) {
		this.path = path;
		writeFileSync(this.path, Buffer.alloc(8 * FIELDS.length));
		this.fd = openSync(this.path, 'r+');
	}

	get environment() {
		return { LD_PRELOAD: LIBRARY, FAULTS_CONTROL: this.path,
			MALLOC_PERTURB_: '165' };
	}

	read() {
		const data = Buffer.alloc(8 * FIELDS.length);

		readSync(this.fd, data, 0, data.length, 0);
		return Object.fromEntries(FIELDS.map((name, i) =>
		    [name, Number(data.readBigInt64LE(8 * i))]));
	}

	#write(...values) {
		const data = Buffer.alloc(8 * values.length);

		values.forEach((value, i) =>
		    data.writeBigInt64LE(BigInt(value), 8 * i));
		writeSync(this.fd, data, 0, data.length, 0);
	}

	// From now on the n-th call of that kind fails; all from there on when
	// `forever`.
	arm(kind, n, { error = 0, forever = false } = {}) {
		this.disarm();
		this.#write(0, n, forever ? FOREVER : n, error, 0);
		this.#write(KINDS[kind]);
	}

	disarm() {
		this.#write(0);
	}

	close() {
		closeSync(this.fd);
	}
}

// What differs between two runs of the same request.
const VARYING = [
	[/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UUID'],
	[/\b\d{4}-\d\d-\d\dT[\d:]{8}(\.\d+)?Z/g, 'TIME'],
	[/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'JWT'],
	[/-----BEGIN [\s\S]*?-----END [^-]*-----/g, 'PEM'],
	[/\bSCW[A-Z0-9]{17}\b/g, 'ACCESS_KEY'],
	[/\$argon2id\$[^"]*/g, 'ARGON2'],
	[/gatehouse=[\w-]+/g, 'COOKIE'],
	[/\b198\.51\.100\.\d+/g, 'ADDRESS'],
];

export function normal(value) {
	return VARYING.reduce((text, [pattern, word]) =>
	    text.replace(pattern, word), JSON.stringify(value) ?? 'nothing');
}

// One program of a suite that runs with the library, as `NAME.faulty` beside
// those that do not.  The suite's settings must give it one worker.
export class Faulty {
	static async start(suite, program) {
		const faulty = new Faulty();

		assert.ok(existsSync(LIBRARY), `${LIBRARY} is built`);
		faulty.suite = suite;
		faulty.name = `${program}.faulty`;
		faulty.control = new Control(
		    join(suite.folder, `${faulty.name}.control`));
		await suite.add(program, faulty.name,
		    faulty.control.environment);
		await faulty.#isIdle(0);
		return faulty;
	}

	async #isIdle(after) {
		const deadline = Date.now() + WAIT_MS;

		for (let looks = 0; this.control.read().idle <= after; looks++) {
			assert.ok(Date.now() < deadline, `${this.name} waits ` +
			    `for no request: ${this.suite.log(this.name)}`);
			await pause(looks < 20 ? 0 : 5);
		}
	}

	// The answer of `ask` while the n-th call fails; undefined when the
	// connection was closed without one.  `grown`: the worker, still the same,
	// has more memory or files than before.
	async ask(ask, kind, n, options) {
		const { control } = this;
		const { idle, blocks, pid } = control.read();
		const files = this.#files(pid);
		const from = this.suite.log(this.name).length;
		let answer;

		control.arm(kind, n, options);
		try {
			answer = await ask();
		} catch (error) {
			if (!/^no answer/.test(error.message))
				throw error;
		}
		if (options?.forever)
			control.disarm();
		await this.#isIdle(idle);
		const { calls, blocks: later, pid: now } = control.read();
		control.disarm();
		checkEndings(this.suite.log(this.name).slice(from));
		const isSame = pid === now;
		const grown = isSame &&
		    (later > blocks || this.#files(now) > files);
		return { answer, calls, isSame, grown };
	}

	// 0: that worker is gone.
	#files(pid) {
		const folder = `/proc/${pid}/fd`;

		return existsSync(folder) ? readdirSync(folder).length : 0;
	}
}

// What runs from start to end while its n-th call fails: whoever asks starts it
// with control.environment.
export class FaultyRun {
	constructor(folder) {
		this.control = new Control(join(folder, 'faulty.control'));
	}

	async ask(ask, kind, n, options) {
		this.control.arm(kind, n, options);
		const answer = await ask();
		const { calls } = this.control.read();
		this.control.disarm();
		return { answer, calls, isSame: true, grown: false };
	}
}

// For the name of a test.
export const failure = (kind, { error, forever } = {}) => `${kind} fails` +
    `${error ? ` with ${error}` : ''}${forever ? ' for a while' : ''}`;

// How many n are left out: `most` are tried, or with FAULTS=all `all`.
export function stride(calls, most, all) {
	return Math.max(1, Math.ceil(calls /
	    (process.env.FAULTS === 'all' ? all : most)));
}

// Tries the case with every n of a kind.  A case has
//   prepare()          makes what the request needs, and returns it
//   ask(fixture)       sends the request
//   observe(fixture)   what other programs tell of it afterwards
//   restore(fixture)   brings back what was before
//   isPromise(answer)  whether an answer says that it is done
//   isSafe(seen)       what else may be seen when the worker left
//   promises           whether the answer does, when nothing fails
// An answer that promises a change means that others see it whole; any other,
// that they see it whole or not at all.
export class Sweep {
	constructor(faulty, { prepare = () => ({}), ask, observe = () => null,
	    restore = () => {}, isPromise = (answer) => answer.status < 300,
	    isSafe = () => false, most = 1000, all = Infinity,
	    promises = true }) {
		Object.assign(this, { faulty, prepare, ask, observe, restore,
			isPromise, isSafe, most, all, promises });
	}

	// One try; `kind` undefined: nothing fails.
	async #try(kind, n, options) {
		const fixture = await this.prepare();
		const before = normal(await this.observe(fixture));
		const result = await this.faulty.ask(() => this.ask(fixture),
		    kind ?? 'malloc', kind === undefined ? 2 ** 40 : n, options);
		const after = normal(await this.observe(fixture, result.answer));

		await this.restore(fixture, result.answer);
		return { ...result, before, after };
	}

	async #learn(kind) {
		await this.#try();
		const { answer, before, after, isSame, calls } =
		    await this.#try(kind, 2 ** 40);

		assert.ok(answer !== undefined && isSame, 'it works unharmed');
		assert.ok(this.isPromise(answer) === this.promises,
		    `unharmed it answers ${answer.status}`);
		this.usual = { answer: normal(this.#said(answer)), after,
			before, calls };
	}

	#said({ status, headers, json, body }) {
		return { status, headers: { ...headers,
			'content-length': undefined }, said: json ?? body };
	}

	#judge({ answer, before, after, isSame }, what) {
		const { usual } = this;

		assert.equal(before, usual.before, `${what}: it begins alike`);
		if (answer === undefined || !this.isPromise(answer)) {
			assert.ok(after === usual.before ||
			    after === usual.after ||
			    ((answer === undefined || !isSame) &&
				this.isSafe(after)),
			`${what}: half done: ${after}`);
			assert.ok(answer === undefined || answer.status >= 400,
			    `${what}: an error`);
			return;
		}
		assert.equal(normal(this.#said(answer)), usual.answer,
		    `${what}: the whole answer`);
		assert.equal(after, usual.after, `${what}: what it promised`);
	}

	// What a fault leaves behind is found by doing it again, more often than
	// OpenSSL keeps errors, which are 16.
	async #checkLeak(kind, n, options) {
		for (let again = 0; again < 40; again++)
			if (!(await this.#try(kind, n, options)).grown)
				return;
		assert.fail(`${kind} ${n}: memory or a file is left behind each time`);
	}

	// Returns what happened, for a diagnostic.
	async run(kind, options = {}) {
		const ends = { answered: 0, refused: 0, silent: 0 };
		let n, tried = 0;

		await this.#learn(kind);
		const { calls } = this.usual;
		const step = stride(calls, this.most, this.all);
		for (n = 1; n <= (options.last ?? Infinity); n += step) {
			const result = await this.#try(kind, n, options);
			const what = `${kind} ${n}${options.error ?? ''}`;

			this.#judge(result, what);
			if (result.calls < n)
				break;
			tried++;
			ends[result.answer === undefined ? 'silent'
			    : this.isPromise(result.answer) ? 'answered'
				: 'refused']++;
			if (result.grown)
				await this.#checkLeak(kind, n, options);
		}
		assert.ok(tried > 0, `${kind}: something is called`);
		return `${tried} calls failed, of ${calls} usually: ${ends.answered} times ` +
		    `it did not matter, ${ends.refused} times there was an error, ` +
		    `${ends.silent} times no answer`;
	}
}
