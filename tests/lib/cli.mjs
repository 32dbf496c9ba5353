// SPDX-License-Identifier: ISC
// Runs the gatehouse command for real, in a folder of its own.  GATEHOUSE_BUILD
// names the build folder; the current one else.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync,
    writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after } from 'node:test';

const BUILD = resolve(process.env.GATEHOUSE_BUILD ?? '.');
export const GATEHOUSE = realpathSync(join(BUILD, 'tools', 'gatehouse'));
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cli-'));
after(() => rmSync(folder, { recursive: true }));

// Settings that say nothing: every installation here is named by --state.
const settings = join(folder, 'gatehouse.conf');
writeFileSync(settings, '# as they are initially\n');
export const env = { ...process.env, GATEHOUSE_CONF: settings };

export function run(...args) {
	const { status, stdout, stderr } = spawnSync(GATEHOUSE, args,
	    { env, encoding: 'utf8', cwd: folder });
	return { status, stdout, stderr };
}

// Runs what must succeed; its standard output without the last line break.
export function must(...args) {
	const { status, stdout, stderr } = run(...args);
	assert.equal(status, 0, `${args.join(' ')}: ${stderr}`);
	return stdout.replace(/\n$/, '');
}

// Runs what must fail, with one line on standard error that matches.
export function mustFail(status, message, ...args) {
	const result = run(...args);
	assert.equal(result.status, status, `${args.join(' ')}: ${result.stderr}`);
	assert.equal(result.stdout, '');
	assert.match(result.stderr, message);
	for (const line of result.stderr.trimEnd().split('\n'))
		assert.match(line, /^gatehouse: /);
	return result.stderr;
}

let installations = 0;

// A new installation: a function that runs a command on it.
export function install() {
	const state = join(folder, `state${++installations}`);
	const environment = Object.fromEntries(must('init', '--state', state)
	    .split('\n').map((line) => line.split('=')));
	const on = (...args) => must('--state', state, ...args);
	return Object.assign(on, { state, environment,
		fails: (status, message, ...args) =>
		    mustFail(status, message, '--state', state, ...args),
		tokens: (...args) =>
		    JSON.parse(on('token', 'list', '--json', ...args)) });
}

// Another installation with a namespace and a container in it.
export function installDemo() {
	const on = install();
	on.namespace = on('namespace', 'create', '--name', 'demo');
	on.container = on('container', 'create', '--namespace', 'demo',
	    '--name', 'hello');
	return on;
}

// What can be read below a folder: store/leave, a named pipe, would wait.
export function files(path) {
	return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
	    entry.isDirectory() ? files(join(path, entry.name))
		: entry.isFile() ? [join(path, entry.name)] : []);
}

export function claims(token) {
	return JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
}
