// SPDX-License-Identifier: ISC
// The gatehouse command: users, applications, groups, policies, API keys and
// projects.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { GATEHOUSE, UUID, env, files, install, must } from '../lib/cli.mjs';
import { PASSWORD, installAlice, lines, list } from '../lib/cli-iam.mjs';

const UNKNOWN = '6f1b3a52-0c56-4f6e-9d0e-0a4d9a1f7c11';

test('every command of IAM is in the help', () => {
	const help = must('--help');
	for (const noun of ['user', 'application', 'group', 'policy', 'api-key',
	    'project'])
		for (const verb of ['create', 'list', 'delete'])
			assert.match(help, new RegExp(`^  ${noun} ${verb} `, 'm'));
	for (const command of ['user lock', 'user unlock', 'user set-password',
	    'group add', 'group remove', 'allowed'])
		assert.match(help, new RegExp(`^  ${command} `, 'm'));
});

test('a wrong command line is refused with 64 and its cause', () => {
	const create = (noun, ...args) => [noun, 'create', ...args];
	const policy = create('policy', '--name', 'p', '--permission', 'S');
	const on = install();
	for (const [message, ...args] of [
		[/: user: /, 'user'],
		[/: --name: is no option of this command/, 'user', 'list',
		    '--name', 'x'],
		[/: --json: is no option of this command/, 'allowed', 'read',
		    'token', '--json'],
		[/: --username: is missing/, ...create('user', '--email', 'a@b')],
		[/: --email: is missing/, ...create('user', '--username', 'ab')],
		[/: --password: is no option/, ...create('user', '--password',
		    PASSWORD)],
		[/: --password-stdin=x: takes no value/, ...create('user',
		    '--password-stdin=x')],
		[/: ID\|USERNAME: is missing/, 'user', 'delete'],
		[/: two: /, 'user', 'lock', 'one', 'two'],
		[/: --name: is missing/, ...create('application')],
		[/: --name: is missing/, ...create('group')],
		[/: --name: is missing/, ...create('project')],
		[/: --user or --application: exactly one/, 'group', 'add', 'g'],
		[/: --user or --application: exactly one/, 'group', 'remove',
		    'g', '--user', 'u', '--application', 'a'],
		[/: --group: is no option/, 'group', 'add', 'g', '--group', 'g'],
		[/: --name: is missing/, ...create('policy')],
		[/: --permission: is missing/, ...create('policy', '--name', 'p')],
		[/: --project or --organization: exactly one/, ...policy,
		    '--user', 'u'],
		[/: --project or --organization: exactly one/, ...policy,
		    '--user', 'u', '--project', 'p', '--organization'],
		[/: --user, --application or --group: exactly one/, ...policy,
		    '--organization'],
		[/: --user, --application or --group: exactly one/, ...policy,
		    '--organization', '--user', 'u', '--group', 'g'],
		[/: --user or --application: exactly one/, ...create('api-key')],
		[/: --expires: is no time/, ...create('api-key', '--user', 'owner',
		    '--expires', 'soon')],
		[/: ACCESS_KEY: is missing/, 'api-key', 'delete'],
		[/: --as: is missing/, 'allowed', 'read', 'token'],
		[/: look: is none of read/, 'allowed', 'look', 'token', '--as',
		    'owner'],
		[/: door: is no kind of resource/, 'allowed', 'read', 'door',
		    '--as', 'owner'],
	])
		on.fails(64, message, ...args);
});

test('what is not there is exit status 66, by id and by name', () => {
	const on = install();
	for (const name of ['none', UNKNOWN]) {
		for (const noun of ['user', 'application', 'group', 'policy',
		    'project'])
			on.fails(66, new RegExp(`: ${noun} ${name}: `), noun,
			    'delete', name);
		on.fails(66, /: user /, 'user', 'lock', name);
		on.fails(66, /: user /, 'user', 'unlock', name);
		on.fails(66, /: user /, 'user', 'set-password', name);
		on.fails(66, /: user /, 'api-key', 'create', '--user', name);
		on.fails(66, /: user /, 'allowed', 'read', 'token', '--as', name);
		on.fails(66, /: project /, 'allowed', 'read', 'token', '--as',
		    'owner', '--project', name);
		on.fails(66, /: project /, 'namespace', 'create', '--name', 'n',
		    '--project', name);
	}
	on.fails(66, /: access key /, 'api-key', 'delete',
	    'SCWXXXXXXXXXXXXXXXXX');
});

test('a value that cannot be is named by its option', () => {
	const on = install();
	const policy = (...words) => ['policy', 'create', '--name', 'p', '--user',
	    'owner', '--permission', ...words];
	const container = (...words) => ['container', 'create', '--namespace',
	    'demo', '--name', 'shop', ...words];
	const user = (username, email) => ['user', 'create', '--username',
	    username, '--email', email];

	on('namespace', 'create', '--name', 'demo');
	for (const [option, words] of [
	    ['--permission', policy('Everything', '--organization')],
	    ['--permission', policy('ContainersReadOnly,IAMReadOnly',
		'--organization')],
	    ['--project', policy('IAMReadOnly', '--project', 'default')],
	    ['--name', ['application', 'create', '--name', 'a/b']],
	    ['--name', ['project', 'create', '--name', '']],
	    ['--description', ['group', 'create', '--name', 'g', '--description',
		'x'.repeat(201)]],
	    ['--username', user('a', 'a@b.c')], ['--email', user('ann', 'a')],
	    ['--domain', container('--domain', 'No.Good')],
	    ['--cors-origin', container('--cors-origin', 'x')]])
		on.fails(1, new RegExp(`^gatehouse: ${option}: ((?!\\w_\\w)[^[])+\n$`),
		    ...words);
});

test('bytes that are no text are refused', () => {
	const on = install();
	const script = (words) => spawnSync('/bin/sh', ['-c',
	    `x=$(printf 'a\\377'); "$0" --state "$1" ${words}`, GATEHOUSE,
	    on.state], { env, encoding: 'utf8' });
	for (const words of ['application create --name "$x"',
	    'user create --username "$x" --email a@b',
	    'policy create --name p --user owner --permission "$x" --organization',
	    'api-key create --user owner --description "$x"']) {
		const { status, stderr } = script(words);
		assert.equal(status, 1, words);
		assert.match(stderr, /: options: are no UTF-8 text/);
	}
});

test('a user is made, listed, and found by id and by name', () => {
	const on = installAlice();
	assert.match(on.alice, UUID);
	const [alice, owner] = list(on, 'user');
	assert.equal(alice.id, on.alice);
	assert.equal(alice.username, 'alice');
	assert.equal(alice.email, 'alice@example.org');
	assert.equal(alice.type, 'member');
	assert.equal(alice.locked, false);
	assert.equal(owner.type, 'owner');
	assert.match(on('user', 'list'), new RegExp(
	    `^ID +USERNAME +TYPE .*\n${on.alice} +alice +member +- +never +alice@`));
	on('user', 'lock', 'ALICE');
	assert.match(on('user', 'list'), / alice +member +yes /);
	on('user', 'unlock', on.alice);
	assert.equal(list(on, 'user')[0].locked, false);
	on.fails(1, /: user .*/, 'user', 'create', '--username', 'Alice',
	    '--email', 'other@example.org');
	on.fails(1, /: --username: /, 'user', 'create', '--username', 'a b',
	    '--email', 'a@example.org');
	on.fails(1, /: --email: /, 'user', 'create', '--username', 'bob',
	    '--email', 'nowhere');
	on('user', 'delete', 'alice');
	assert.deepEqual(list(on, 'user').map((user) => user.username),
	    ['owner']);
});

test('no password and no secret key is in a file of the state', () => {
	const on = installAlice();
	const secrets = [PASSWORD,
	    lines(on('user', 'set-password', 'alice')).GATEHOUSE_PASSWORD,
	    lines(on('api-key', 'create', '--user', 'alice')).SCW_SECRET_KEY];
	for (const secret of secrets) {
		assert.ok(secret.length >= 20);
		for (const file of files(on.state))
			assert.ok(!readFileSync(file).includes(secret), file);
	}
});

test('the Owner can neither be locked nor deleted', () => {
	const on = install();
	on.fails(1, /the Owner cannot be locked/, 'user', 'lock', 'owner');
	on.fails(1, /the Owner cannot be deleted/, 'user', 'delete', 'owner');
	assert.deepEqual(list(on, 'user').map((user) => user.locked), [false]);
});

test('an application is made, listed and deleted with its keys', () => {
	const on = install();
	const id = on('application', 'create', '--name', 'robot',
	    '--description', 'Café');
	assert.match(id, UUID);
	const [row] = list(on, 'application');
	assert.equal(row.id, id);
	assert.equal(row.name, 'robot');
	assert.equal(row.description, 'Café');
	assert.match(on('application', 'list'), new RegExp(
	    `^ID +NAME +CREATED +DESCRIPTION\n${id} +robot +2\\S+Z +Café$`));
	on.fails(1, /: application .*/, 'application', 'create', '--name',
	    'robot');
	on.fails(1, /: --name: /, 'application', 'create', '--name', 'ro/bot');
	on('api-key', 'create', '--application', 'robot');
	assert.equal(list(on, 'api-key').length, 2);
	on('application', 'delete', 'robot');
	assert.equal(list(on, 'api-key').length, 1);
	assert.deepEqual(list(on, 'application'), []);
});

test('a group has users and applications', () => {
	const on = installAlice();
	const id = on('group', 'create', '--name', 'devs');
	const robot = on('application', 'create', '--name', 'robot');
	on('group', 'add', 'devs', '--user', 'alice');
	on('group', 'add', id, '--application', robot);
	on('group', 'add', 'devs', '--user', on.alice);
	const [row] = list(on, 'group');
	assert.deepEqual(row.user_ids, [on.alice]);
	assert.deepEqual(row.application_ids, [robot]);
	assert.equal(row.members, 'user alice, application robot');
	assert.match(on('group', 'list'), /Z +user alice, application robot$/);
	on('group', 'remove', 'devs', '--user', 'alice');
	on.fails(66, /: user /, 'group', 'remove', 'devs', '--user', 'alice');
	on.fails(66, /: group none/, 'group', 'add', 'none', '--user', 'alice');
	on('group', 'remove', 'devs', '--application', 'robot');
	assert.match(on('group', 'list'), / -$/);
	on('group', 'delete', 'devs');
	assert.deepEqual(list(on, 'group'), []);
});

test('a project holds namespaces, and is kept while it does', () => {
	const on = install();
	const id = on('project', 'create', '--name', 'shop');
	assert.deepEqual(list(on, 'project').map((row) => row.name),
	    ['default', 'shop']);
	on('namespace', 'create', '--name', 'here');
	on('namespace', 'create', '--name', 'there', '--project', 'shop');
	assert.deepEqual(list(on, 'namespace').map((row) => row.project_id),
	    [on.environment.SCW_DEFAULT_PROJECT_ID, id]);
	on.fails(1, /the project has namespaces/, 'project', 'delete', 'shop');
	on.fails(1, /the default project/, 'project', 'delete', 'default');
	on('namespace', 'delete', 'there');
	on('project', 'delete', 'shop');
	assert.equal(list(on, 'project').length, 1);
});

test('a policy gives sets on projects or the organization', () => {
	const on = installAlice();
	const shop = on('project', 'create', '--name', 'shop');
	const create = ['policy', 'create', '--user', 'alice', '--name'];
	const id = on(...create, 'first', '--permission',
	    'ContainersReadOnly,ContainersPrivateAccess', '--project',
	    `default,${shop}`, '--description', 'why');
	on(...create, 'second', '--permission', 'IAMReadOnly', '--organization');
	const [first, second] = list(on, 'policy');
	assert.equal(first.id, id);
	assert.equal(first.user_id, on.alice);
	assert.equal(first.description, 'why');
	assert.equal(first.rules.length, 1);
	assert.deepEqual(first.rules[0].permission_set_names,
	    ['ContainersReadOnly', 'ContainersPrivateAccess']);
	assert.deepEqual(first.rules[0].project_ids,
	    [on.environment.SCW_DEFAULT_PROJECT_ID, shop]);
	assert.equal(second.rules[0].organization_id,
	    on.environment.SCW_DEFAULT_ORGANIZATION_ID);
	const [, one, two] = on('policy', 'list').split('\n');
	assert.match(one, / first +user alice +ContainersReadOnly, ContainersPrivateAccess on default, shop$/);
	assert.match(two, / second +user alice +IAMReadOnly on organization$/);
	for (const [status, message, ...args] of [
		[1, /: --permission: /, 'Nothing', '--organization'],
		[1, /: --permission: /, '', '--organization'],
		[1, /: --permission: /, 'ContainersReadOnly,',
		    '--organization'],
		[1, /: --permission: /, 'ContainersReadOnly,IAMReadOnly',
		    '--organization'],
		[1, /: --project: /, 'IAMReadOnly', '--project', 'shop'],
		[66, /: project none/, 'ContainersReadOnly', '--project',
		    'shop,none'],
		[66, /: project/, 'ContainersReadOnly', '--project', ''],
		[66, /: project/, 'ContainersReadOnly', '--project', 'shop,'],
	])
		on.fails(status, message, ...create, 'third', '--permission',
		    ...args);
	on.fails(1, /: policy .*/, ...create, 'first', '--permission',
	    'IAMReadOnly', '--organization');
	on('policy', 'delete', 'first');
	on('user', 'delete', 'alice');
	assert.match(on('policy', 'list'), / second +nobody +IAMReadOnly/);
	on('policy', 'delete', second.id);
	assert.deepEqual(list(on, 'policy'), []);
});

test('an API key is shown once, listed, and deleted by its access key', () => {
	const on = installAlice();
	on('application', 'create', '--name', 'robot');
	const create = ['api-key', 'create', '--application', 'robot'];
	const { SCW_ACCESS_KEY: access, SCW_SECRET_KEY: secret, ...rest } =
	    lines(on(...create, '--description', 'ci', '--expires', '30d'));
	assert.match(access, /^SCW[A-Z0-9]{17}$/);
	assert.match(secret, UUID);
	assert.deepEqual(rest, {});
	on('api-key', 'create', '--user', 'alice', '--expires', 'never');
	const text = on('api-key', 'list');
	assert.ok(!text.includes(secret));
	assert.match(text, new RegExp(
	    `\n${access} +application robot +2\\S+Z +2\\S+Z +ci\n`));
	assert.match(text, /user alice +2\S+Z +never +$/m);
	const row = list(on, 'api-key').find((key) => key.access_key === access);
	assert.equal(row.secret_key, null);
	assert.equal(row.bearer, 'application robot');
	const days = (Date.parse(row.expires_at) - Date.now()) / 86400000;
	assert.ok(days > 29.9 && days < 30.1, row.expires_at);
	for (const text of ['1970-01-01T00:00:00Z', '2001-01-01T00:00:00Z',
	    '9999999d'])
		on.fails(1, /: --expires: /, ...create, '--expires', text);
	on.fails(1, /: --description: /, ...create, '--description',
	    'x'.repeat(201));
	on('api-key', 'delete', access);
	on.fails(66, /: access key /, 'api-key', 'delete', access);
	assert.equal(list(on, 'api-key').length, 2);
});
