// SPDX-License-Identifier: ISC
// The gatehouse command as a process: where a token is not, and what readers
// and signals cannot do to the store.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { GATEHOUSE, claims, env, folder, installDemo } from '../lib/cli.mjs';

// A pipe that is full to its last byte, so that the token waits in memory.
function createIntoFullPipe(on, t) {
	const shell = spawn('/bin/sh', ['-c',
	    '{ head -c 65536 /dev/zero; exec "$@"; } | { read -r go <&3; cat; }',
	    'sh', GATEHOUSE, '--state', on.state, 'token', 'create',
	    '--container', 'hello'],
	    { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], cwd: folder });
	t.after(() => shell.stdio[3].destroy());
	let output = '';
	shell.stdout.setEncoding('latin1').on('data', (data) => output += data);
	return {
		// The id comes first, on standard error.
		id: new Promise((done) => shell.stderr.once('data',
		    (data) => done(data.toString().trim()))),
		drain: () => new Promise((done) => {
			shell.once('close', () => done(output.replaceAll('\0', '')));
			shell.stdio[3].end('go\n');
		}),
	};
}

// One of the files about each process.
function processes(file) {
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
	    .flatMap((pid) => {
		try {
			return [readFileSync(join('/proc', pid, file),
			    'latin1')];
		} catch {
			return []; /* gone, or not ours */
		}
	    });
}

test('a token is in no argument and no environment', async (t) => {
	const on = installDemo();
	const pipe = createIntoFullPipe(on, t);
	await pipe.id;
	const texts = ['cmdline', 'environ'].flatMap(processes);
	const token = (await pipe.drain()).trim();
	assert.equal(claims(token).jti, await pipe.id);
	assert.ok(texts.some((text) => text.includes(on.state)));
	for (const part of token.split('.'))
		assert.ok(!texts.some((text) => text.includes(part)));
});

test('who waits for its reader is not in the store any more', async (t) => {
	const on = installDemo();
	const pipe = createIntoFullPipe(on, t);
	await pipe.id;
	// Who finds itself alone recovers and makes a new view.
	const view = () => readFileSync(join(on.state, 'view', 'current'));
	const before = view();
	assert.deepEqual(on.tokens().map((row) => row.id), [await pipe.id]);
	assert.notDeepEqual(view(), before);
	await pipe.drain();
});

// Whether a pid stands in the members' file, after its first two numbers.  Who dies
// inside leaves it there.
function isAnybodyInside(on) {
	return readFileSync(join(on.state, 'store', 'members')).subarray(8)
	    .some((byte) => byte !== 0);
}

test('an interrupt waits until the store is left', async () => {
	const on = installDemo();
	let met = 0;
	for (let i = 0; i < 10; i++) {
		const child = spawn(GATEHOUSE, ['--state', on.state, 'token',
		    'create', '--container', 'hello'],
		    { env, stdio: 'ignore', detached: true });
		const ended = new Promise((done) => child.once('close', done));
		while (child.exitCode === null && !isAnybodyInside(on))
			await new Promise(setImmediate);
		if (child.exitCode === null) {
			process.kill(-child.pid, 'SIGINT');
			met += await ended === 75 ? 1 : 0;
		}
		await ended;
		assert.ok(!isAnybodyInside(on), 'it died inside');
	}
	assert.ok(met > 0, 'no interrupt came while it ran');
	assert.equal(readFileSync(join(on.state, 'audit.log'), 'utf8')
	    .split('"exit_status":75,').length - 1, met, 'each is in the audit trail');
});

test('an answer that cannot be written is exit status 74', () => {
	const on = installDemo();
	const { status, stderr } = spawnSync('/bin/sh',
	    ['-c', 'exec "$@" >/dev/full', 'sh', GATEHOUSE, '--state', on.state,
		'token', 'create', '--namespace', 'demo'],
	    { env, encoding: 'utf8' });
	assert.equal(status, 74);
	const [id, message] = stderr.split('\n');
	assert.match(message, /^gatehouse: standard output/);
	assert.deepEqual(on.tokens().map((row) => row.id), [id]);
});
