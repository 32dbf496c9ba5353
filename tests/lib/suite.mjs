// SPDX-License-Identifier: ISC
// A new installation with programs of cgi-bin under spawn-fcgi, and no web
// server: requests go to their sockets.  GATEHOUSE_BUILD names the build
// folder; the current one else.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync,
    writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isListening, request } from './fcgi.mjs';

const BUILD = resolve(process.env.GATEHOUSE_BUILD ?? '.');
const START_MS = 180000;

export const UUID =
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const UNKNOWN = '11111111-1111-4111-8111-111111111111';

const PROGRAMS = ['token-create', 'token-delete', 'token-list', 'namespaces',
    'containers', 'iam', 'sign-in'];

// Which program a web server's configuration would send a request to.
function programFor(method, path) {
	const parts = path.split('?')[0].split('/');
	const program = { iam: 'iam', account: 'iam', session: 'sign-in',
	    keys: 'public-keys' }[
	    parts[1]];
	const collection = parts[5];

	if (program !== undefined)
		return program;
	if (collection === 'namespaces' || collection === 'containers')
		return collection;
	return { POST: 'token-create', DELETE: 'token-delete' }[method] ??
	    'token-list';
}

export class Suite {
	#children = [];

	// `settings` are more lines of gatehouse.conf, or tells them; `command`
	// tells how to run a program.
	static async start({ programs = PROGRAMS, settings = [],
	    command = (program) => [join(BUILD, 'cgi-bin', program)] } = {}) {
		const suite = new Suite();

		suite.folder = mkdtempSync(join(tmpdir(), 'gatehouse-api-'));
		suite.state = join(suite.folder, 'state');
		suite.command = command;
		try {
			suite.#install(typeof settings === 'function'
			    ? settings(suite) : settings);
			for (const program of programs)
				suite.spawn(program);
			for (const program of programs)
				await suite.ready(program);
		} catch (error) {
			await suite.stop();
			throw error;
		}
		return suite;
	}

	#install(settings) {
		const path = join(this.folder, 'gatehouse.conf');

		writeFileSync(path, [`state = ${this.state}`,
			`view = ${join(this.folder, 'view')}`, ...settings, '']
		    .join('\n'));
		this.environment = { ...process.env, GATEHOUSE_CONF: path };
		for (const line of this.gatehouse('init').trim().split('\n'))
			this[line.split('=')[0]] = line.split('=')[1];
		this.key = this.SCW_SECRET_KEY;
	}

	// The standard output of the gatehouse command.
	gatehouse(...args) {
		const { status, stdout, stderr } = spawnSync(
		    join(BUILD, 'tools', 'gatehouse'), args,
		    { env: this.environment, encoding: 'utf8' });

		assert.equal(status, 0, `gatehouse ${args.join(' ')}: ${stderr}`);
		return stdout;
	}

	socket(program) {
		return join(this.folder, `${program}.sock`);
	}

	spawn(program, name = program, environment = {}) {
		const log = openSync(join(this.folder, `${name}.log`), 'a');
		const child = spawn('spawn-fcgi', ['-n', '-s',
			this.socket(name), '--', ...this.command(program)],
		    { env: { ...this.environment, ...environment },
			stdio: ['ignore', log, log] });

		closeSync(log);
		child.program = name;
		child.exited = new Promise((done) => child.on('exit',
		    (code, signal) => done(code ?? signal)));
		this.#children.push(child);
	}

	// Another instance of a program, under a name of its own.
	async add(program, name, environment) {
		this.spawn(program, name, environment);
		await this.ready(name);
	}

	// Waits for the socket, then for an answer: without a key, a refusal.
	async ready(program) {
		const deadline = Date.now() + START_MS;

		while (!await isListening(this.socket(program))) {
			assert.ok(Date.now() < deadline,
			    `${program} does not start: ${this.log(program)}`);
			await pause(10);
		}
		await request(this.socket(program), { method: 'GET', path: '/' });
	}

	// Asks the gate as a web server does; the status of its answer.
	async knock(container, token) {
		const { status } = await request(this.socket('token-gate'), {
			role: 'AUTHORIZER',
			headers: token === undefined ? {}
			    : { 'X-Auth-Token': token },
			params: { GATEHOUSE_CONTAINER: container } });

		return status;
	}

	// Of the program's parent, the one that was started last.
	pid(program) {
		return this.#children.findLast(
		    (child) => child.program === program).pid;
	}

	log(program) {
		return readFileSync(join(this.folder, `${program}.log`), 'utf8');
	}

	// One request as a client would send it, its answer's body read as
	// JSON.  `path` begins after /containers/, or with a slash.
	async call(method, path, body, { key = this.key, type, params = {},
	    program } = {}) {
		const full = path.startsWith('/') ? path : `/containers/${path}`;
		const text = body === undefined || typeof body === 'string'
		    ? body : JSON.stringify(body);
		const headers = {};

		if (key !== null)
			headers['X-Auth-Token'] = key;
		if (type !== undefined || text !== undefined)
			headers['Content-Type'] = type ?? 'application/json';
		const answer = await request(
		    this.socket(program ?? programFor(method, full)),
		    { method, path: full, headers, body: text, params });
		if (answer.status === 204) {
			assert.equal(answer.body.toString(), '');
			return answer;
		}
		assert.equal(answer.headers['content-type'], 'application/json');
		return { ...answer, json: JSON.parse(answer.body.toString()) };
	}

	// The same for what must succeed: the answer's object.
	async must(method, path, body, options) {
		const { status, json } = await this.call(
		    method, path, body, options);

		assert.equal(status, 200, JSON.stringify(json));
		return json;
	}

	// Every program must end in good order, and a sanitizer have nothing to
	// say.
	async stop() {
		for (const child of this.#children)
			child.kill('SIGTERM');
		const endings = await Promise.all(
		    this.#children.map((child) => child.exited));
		const logs = this.#children.map(({ program }) =>
		    `${program}: ${this.log(program)}`);

		rmSync(this.folder, { recursive: true, force: true });
		for (const [i, ending] of endings.entries()) {
			assert.equal(ending, 0, logs[i]);
			assert.doesNotMatch(logs[i], /ERROR: \w*Sanitizer|runtime error/);
		}
	}
}

// Paths of the region that the suite serves.
export const BETA = 'v1beta1/regions/fr-par';
export const V1 = 'v1/regions/fr-par';

// Checks a refusal: its status, its type, and its companions.
export function assertError({ status, json }, expected, type, companions = {}) {
	assert.equal(status, expected, JSON.stringify(json));
	assert.equal(json.type, type);
	assert.equal(typeof json.message, 'string');
	for (const [name, value] of Object.entries(companions))
		assert.deepEqual(json[name], value, name);
}

export function assertInvalid(answer, argument, reason) {
	assertError(answer, 400, 'invalid_arguments');
	assert.equal(answer.json.details.length, 1);
	assert.equal(answer.json.details[0].argument_name, argument);
	assert.equal(answer.json.details[0].reason, reason);
	assert.equal(typeof answer.json.details[0].help_message, 'string');
}

export function assertUnknown(answer, resource, id) {
	assertError(answer, 404, 'not_found', { resource, resource_id: id });
}
