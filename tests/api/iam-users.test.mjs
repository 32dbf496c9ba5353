// SPDX-License-Identifier: ISC
// iam: users, straight over FastCGI.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Iam, PASSWORD, TIME } from '../lib/iam.mjs';
import { BETA, Suite, UNKNOWN, UUID,
    assertError, assertInvalid, assertUnknown } from '../lib/suite.mjs';

let suite, iam, owner;

before(async () => {
	suite = await Suite.start({ programs: ['iam', 'namespaces'] });
	iam = new Iam(suite);
	owner = await iam.owner();
});
after(() => suite?.stop());

describe('users', () => {
	test('a member has the members that clients know', async () => {
		const made = await iam.must('POST', 'users', {
			organization_id: iam.organization, tags: ['t'],
			member: { username: 'Ann.b@x_-', email: 'ann@x.org',
				password: PASSWORD, first_name: 'Ann',
				last_name: 'B', phone_number: '+33 1',
				locale: 'fr_FR', send_password_email: false,
				send_welcome_email: false } });
		const { id, created_at, updated_at, ...rest } = made;

		assert.match(id, UUID);
		assert.match(created_at, TIME);
		assert.equal(updated_at, created_at);
		assert.deepEqual(rest, { username: 'Ann.b@x_-',
			email: 'ann@x.org', first_name: 'Ann', last_name: 'B',
			phone_number: '+33 1', locale: 'fr_FR', tags: ['t'],
			organization_id: iam.organization, type: 'member',
			deletable: true, last_login_at: null, mfa: false,
			two_factor_enabled: false, status: 'activated',
			account_root_user_id: '', locked: false });
		assert.deepEqual(await iam.must('GET', `users/${id}`), made);
	});

	test('the Owner is one of them', () => {
		assert.equal(owner.type, 'owner');
		assert.equal(owner.deletable, false);
		assert.equal(owner.account_root_user_id, owner.id);
		assert.equal(owner.username, 'owner');
		assert.deepEqual(owner.tags, []);
		assert.equal(owner.email, '');
	});

	test('the Owner is neither deleted nor locked nor demoted', async () => {
		for (const [method, path] of [['DELETE', `users/${owner.id}`],
			['POST', `users/${owner.id}/lock`]])
			assertError(await iam.ask(method, path), 412,
			    'precondition_failed',
			    { precondition: 'user_is_owner' });
		assert.equal((await iam.must('PATCH', `users/${owner.id}`,
		    { type: 'member', locked: true })).type, 'owner');
		assert.equal((await iam.must('GET', `users/${owner.id}`)).locked,
		    false);
	});

	test('usernames, e-mails and passwords are checked', async () => {
		const refused = async (values, ...expected) => assertInvalid(
		    await iam.ask('POST', 'users', { member: { username: 'okay',
			    email: 'a@b.c', ...values } }), ...expected);

		assertInvalid(await iam.ask('POST', 'users', {}), 'member',
		    'required');
		assertInvalid(await iam.ask('POST', 'users', { member: [] }),
		    'member', 'format');
		await iam.member({ username: 'x'.repeat(64) });
		await refused({ username: null }, 'username', 'required');
		for (const username of ['x', 'x'.repeat(65), 'a b', 'é', 'a/b'])
			await refused({ username }, 'username', 'constraint');
		for (const email of ['x', '@x', 'x@', 'a@b@c', 'a b@c'])
			await refused({ email }, 'email', 'format');
		await iam.member({ email: `a@${'x'.repeat(252)}` });
		await refused({ email: `a@${'x'.repeat(253)}` }, 'email',
		    'constraint');
		await refused({ email: 'a@b\n' }, 'email', 'constraint');
		await refused({ password: 'short' }, 'password', 'constraint');
		await refused({ first_name: 'x'.repeat(65) }, 'first_name',
		    'constraint');
	});

	test('a username is theirs alone, in whatever case', async () => {
		const { id } = await iam.member({ username: 'Sole.User' });
		const other = await iam.member();

		for (const username of ['Sole.User', 'sole.user', 'OWNER'])
			assertError(await iam.ask('POST', 'users', { member: {
				username, email: 'a@b.c' } }),
			409, 'already_exists');
		assertError(await iam.ask('POST', `users/${other.id}/` +
		    'update-username', { username: 'SOLE.USER' }),
		409, 'already_exists');
		assert.equal((await iam.must('POST', `users/${id}/update-username`,
		    { username: 'sole.user' })).username, 'sole.user');
		await iam.must('POST', `users/${id}/update-username`,
		    { username: 'else' });
		await iam.must('POST', `users/${other.id}/update-username`,
		    { username: 'Sole.User' });
		await iam.must('DELETE', `users/${other.id}`);
		await iam.member({ username: 'sole.user' });
	});

	test('are changed by what is sent, and by nothing else', async () => {
		const made = await iam.member({ first_name: 'A' }, { tags: ['t'] });
		const changed = await iam.must('PATCH', `users/${made.id}`, {
			email: 'new@example.org', last_name: 'B', tags: ['u'],
			type: 'owner', username: 'x1', password: 'y',
			organization_id: UNKNOWN, deletable: false });

		assert.deepEqual({ ...changed, updated_at: '' }, { ...made,
			email: 'new@example.org', last_name: 'B', tags: ['u'],
			updated_at: '' });
	});

	test('a password is kept from every answer and list', async () => {
		const { id } = await iam.member({ password: PASSWORD });
		const answers = [await iam.must('POST',
		    `users/${id}/update-password`, { password: PASSWORD }),
		await iam.must('GET', `users/${id}`), await iam.must('GET', 'users')];

		assert.ok(!JSON.stringify(answers).includes('password'));
		assert.ok(!JSON.stringify(answers).includes('scrypt'));
		assertInvalid(await iam.ask('POST', `users/${id}/update-password`,
		    {}), 'password', 'required');
		assertInvalid(await iam.ask('POST', `users/${id}/update-password`,
		    { password: 'password' }), 'password', 'constraint');
	});

	test('who is locked is refused at once, until unlocked', async () => {
		const { id: user_id } = await iam.member();
		const secret = (await iam.key({ user_id })).secret_key;

		assert.equal(await iam.tries(secret), 403);
		assert.equal((await iam.must('POST', `users/${user_id}/lock`)).locked,
		    true);
		assertError(await iam.ask('GET', 'users', undefined,
		    { key: secret }), 401, 'denied_authentication',
		{ method: 'api_key', reason: 'unknown_reason' });
		assertError(await suite.call('GET', `${BETA}/namespaces`,
		    undefined, { key: secret }), 401, 'denied_authentication');
		assert.equal((await iam.must('POST', `users/${user_id}/unlock`))
		    .locked, false);
		assert.equal(await iam.tries(secret), 403);
	});

	test('who is deleted is refused at once', async () => {
		const { id: user_id } = await iam.member();
		const secret = (await iam.key({ user_id })).secret_key;

		await iam.must('DELETE', `users/${user_id}`);
		assertError(await iam.ask('GET', 'users', undefined,
		    { key: secret }), 401, 'denied_authentication',
		{ reason: 'not_found' });
		for (const [method, verb] of [['GET', ''], ['PATCH', ''],
			['DELETE', ''], ['POST', '/lock'], ['POST', '/unlock'],
			['POST', '/update-username'],
			['POST', '/update-password']])
			assertUnknown(await iam.ask(method,
			    `users/${user_id}${verb}`), 'user', user_id);
	});

	test('are listed by type and tag', async () => {
		const { id } = await iam.member({}, { tags: ['listed'] });
		const ids = async (query) => (await iam.must('GET',
		    `users?${query}`)).users.map((user) => user.id);

		assert.deepEqual(await ids('tag=listed&type=member&mfa=false'),
		    [id]);
		assert.deepEqual(await ids('tag=listed&type=owner'), []);
		assert.deepEqual(await ids('tag=listed&type=unknown_type'),
		    [id]);
		assert.deepEqual(await ids(`user_ids=${id}&order_by=` +
		    'last_login_desc'), [id]);
	});
});

