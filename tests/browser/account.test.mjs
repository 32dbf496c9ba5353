// SPDX-License-Identifier: ISC
// One's own account, and IAM for a member who may little.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { api, mustBeFine, open, owner, settled } from './fixture.mjs';

const IAM = '/iam/v1alpha1';
const ALICE = { username: 'alice', password: 'a quiet river runs' };
let page, policy;

const button = (name) => page.getByRole('button', { name, exact: true });
const dialog = () => page.locator('dialog').last();
const inDialog = (name) =>
  dialog().getByRole('button', { name, exact: true });

async function visit(query) {
  await page.goto(new URL(query, page.url()).href);
  await settled(page);
}

const give = (sets) => api('PUT', `${IAM}/rules`, { policy_id: policy.id,
  rules: sets.map((set) => ({ permission_set_names: [set],
    organization_id: owner.SCW_DEFAULT_ORGANIZATION_ID })) });

before(async () => {
  const user = await api('POST', `${IAM}/users`, { member: ALICE });
  policy = await api('POST', `${IAM}/policies`, { name: 'alice looks',
    user_id: user.id, rules: [] });
  await api('POST', `${IAM}/applications`, { name: 'ci' });
  await give(['ContainersReadOnly']);
  page = await open({ user: ALICE });
});

test('who may not read users is told which permission set is missing',
  async () => {
    await visit('?page=iam');
    assert.match(await page.getByRole('main').textContent(),
      /needs the Owner, or a policy with the permission set IAMReadOnly/);
    assert.equal(await button('Create user').count(), 0);
    await mustBeFine(page, 'users, not readable');
  });

test('who may only read sees no dead buttons, and what is missing',
  async () => {
    await give(['ContainersReadOnly', 'IAMReadOnly']);
    for (const [name, set, action] of [
      ['users', 'IAMManager', 'Create user'],
      ['applications', 'IAMApplicationManager', 'Create application'],
      ['groups', 'IAMManager', 'Create group'],
      ['policies', 'IAMManager', 'Create policy']]) {
      await visit(`?page=iam-${name}`);
      await page.getByText(set).first().waitFor();
      assert.equal(await button(action).count(), 0, name);
    }
    await visit('?page=iam-applications');
    await page.getByRole('link', { name: 'ci', exact: true }).click();
    await page.getByRole('heading', { name: 'ci', level: 1 }).waitFor();
    for (const name of ['Edit', 'Delete application', 'Create API key'])
      assert.equal(await button(name).count(), 0, name);
    await mustBeFine(page, 'application, only read');
  });

test('a permission that is withdrawn while the page is open is said in it, ' +
  'and what was typed stays', async () => {
  await give(['IAMManager']);
  await visit('?page=iam-groups');
  await button('Create group').first().click();
  await dialog().getByLabel('Name').fill('late');
  await give(['IAMReadOnly']);
  await inDialog('Create group').click();
  await dialog().getByRole('alert').waitFor();
  assert.match(await dialog().getByRole('alert').textContent(), /IAMManager/);
  assert.equal(await dialog().getByLabel('Name').inputValue(), 'late');
  await inDialog('Cancel').click();
  await visit('?page=iam-groups');
  assert.equal(await button('Create group').count(), 0);
});

test('a lost connection is said, and nothing is created twice', async () => {
  await give(['IAMManager']);
  await visit('?page=iam-groups');
  await button('Create group').first().click();
  await dialog().getByLabel('Name').fill('steady');
  await page.context().setOffline(true);
  await inDialog('Create group').click();
  await dialog().getByRole('alert').waitFor();
  assert.match(await dialog().getByRole('alert').textContent(),
    /cannot be reached/);
  await page.context().setOffline(false);
  await inDialog('Create group').click();
  await page.getByRole('row').filter({ hasText: 'steady' }).waitFor();
  const { groups } = await api('GET', `${IAM}/groups`);
  assert.deepEqual(groups.map(({ name }) => name), ['steady']);
});

test('an API key of one\'s own needs no permission', async () => {
  await give([]);
  await visit('?page=iam-keys');
  await button('Create API key').click();
  await inDialog('Create API key').click();
  await inDialog('Copy secret key').click();
  await inDialog('Done').click();
  await page.getByRole('row').nth(1).waitFor();
  await mustBeFine(page, 'own keys');
});

test('one session is ended, and asks its user to sign in', async () => {
  const other = await open({ user: ALICE });
  await visit('?page=account');
  await mustBeFine(page, 'account');
  assert.equal(await button('End session').count(), 1);
  await button('End session').click();
  await mustBeFine(page, 'session, question');
  await inDialog('End session').click();
  await page.waitForFunction(() => ![...document.querySelectorAll('button')]
    .some((node) => node.textContent === 'End session'));
  await other.reload();
  await other.getByLabel('Password').waitFor();
  await other.context().close();
});

test('another password ends all other sessions, and this one goes on',
  async () => {
    const other = await open({ user: ALICE });
    await visit('?page=account');
    await button('Change password').click();
    const fill = async (current, wanted, repeated) => {
      await dialog().getByLabel('Current password').fill(current);
      await dialog().getByLabel('New password', { exact: true }).fill(wanted);
      await dialog().getByLabel('New password, again').fill(repeated);
      await inDialog('Change password').click();
    };
    await fill(ALICE.password, 'eleven green kites', 'eleven green kite');
    await dialog().getByText('is not the same as above').first().waitFor();
    await fill('not this one', 'eleven green kites', 'eleven green kites');
    await dialog().getByText('is not right').first().waitFor();
    await mustBeFine(page, 'password, refused');
    await fill(ALICE.password, 'password1', 'password1');
    await dialog().getByRole('alert').filter({ hasText: /New password:/ })
      .waitFor();
    await fill(ALICE.password, 'eleven green kites', 'eleven green kites');
    await page.locator('#status').filter({ hasText: 'Password changed' })
      .waitFor();
    await other.reload();
    await other.getByLabel('Password').waitFor();
    await other.context().close();
    await visit('?page=account');
    await button('Change password').waitFor();
    await open({ user: { ...ALICE, password: 'eleven green kites' } });
  });
