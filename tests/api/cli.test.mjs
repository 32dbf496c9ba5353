// SPDX-License-Identifier: ISC
// The gatehouse command: its words, namespaces and containers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { GATEHOUSE, UUID, claims, env, install, installDemo, must,
    mustFail } from '../lib/cli.mjs';

test('--version and --help answer on standard output', () => {
	const help = must('--help');
	assert.equal(must('--version'), 'gatehouse 0.1.0');
	for (const command of ['init', 'token create', 'token list',
	    'token delete', 'namespace create', 'namespace list',
	    'namespace delete', 'container create', 'container list',
	    'container delete', 'explain'])
		assert.match(help, new RegExp(`^  ${command}( |$)`, 'm'));
	assert.doesNotMatch(help, / $/m);
	assert.equal(must('token', 'create', '--help'), help);
});

test('a wrong command line is refused with 64 and its cause', () => {
	for (const [message, ...args] of [
		[/: command: is missing/],
		[/: nonsense: is no command/, 'nonsense'],
		[/: token: what to do with it is missing/, 'token'],
		[/: token nonsense: is no command/, 'token', 'nonsense'],
		[/: -h: /, '-h'],
		[/: --nonsense: is no option/, 'init', '--nonsense'],
		[/: --state: needs a value/, 'init', '--state'],
		[/: --state: /, 'init', '--state', ''],
		[/: --state: /, 'init', `--state=${'x'.repeat(401)}`],
		[/: --json: was given twice/, 'token', 'list', '--json', '--json'],
		[/: --json=1: takes no value/, 'token', 'list', '--json=1'],
		[/: --expires: /, 'token', 'list', '--expires', '1d'],
		[/: more: /, 'init', 'more'],
		[/: ID \.\.\.: is missing/, 'token', 'delete'],
		[/: --retire-keys or --accept-loss: /, 'restore', 'backup',
			'--retire-keys', '--accept-loss'],
		[/: --retire-keys or --accept-loss: /, 'load', 'dump',
			'--accept-loss', '--retire-keys'],
		[/: ID: is missing/, 'explain'],
		[/: NAMESPACE KID: is missing/, 'key', 'retire', 'demo'],
		[/: two: /, 'explain', 'one', 'two'],
	])
		mustFail(64, message, ...args);
});

test('a namespace is made, listed, and found by its name', () => {
	const on = install();
	const id = on('namespace', 'create', '--name', 'shop', '--algorithm',
	    'RS256', '--rsa-bits', '2048', '--description', 'Café');
	assert.match(id, UUID);
	const [row] = JSON.parse(on('namespace', 'list', '--json'));
	assert.equal(row.id, id);
	assert.equal(row.algorithm, 'RS256');
	assert.equal(row.description, 'Café');
	assert.equal(row.project_id, on.environment.SCW_DEFAULT_PROJECT_ID);
	assert.match(on('namespace', 'list'),
	    new RegExp(`^ID +NAME +ALGORITHM.*\n${id} +shop +RS256 `));
	on.fails(1, /namespace .*name/, 'namespace', 'create', '--name', 'shop');
	on.fails(1, /: --name: /, 'namespace', 'create', '--name', '-shop');
	const bytes = spawnSync('/bin/sh', ['-c',
	    '"$0" --state "$1" namespace create --name "$(printf \'a\\377\')"',
	    GATEHOUSE, on.state], { env, encoding: 'utf8' });
	assert.equal(bytes.status, 1);
	assert.match(bytes.stderr, /: --name: .*UTF-8/);
	on.fails(64, /: --name: /, 'namespace', 'create');
	on.fails(64, /: --algorithm: /, 'namespace', 'create', '--name', 'a',
	    '--algorithm', 'none');
	on.fails(64, /: --rsa-bits: /, 'namespace', 'create', '--name', 'a',
	    '--rsa-bits', '1024');
	on('namespace', 'delete', 'shop');
	on.fails(66, /namespace shop/, 'namespace', 'delete', 'shop');
	on.fails(66, /namespace /, 'namespace', 'delete', id);
});

test('a container is private unless it is made public', () => {
	const on = installDemo();
	on('container', 'create', '--namespace', on.namespace, '--name', 'open',
	    '--privacy', 'public', '--domain', 'open.example.org');
	const rows = JSON.parse(on('container', 'list', '--json'));
	assert.deepEqual(
	    rows.map((row) => [row.name, row.privacy, row.domain_name]),
	    [['demo/hello', 'private', 'hello.localhost'],
		['demo/open', 'public', 'open.example.org']]);
	on.fails(64, /: --privacy: /, 'container', 'create', '--namespace',
	    'demo', '--name', 'third', '--privacy', 'secret');
	on.fails(1, /: --domain: /, 'container', 'create', '--namespace',
	    'demo', '--name', 'third', '--domain', 'Not_A_Host');
	on.fails(64, /: --namespace: /, 'container', 'create', '--name', 'third');
	on.fails(66, /namespace none/, 'container', 'create', '--namespace',
	    'none', '--name', 'third');
});

test('a name that two containers have must be said with its namespace', () => {
	const on = installDemo();
	on('namespace', 'create', '--name', 'other');
	on('container', 'create', '--namespace', 'other', '--name', 'hello');
	on.fails(1, /: container hello: /, 'container', 'delete', 'hello');
	on.fails(66, /namespace none/, 'container', 'delete', 'none/hello');
	on.fails(66, /container none/, 'container', 'delete', 'other/none');
	on('container', 'delete', 'other/hello');
	on('container', 'delete', 'hello');
	assert.equal(on('container', 'list', '--json'), '[]');
});

test('a container takes its tokens with it, a namespace everything', () => {
	const on = installDemo();
	on('token', 'create', '--container', 'hello');
	const kept = claims(on('token', 'create', '--namespace', 'demo')).jti;
	on('container', 'delete', 'demo/hello');
	assert.deepEqual(on.tokens().map((row) => row.id), [kept]);
	on('container', 'create', '--namespace', 'demo', '--name', 'hello');
	on('token', 'create', '--container', 'hello');
	on('namespace', 'delete', 'demo');
	assert.deepEqual(on.tokens(), []);
	assert.equal(on('container', 'list', '--json'), '[]');
	assert.equal(readFileSync(join(on.state, 'deleted.log'), 'utf8')
	    .trimEnd().split('\n').length, 1 + 3);
});
