// SPDX-License-Identifier: ISC
// The gatehouse command: passwords, made up or from standard input.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Browser } from '../lib/browser.mjs';
import { GATEHOUSE, env, install } from '../lib/cli.mjs';
import { PASSWORD, installAlice, lines, list, say } from '../lib/cli-iam.mjs';
import { Suite } from '../lib/suite.mjs';

test('a password that is made up is shown, as lines that sign in', () => {
	const on = install();
	const { status, stdout, stderr } = say(on, '', 'user', 'create',
	    '--username', 'bob', '--email', 'bob@example.org');
	assert.equal(status, 0, stderr);
	assert.equal(stderr.trim(), list(on, 'user')[0].id);
	const { GATEHOUSE_USERNAME: username, GATEHOUSE_PASSWORD: password,
	    ...rest } = lines(stdout);
	assert.equal(username, 'bob');
	assert.match(password, /^[a-z0-9]{20}$/);
	assert.deepEqual(rest, {});
	const again = lines(on('user', 'set-password', 'BOB'));
	assert.equal(again.GATEHOUSE_USERNAME, 'bob');
	assert.match(again.GATEHOUSE_PASSWORD, /^[a-z0-9]{20}$/);
	assert.notEqual(again.GATEHOUSE_PASSWORD, password);
});

test('a password is one line of standard input', () => {
	const on = installAlice();
	const set = (input) =>
	    say(on, input, 'user', 'set-password', 'alice', '--password-stdin');
	for (const input of [PASSWORD, `${PASSWORD}\n`, `${PASSWORD}\nmore`,
	    'éàüöñçßê', 'x y'.repeat(341) + 'z']) {
		const { status, stdout, stderr } = set(input);
		assert.equal(status, 0, stderr);
		assert.equal(stdout, '');
	}
	for (const [message, input] of [
		[/no line/, ''], [/no line/, '\n'], [/no line/, '\nsecond line'],
		[/no line/, `${PASSWORD}\r\n`], [/no line/, `${PASSWORD}\0\n`],
		[/no line/, Buffer.from('no text at all \xff', 'latin1')],
		[/at least 8/, '7 chars\n'],
		[/at most 1024/, 'x y'.repeat(342)],
		[/at most 1024/, 'x'.repeat(1 << 20)],
	]) {
		const { status, stdout, stderr } = set(input);
		assert.equal(status, 1, `${stderr}`);
		assert.equal(stdout, '');
		assert.match(stderr, /^gatehouse: password: /);
		assert.match(stderr, message);
	}
	const none = say(on, '', 'user', 'create', '--username', 'bob',
	    '--email', 'bob@example.org', '--password-stdin');
	assert.equal(none.status, 1);
	assert.equal(list(on, 'user').length, 2);
});

// Waits until the command sleeps with no child in the store: in read(2).
async function isReading(child) {
	const proc = `/proc/${child.pid}`;
	const deadline = Date.now() + 10000;
	for (;;) {
		const program = spawnSync('readlink', [`${proc}/exe`],
		    { encoding: 'utf8' }).stdout.trim();
		const stat = readFileSync(`${proc}/stat`, 'utf8').split(') ')[1];
		const children = readFileSync(
		    `${proc}/task/${child.pid}/children`, 'utf8');
		if (program === GATEHOUSE && stat.startsWith('S')) {
			assert.equal(children, '');
			return;
		}
		assert.ok(Date.now() < deadline, 'it does not read');
		await pause(10);
	}
}

test('who waits for a password is not in the store yet', async () => {
	const on = installAlice();
	const child = spawn(GATEHOUSE, ['--state', on.state, 'user',
	    'set-password', 'alice', '--password-stdin'],
	    { env, stdio: ['pipe', 'ignore', 'inherit'] });
	const ended = new Promise((done) => child.once('close', done));
	const view = () => readFileSync(join(on.state, 'view', 'current'));
	await isReading(child);
	// Who finds itself alone recovers and makes a new view.
	const before = view();
	assert.equal(list(on, 'user').length, 2);
	assert.notDeepEqual(view(), before);
	child.stdin.end(`${PASSWORD}\n`);
	assert.equal(await ended, 0);
});

test('a terminal does not show the password that is typed', async () => {
	const on = installAlice();
	const child = spawn('script', ['-qec', `'${GATEHOUSE}' --state ` +
	    `'${on.state}' user set-password alice --password-stdin`,
	    '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
	const ended = new Promise((done) => child.once('close', done));
	let shown = '';
	child.stdout.setEncoding('utf8').on('data', (data) => {
		shown += data;
		if (shown === 'password: ')
			child.stdin.write(`${PASSWORD}\n`);
	});
	assert.equal(await ended, 0);
	assert.equal(shown.trim(), 'password:');
});

test('the password that was set last signs in, and no other', async () => {
	const suite = await Suite.start({ programs: ['sign-in'] });
	const browser = new Browser(suite);
	const signIn = async (username, password) =>
	    (await browser.signIn({ username, password })).status;
	try {
		const { GATEHOUSE_USERNAME: name, GATEHOUSE_PASSWORD: first } =
		    lines(suite.gatehouse('user', 'create', '--username', 'bob',
			'--email', 'bob@example.org'));
		const { cookie } = await browser.mustSignIn(
		    { username: name, password: first });
		assert.equal(await browser.status(cookie), 200);
		const { status } = spawnSync(GATEHOUSE, ['user', 'set-password',
		    'bob', '--password-stdin'],
		    { env: suite.environment, input: `${PASSWORD}\nmore\n` });
		assert.equal(status, 0);
		assert.equal(await browser.status(cookie), 401);
		assert.equal(await signIn('bob', first), 401);
		assert.equal(await signIn('bob', PASSWORD), 200);
		suite.gatehouse('user', 'lock', 'bob');
		assert.equal(await signIn('bob', PASSWORD), 401);
	} finally {
		await suite.stop();
	}
});
