// SPDX-License-Identifier: ISC
// gatehouse explain.
import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { install, installDemo } from '../lib/cli.mjs';

// As doc/TOKEN.md describes it.
function refusalId(state, { cause, container, check = 0, time }) {
	const key = Buffer.from(
	    readFileSync(join(state, 'refusal.key'), 'utf8').trim(), 'base64url');
	const block = Buffer.alloc(16);
	block.writeUIntBE(time, 0, 5);
	block[5] = cause;
	Buffer.from(container.replaceAll('-', ''), 'hex').copy(block, 6, 0, 4);
	randomBytes(4).copy(block, 10);
	block[15] = check;
	const cipher = createCipheriv('aes-256-ecb', key, null);
	cipher.setAutoPadding(false);
	return cipher.update(block).toString('base64url');
}

// The causes in their order, from the source that numbers them.
function causeNumber(name) {
	const header = readFileSync(new URL('../../lib/base/error.h',
	    import.meta.url), 'utf8');
	const names = [...header.matchAll(/X\((TOKEN_\w+),/g)].map((m) => m[1]);
	assert.ok(names.includes(name));
	return names.indexOf(name);
}

test('explain tells time, container and cause of a refusal', () => {
	const on = installDemo();
	const refusal = { time: Date.parse('2026-05-06T14:42:11Z') / 1000,
	    cause: causeNumber('TOKEN_EXPIRED'), container: on.container };
	assert.equal(on('explain', refusalId(on.state, refusal)),
	    'time: 2026-05-06T14:42:11Z\n' +
	    `container: demo/hello (${on.container})\n` +
	    'cause: the token has expired');
	refusal.container = '00000000';
	assert.match(on('explain', refusalId(on.state, refusal)),
	    /^container: none$/m);
	refusal.container = '12345678';
	assert.match(on('explain', refusalId(on.state, refusal)),
	    /^container: 12345678-0000/m);
});

test('explain takes ids that begin with a hyphen', () => {
	const on = installDemo();
	const refusal = { time: 1, cause: causeNumber('TOKEN_NO_TOKEN'),
	    container: on.container };
	let id;
	do
		id = refusalId(on.state, refusal);
	while (!/^-[^-]/.test(id));
	assert.match(on('explain', id), /^cause: no token was sent$/m);
	do
		id = refusalId(on.state, refusal);
	while (!id.startsWith('--'));
	assert.match(on('explain', '--', id), /^cause: no token was sent$/m);
});

test('explain refuses what is no refusal of this installation', () => {
	const on = installDemo();
	const refusal = { time: 1, cause: 13, container: on.container };
	const foreign = refusalId(install().state, refusal);
	const own = refusalId(on.state, refusal);
	for (const id of ['garbage', '', own.slice(1), `${own}A`, foreign,
	    refusalId(on.state, { ...refusal, check: 1 }),
	    refusalId(on.state, { ...refusal, cause: 0 }),
	    refusalId(on.state, { ...refusal, cause: 255 })])
		on.fails(1, /: id: is not the id of a refusal/, 'explain', '--', id);
});
