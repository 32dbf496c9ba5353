// SPDX-License-Identifier: ISC
// What the tests of gatehouse user, application, group ... share.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { GATEHOUSE, env, folder, install } from './cli.mjs';

export const PASSWORD = 'correct horse battery';

// Runs a command with something on its standard input.
export function say(on, input, ...args) {
	return spawnSync(GATEHOUSE, ['--state', on.state, ...args],
	    { env, input, encoding: 'utf8', cwd: folder });
}

export function list(on, noun) {
	return JSON.parse(on(noun, 'list', '--json'));
}

// Lines NAME=VALUE as an object.
export function lines(text) {
	return Object.fromEntries(text.trim().split('\n')
	    .map((line) => line.split('=')));
}

// Another installation, with alice.
export function installAlice() {
	const on = install();
	const made = say(on, `${PASSWORD}\n`, 'user', 'create', '--username',
	    'alice', '--email', 'alice@example.org', '--password-stdin');
	assert.equal(made.status, 0, made.stderr);
	on.alice = made.stdout.trim();
	return on;
}
