// SPDX-License-Identifier: ISC
// The command and a program as plain CGI, which do all in one process, from its
// start: while a call fails, a change is whole or not at all, and nothing that
// is damaged is called sound.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, realpathSync, rmSync, writeFileSync }
    from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { GATEHOUSE, env, files, folder, installDemo } from '../lib/cli.mjs';
import { DB_RUNRECOVERY, FaultyRun, Sweep, failure } from '../lib/faults.mjs';
import { parseAnswer } from '../lib/fcgi.mjs';
import { BETA } from '../lib/suite.mjs';

const on = installDemo(), faulty = new FaultyRun(folder);
const COPY = join(folder, 'copy'), DAMAGED = join(folder, 'damaged');
const CREATE = realpathSync(join(resolve(process.env.GATEHOUSE_BUILD ?? '.'),
    'cgi-bin', 'token-create'));
const settings = join(folder, 'cgi.conf');
writeFileSync(settings, `state = ${on.state}\n`);

// A backup of which the first page of a table is garbled.
on('token', 'create', '--container', 'hello');
on('backup', DAMAGED);
const table = files(DAMAGED).find((path) => path.endsWith('tokens.db'));
writeFileSync(table, Buffer.alloc(4096, 0x5a), { flag: 'r+' });

// A store that lacks the last change of its log: nobody may open it, since
// recovery would go on without.
const CUT = join(folder, 'cut');
cpSync(on.state, CUT, { recursive: true,
	filter: (path) => !/\/(leave|members|__db\.\d+)$/.test(path) });
const log = files(CUT).find((path) => /\/log\.\d+$/.test(path));
const [, end] = readFileSync(join(CUT, 'store', 'logged'), 'utf8').split(' ');
writeFileSync(log, readFileSync(log).fill(0, Number(end)));

const command = (...args) => commandOn(on.state, ...args);

// As an HTTP answer would say it; undefined when it was ended by a signal.
function commandOn(state, ...args) {
	const { status, signal, stdout, stderr } = spawnSync(GATEHOUSE,
	    ['--state', state, ...args], { cwd: folder, encoding: 'utf8',
		env: { ...env, ...faulty.control.environment } });

	assert.equal(signal, null, stderr);
	assert.ok(status === 0 || /^gatehouse: /m.test(stderr), 'it says why');
	return { status: status === 0 ? 200 : 500, headers: {}, body: stdout };
}

// No answer is what the web server takes for 500.
function cgi(body) {
	const input = JSON.stringify(body);
	const { stdout, signal, stderr } = spawnSync(CREATE, [], { input,
		env: { ...faulty.control.environment, GATEHOUSE_CONF: settings,
			REQUEST_METHOD: 'POST', REQUEST_URI: `/containers/${BETA}/tokens`,
			CONTENT_LENGTH: String(input.length),
			CONTENT_TYPE: 'application/json',
			HTTP_X_AUTH_TOKEN: on.environment.SCW_SECRET_KEY } });

	assert.equal(signal, null, String(stderr));
	if (stdout.length === 0)
		return undefined;
	const answer = parseAnswer(stdout);
	return { ...answer, headers: {}, json: JSON.parse(answer.body) };
}

function deleteTokens() {
	for (const { id } of on.tokens())
		on('token', 'delete', id);
}

const keys = () => JSON.parse(on('key', 'list', 'demo', '--json'));
const seeKeys = () => keys().map(({ state, tokens }) => `${state} ${tokens}`);

// The last one stays.
function retireOthers() {
	for (const { kid } of keys().slice(0, -1))
		on('key', 'retire', 'demo', '--delete-tokens', '--', kid);
}

const CASES = {
	'token create': {
		ask: () => command('token', 'create', '--container', 'hello'),
		observe: () => on.tokens(), restore: deleteTokens },
	'token delete': {
		prepare: () => {
			on('token', 'create', '--container', 'hello');
			return on.tokens()[0];
		},
		ask: ({ id }) => command('token', 'delete', id),
		observe: () => on.tokens(), restore: deleteTokens },
	'key rotate': {
		ask: () => {
			const { body, ...answer } = command('key', 'rotate', 'demo',
			    '--not-before', 'now');
			return { ...answer, body: body.replace(/^.{43}\n/, 'a kid') };
		},
		observe: seeKeys, restore: retireOthers },
	'key retire with its tokens': {
		prepare: () => {
			on('token', 'create', '--container', 'hello');
			on('token', 'create', '--namespace', 'demo');
			on('key', 'rotate', 'demo', '--not-before', 'now');
			return keys()[0];
		},
		ask: ({ kid }) => command('key', 'retire', 'demo', '--delete-tokens',
		    '--', kid),
		observe: () => [seeKeys(), on.tokens()], restore: retireOthers },
	'backup': {
		ask: () => command('backup', COPY),
		observe: () => existsSync(COPY) && on('verify', COPY),
		restore: () => rmSync(COPY, { recursive: true, force: true }) },
	'verify': { ask: () => command('verify') },
	'verify of what is damaged': { promises: false,
		ask: () => command('verify', DAMAGED) },
	'opening a store whose log is cut': { promises: false, most: 99,
		ask: () => commandOn(CUT, 'token', 'list') },
	'token-create as plain CGI': {
		ask: () => cgi({ container_id: on.container }),
		observe: () => on.tokens(), restore: deleteTokens },
};

const KINDS = [['malloc', { most: 25 }], ['db'],
	['db', { error: DB_RUNRECOVERY, most: 4 }], ['crypto'], ['io']];
const isCalled = (name, kind) => kind !== 'crypto' ||
    !/^(backup|verify|opening)/.test(name);

for (const [name, parts] of Object.entries(CASES))
	describe(name, () => {
		for (const [kind, options = {}] of KINDS.filter(([kind]) =>
		    isCalled(name, kind)))
			test(`whole or not at all when ${failure(kind, options)}`,
			    async (t) => {
				deleteTokens();
				const cases = new Sweep(faulty,
				    { most: 12, ...parts, ...options });
				t.diagnostic(await cases.run(kind, options));
			});
	});
