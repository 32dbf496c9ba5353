// SPDX-License-Identifier: ISC
// gatehouse backup, restore and verify: no token comes back that was deleted
// since, and where nobody can know the operator must choose.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, existsSync, mkdirSync, openSync, readdirSync,
    renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { request } from '../lib/fcgi.mjs';
import { GATEHOUSE, claims, env, folder, install, installDemo, mustFail,
    must } from '../lib/cli.mjs';

let backups = 0;

const make = (on) => claims(on('token', 'create', '--container', 'hello')).jti;
const ids = (on) => on.tokens().map((row) => row.id).sort();
const file = (on, name) => join(on.state, name);

// A demo with two tokens, a backup of it, and then one deleted, one more made.
function backedUp() {
	const on = installDemo();
	on.kept = make(on);
	on.gone = make(on);
	on.backup = join(folder, `backup${++backups}`);
	assert.match(on('backup', on.backup), /^2 tokens, .*: sound$/);
	on('token', 'delete', on.gone);
	on.late = make(on);
	return on;
}

test('a backup restored has no token that was deleted since', () => {
	const on = backedUp();
	assert.match(on('restore', on.backup), /^1 tokens, .*: restored$/);
	assert.deepEqual(ids(on), [on.kept]);
	assert.match(on('verify'), /^1 tokens, .*: sound$/);
	const old = readdirSync(on.state).filter((name) =>
	    name.startsWith('store.replaced-'));
	assert.equal(old.length, 1, 'the store before stays');
	make(on);
});

test('nor an API key', () => {
	const on = installDemo(), backup = join(folder, `backup${++backups}`);
	const make = (...whose) => on('api-key', 'create', ...whose).slice(15, 35);
	const keys = () => JSON.parse(on('api-key', 'list', '--json'))
	    .map((key) => key.access_key).sort();
	for (const name of ['kept', 'gone'])
		on('application', 'create', '--name', name);
	const kept = make('--application', 'kept'), before = keys();
	const one = make('--application', 'kept');
	make('--application', 'gone');
	on('backup', backup);
	on('api-key', 'delete', one);
	on('application', 'delete', 'gone');
	on('restore', backup);
	assert.deepEqual(keys(), before);
	assert.ok(before.includes(kept));
});

test('copied back by hand it has none either', () => {
	const on = backedUp();
	rmSync(file(on, 'store'), { recursive: true });
	cpSync(join(on.backup, 'store'), file(on, 'store'), { recursive: true });
	assert.deepEqual(ids(on), [on.kept]);
});

test('without the journal the operator must choose', () => {
	const on = backedUp(), elsewhere = join(folder, 'machine');
	copyFileSync(file(on, 'deleted.log'), `${on.backup}.journal`);
	const lost = [1, /journal of deletions since .* is not here/, '--state',
	    elsewhere, 'restore', on.backup];
	mustFail(...lost);
	mustFail(...lost);
	assert.ok(!existsSync(elsewhere));
	must('--state', elsewhere, 'restore', on.backup, '--journal',
	    `${on.backup}.journal`);
	const there = JSON.parse(must('--state', elsewhere, 'token', 'list',
	    '--json')).map((row) => row.id);
	assert.deepEqual(there, [on.kept]);
});

test('a copy of the journal that lacks deletions of the one here is refused', () => {
	const on = backedUp(), copy = `${on.backup}.copy`;

	copyFileSync(file(on, 'deleted.log'), copy);
	on('token', 'delete', on.kept);
	on.fails(1, /copy is not the journal .*, or lost its end/, 'restore',
	    on.backup, '--journal', copy);
	assert.deepEqual(ids(on), [on.late]);
	copyFileSync(file(on, 'deleted.log'), copy);
	on('restore', on.backup, '--journal', copy);
	assert.deepEqual(ids(on), []);
});

test('--accept-loss lets in what was deleted since', () => {
	const on = backedUp();
	rmSync(on.state, { recursive: true });
	on('restore', on.backup, '--accept-loss');
	assert.deepEqual(ids(on), [on.kept, on.gone].sort());
});

test('--retire-keys ends all that was given out', () => {
	const on = backedUp();
	rmSync(on.state, { recursive: true });
	const made = on('restore', on.backup, '--retire-keys');
	assert.match(made, /^SCW_ACCESS_KEY=SCW.{17}\nSCW_SECRET_KEY=\S{36}$/);
	assert.deepEqual(ids(on), []);
	assert.deepEqual(JSON.parse(on('api-key', 'list', '--json'))
	    .map((key) => key.access_key), [made.slice(15, 35)]);
	make(on);
	assert.match(on('verify'), /^1 tokens/);
});

test('what --retire-keys ended no backup from before brings back', () => {
	const on = backedUp(), later = join(folder, `backup${++backups}`);
	const lost = [1, /journal of deletions since .* is not here/, 'restore'];

	on('backup', later); // with a token that the first one has not
	on('restore', on.backup, '--retire-keys');
	for (const backup of [on.backup, later])
		on.fails(...lost, backup);
	assert.deepEqual(ids(on), []);
	const fresh = make(on), since = join(folder, `backup${++backups}`);
	on('backup', since);
	on('restore', since);
	assert.deepEqual(ids(on), [fresh]);
	rmSync(file(on, 'store'), { recursive: true });
	cpSync(join(later, 'store'), file(on, 'store'), { recursive: true });
	on.fails(1, /is not the journal that the store knows/, 'token', 'list');
});

test('a journal that lost its end is no journal', () => {
	const on = backedUp();
	writeFileSync(file(on, 'deleted.log'), '');
	on.fails(1, /lost its end/, 'token', 'list');
	on.fails(1, /journal of deletions/, 'restore', on.backup);
	on('restore', on.backup, '--accept-loss');
	assert.deepEqual(ids(on), [on.kept, on.gone].sort());
});

test('a backup of another installation is refused', () => {
	const on = backedUp(), other = install();
	other.fails(1, /is of another installation/, 'restore', on.backup);
});

test('nothing is restored while a program runs', async () => {
	const on = backedUp();
	const child = spawn('spawn-fcgi', ['-n', '-s', join(folder, 'sock'), '--',
	    join(GATEHOUSE, '..', '..', 'cgi-bin', 'token-list')],
	    { env: { ...env, GATEHOUSE_CONF: settingsOf(on) }, stdio: 'ignore' });
	const ended = new Promise((done) => child.once('exit', done));
	try {
		while (!existsSync(join(folder, 'sock')))
			await new Promise((done) => setTimeout(done, 10));
		await request(join(folder, 'sock')); // it runs
		on.fails(1, /stop them first/, 'restore', on.backup);
	} finally {
		child.kill('SIGTERM');
		await ended;
	}
	on('restore', on.backup);
});

function settingsOf(on) {
	const path = join(folder, 'program.conf');
	writeFileSync(path, `state = ${on.state}\n`);
	return path;
}

test('a damaged backup is found, and not restored', () => {
	const on = backedUp(), pages = join(on.backup, 'store', 'tokens.db');
	must('verify', on.backup);
	const fd = openSync(pages, 'r+');
	writeSync(fd, Buffer.alloc(64, 7), 0, 64, statSync(pages).size - 2000);
	assert.equal(mustFailAny('verify', on.backup), true);
	assert.equal(mustFailAny('--state', on.state, 'restore', on.backup), true);
	assert.deepEqual(ids(on), [on.kept, on.late].sort());
});

function mustFailAny(...args) {
	try {
		must(...args);
		return false;
	} catch {
		return true;
	}
}

test('a backup goes nowhere that something is', () => {
	const on = installDemo(), there = join(folder, 'there');
	mkdirSync(there);
	on.fails(1, /is there already/, 'backup', there);
	renameSync(there, `${there}2`);
	on('backup', there);
	assert.equal(statSync(there).mode & 0o777, 0o700);
	assert.deepEqual(readdirSync(there).sort(),
	    ['deleted.log', 'master.key', 'refusal.key', 'store']);
});
