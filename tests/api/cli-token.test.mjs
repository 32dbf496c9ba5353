// SPDX-License-Identifier: ISC
// gatehouse token create, list and delete.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { claims, files, installDemo, run } from '../lib/cli.mjs';

const DAY = 86400;

test('token create prints the token alone, and its id beside it', () => {
	const on = installDemo();
	const { status, stdout, stderr } = run('--state', on.state, 'token',
	    'create', '--container', 'demo/hello', '--description', 'build');
	assert.equal(status, 0, stderr);
	assert.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
	const said = claims(stdout);
	assert.deepEqual(said.application_claim,
	    [{ namespace_id: '', application_id: on.container }]);
	assert.equal(stderr, `${said.jti}\n`);
	assert.equal(said.exp, undefined);
	const [row] = on.tokens();
	assert.equal(row.id, said.jti);
	assert.equal(row.container_id, on.container);
	assert.equal(row.description, 'build');
	assert.equal(row.expires_at, null);
	assert.equal(row.last_used_at, null);
});

test('a token is for exactly one container or namespace', () => {
	const on = installDemo();
	on.fails(64, /exactly one/, 'token', 'create');
	on.fails(64, /exactly one/, 'token', 'create', '--container', 'hello',
	    '--namespace', 'demo');
	on.fails(66, /container none/, 'token', 'create', '--container', 'none');
	on.fails(66, /namespace none/, 'token', 'create', '--namespace', 'none');
	on.fails(66, /container /, 'token', 'create', '--container',
	    on.namespace);
	assert.deepEqual(on.tokens(), []);
});

test('an expiry is a time, a span or never', () => {
	const on = installDemo();
	const expiry = (text) => {
		const said = claims(on('token', 'create', '--namespace', 'demo',
		    '--expires', text));
		return said.exp === undefined ? said.exp : said.exp - said.iat;
	};
	assert.equal(expiry('never'), undefined);
	assert.equal(expiry('30d'), 30 * DAY);
	assert.equal(expiry('12h'), DAY / 2);
	assert.equal(claims(on('token', 'create', '--namespace', 'demo',
	    '--expires', '2090-01-01T00:00:00+01:00')).exp,
	    Date.parse('2090-01-01T00:00:00+01:00') / 1000);
	for (const text of ['', 'd', '0d', '-1d', '1.5d', '1m', '12345678d',
	    'soon', '2090-02-30T00:00:00Z', '1d '])
		on.fails(64, /: --expires: /, 'token', 'create', '--namespace',
		    'demo', '--expires', text);
	for (const text of ['1970-01-01T00:00:00Z', '2001-01-01T00:00:00Z',
	    '9999999d'])
		on.fails(1, /: --expires: /, 'token', 'create', '--namespace',
		    'demo', '--expires', text);
	assert.equal(on.tokens().length, 4);
});

test('a description is one line of at most 255 characters', () => {
	const on = installDemo();
	const create = ['token', 'create', '--namespace', 'demo',
	    '--description'];
	const longest = 'é'.repeat(255);
	on(...create, longest);
	on.fails(1, /: --description: /, ...create, `${longest}x`);
	on.fails(1, /: --description: /, ...create, 'two\nlines');
	on.fails(1, /: --description: /, ...create, '\x1b[31m');
	assert.deepEqual(on.tokens().map((row) => row.description), [longest]);
});

test('token list shows all tokens, or those of one scope, in order', () => {
	const on = installDemo();
	const create = (...args) => claims(on('token', 'create', ...args)).jti;
	const first = create('--container', 'hello');
	const second = create('--namespace', 'demo');
	const third = create('--container', 'hello');
	const ids = (...args) => on.tokens(...args).map((row) => row.id);
	assert.deepEqual(ids(), [first, second, third]);
	assert.deepEqual(ids('--container', 'hello'), [first, third]);
	assert.deepEqual(ids('--namespace', 'demo'), [second]);
	on.fails(64, /at most one/, 'token', 'list', '--container', 'hello',
	    '--namespace', 'demo');
	const lines = on('token', 'list').split('\n');
	assert.equal(lines.length, 4);
	assert.match(lines[1], new RegExp(
	    `^${first}  container  demo/hello  2\\S+Z  never +never`));
});

test('token list shows more tokens than one page holds', () => {
	const on = installDemo();
	const ids = [];
	for (let i = 0; i < 101; i++)
		ids.push(claims(on('token', 'create', '--namespace', 'demo')).jti);
	assert.deepEqual(on.tokens().map((row) => row.id), ids);
});

test('token delete deletes what it can and reports the rest', () => {
	const on = installDemo();
	const ids = [0, 1, 2].map(() =>
	    claims(on('token', 'create', '--container', 'hello')).jti);
	const unknown = '6f1b3a52-0c56-4f6e-9d0e-0a4d9a1f7c11';
	const said = on.fails(66, /token 6f1b3a52/, 'token', 'delete', ids[0],
	    unknown, 'garbage', ids[2]);
	assert.match(said, /token garbage/);
	assert.deepEqual(on.tokens().map((row) => row.id), [ids[1]]);
	on.fails(66, /token /, 'token', 'delete', ids[0]);
	const journal = readFileSync(join(on.state, 'deleted.log'), 'utf8');
	// The first line names the installation.
	assert.deepEqual(journal.trimEnd().split('\n').slice(1)
	    .map((line) => line.split(' ')[1]), [ids[0], ids[2]]);
});

test('a token is in no file of the state', () => {
	const on = installDemo();
	const parts = ['--container', '--namespace'].map((option, i) =>
	    on('token', 'create', option, ['hello', 'demo'][i]))
	    .flatMap((token) => token.split('.'));
	on('token', 'list');
	for (const file of files(on.state)) {
		const content = readFileSync(file);
		for (const part of parts) {
			assert.ok(!content.includes(part), file);
			assert.ok(!content.includes(
			    Buffer.from(part, 'base64url')), file);
		}
	}
});
