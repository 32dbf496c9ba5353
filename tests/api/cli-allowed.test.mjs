// SPDX-License-Identifier: ISC
// gatehouse allowed, and that the programs of the API decide the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { install } from '../lib/cli.mjs';
import { installAlice, lines, say } from '../lib/cli-iam.mjs';
import { BETA, Suite, assertError } from '../lib/suite.mjs';

// What the command answers; its exit status says the same.
function allowed(on, who, ...args) {
	const { status, stdout, stderr } = say(on, '', 'allowed', ...args,
	    '--as', who);
	assert.equal(stderr, '');
	assert.equal(status, stdout === 'yes\n' ? 0 : 1);
	return stdout.trim();
}

test('allowed says yes, or which permission set is missing', () => {
	const on = installAlice();
	on('project', 'create', '--name', 'shop');
	const ask = (...args) => allowed(on, 'alice', ...args);
	assert.equal(allowed(on, 'owner', 'delete', 'user'), 'yes');
	assert.equal(ask('read', 'token'), 'no: ContainersReadOnly is missing');
	assert.equal(ask('write', 'token'),
	    'no: ContainersFullAccess is missing');
	assert.equal(ask('call', 'container'),
	    'no: ContainersPrivateAccess is missing');
	assert.equal(ask('read', 'user'), 'no: IAMReadOnly is missing');
	assert.equal(ask('call', 'token'), 'no: a permission set is missing');
	on('group', 'create', '--name', 'devs');
	on('group', 'add', 'devs', '--user', 'alice');
	on('policy', 'create', '--name', 'p', '--group', 'devs', '--permission',
	    'ContainersFullAccess', '--project', 'shop');
	assert.equal(ask('write', 'token', '--project', 'shop'), 'yes');
	assert.equal(ask('write', 'token'),
	    'no: ContainersFullAccess is missing');
	assert.equal(ask('write', 'token', '--project', 'default'),
	    'no: ContainersFullAccess is missing');
	on('policy', 'create', '--name', 'q', '--user', 'alice', '--permission',
	    'ContainersReadOnly', '--organization');
	assert.equal(ask('read', 'token'), 'yes');
	on('policy', 'create', '--name', 'r', '--user', 'alice', '--permission',
	    'IAMManager', '--organization');
	assert.equal(ask('write', 'policy'), 'yes');
	on('group', 'remove', 'devs', '--user', 'alice');
	assert.equal(ask('write', 'token', '--project', 'shop'),
	    'no: ContainersFullAccess is missing');
});

test('allowed knows users and API keys as the programs do', () => {
	const on = installAlice();
	on('application', 'create', '--name', 'robot');
	on('policy', 'create', '--name', 'p', '--application', 'robot',
	    '--permission', 'AllProductsFullAccess', '--organization');
	on('policy', 'create', '--name', 'q', '--user', 'alice',
	    '--permission', 'AllProductsReadOnly', '--organization');
	const key = (...args) =>
	    lines(on('api-key', 'create', ...args)).SCW_ACCESS_KEY;
	const robot = key('--application', 'robot');
	const alice = key('--user', 'alice');
	const owner = on.environment.SCW_ACCESS_KEY;
	assert.equal(allowed(on, robot, 'call', 'container'), 'yes');
	assert.equal(allowed(on, robot, 'read', 'user'),
	    'no: IAMReadOnly is missing');
	assert.equal(allowed(on, owner, 'delete', 'policy'), 'yes');
	for (const who of [alice, on.alice, 'Alice'])
		assert.equal(allowed(on, who, 'read', 'token'), 'yes');
	on('user', 'lock', 'alice');
	for (const who of [alice, on.alice, 'Alice'])
		assert.equal(allowed(on, who, 'read', 'token'),
		    'no: the user is locked');
	on('user', 'unlock', 'alice');
	assert.equal(allowed(on, alice, 'read', 'token'), 'yes');
	on('api-key', 'delete', alice);
	on.fails(66, /: user SCW/, 'allowed', 'read', 'token', '--as', alice);
});

test('an expired API key is allowed nothing', async () => {
	const on = install();
	const soon = new Date(Date.now() + 2000).toISOString();
	const { SCW_ACCESS_KEY: key } = lines(on('api-key', 'create', '--user',
	    'owner', '--expires', soon));
	const deadline = Date.now() + 10000;
	let answer;
	while ((answer = allowed(on, key, 'read', 'token')) === 'yes') {
		assert.ok(Date.now() < deadline);
		await pause(50);
	}
	assert.equal(answer, 'no: the API key has expired');
	assert.ok(Date.now() >= Date.parse(soon) - 1000);
});

test('what the command changes, the programs feel at once', async () => {
	const suite = await Suite.start({ programs: ['namespaces'] });
	const { gatehouse } = suite;
	const on = (...args) => gatehouse.apply(suite, args);
	const made = () => lines(on('api-key', 'create', '--user', 'bob'));
	try {
		on('user', 'create', '--username', 'bob', '--email', 'b@c.org');
		const { SCW_ACCESS_KEY: access, SCW_SECRET_KEY: key } = made();
		let count = 0;
		const ask = (key) => suite.call('POST', `${BETA}/namespaces`,
		    { name: `n${++count}`,
			    project_id: suite.SCW_DEFAULT_PROJECT_ID },
		    { key });
		assertError(await ask(key), 403, 'permissions_denied');
		on('policy', 'create', '--name', 'p', '--user', 'bob',
		    '--permission', 'ContainersFullAccess', '--project', 'default');
		assert.equal((await ask(key)).status, 200);
		on('user', 'lock', 'bob');
		assertError(await ask(key), 401, 'denied_authentication');
		on('user', 'unlock', 'bob');
		assert.equal((await ask(key)).status, 200);
		on('policy', 'delete', 'p');
		assertError(await ask(key), 403, 'permissions_denied');
		on('api-key', 'delete', access);
		assertError(await ask(key), 401, 'denied_authentication');
		const { SCW_SECRET_KEY: other } = made();
		assertError(await ask(other), 403, 'permissions_denied');
		on('user', 'delete', 'bob');
		assertError(await ask(other), 401, 'denied_authentication');
	} finally {
		await suite.stop();
	}
});
