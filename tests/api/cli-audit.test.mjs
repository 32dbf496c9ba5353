// SPDX-License-Identifier: ISC
// What the command writes into the audit trail, however it is called and
// whatever comes of it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, install, must, run } from '../lib/cli.mjs';

// The last line of an installation's trail.
const last = (on) => JSON.parse(readFileSync(join(on.state, 'audit.log'), 'utf8')
    .trimEnd().split('\n').at(-1));

test('C20: the words of a command are kept in the order they were given', () => {
	const on = install(), words = ['--state', on.state, '--description', 'mine',
		'api-key', '--expires=1d', 'create', '--user', 'owner'];

	must(...words);
	assert.deepEqual(last(on).arguments, words);
});

test('C20: what is restored or not is told, also when gates do not hear of it',
    () => {
	const on = install(), copy = `${on.state}-copy`;
	const settings = join(folder, 'nowhere.conf');
	const told = (...words) => {
		const { status, stderr } = run(...words);
		const line = last(on);

		assert.notEqual(status, 0);
		assert.deepEqual([line.arguments, line.exit_status], [words, status]);
		return stderr;
	};

	on('backup', copy);
	told('--state', on.state, 'init');
	told('--state', on.state, 'load', copy);
	told('--state', on.state, 'restore', `${copy}-not`);
	writeFileSync(settings, `state = ${on.state}\nview = ${on.state}/no/where\n`);
	assert.match(told('--config', settings, 'restore', copy),
	    /the store is restored, but gates know it only when/);
});
