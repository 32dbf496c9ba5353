// SPDX-License-Identifier: ISC
// The pages of IAM, as the Owner uses them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWNER, api, mustBeFine, open, settled, visit } from './fixture.mjs';

const IAM = '/iam/v1alpha1';
const page = await open({ user: OWNER, path: '?page=iam' });

const button = (name, place = page) =>
  place.getByRole('button', { name, exact: true });
const dialog = () => page.locator('dialog').last();
const inDialog = (name) => button(name, dialog());
const said = (words) => page.locator('#status').filter({ hasText: words })
  .waitFor();
const heading = (name) =>
  page.getByRole('heading', { name, level: 1, exact: true }).waitFor();

async function section(name) {
  await page.getByRole('link', { name: 'IAM', exact: true }).first().click();
  await page.getByRole('navigation', { name: 'IAM' })
    .getByRole('link', { name }).click();
  await page.waitForFunction((words) => document.title.startsWith(words), name);
  await settled(page);
}

async function follow(name) {
  await page.getByRole('main').getByRole('link', { name, exact: true })
    .first().click();
  await heading(name);
}

async function create(noun, fill) {
  await button(`Create ${noun}`).click();
  await fill(dialog());
  await inDialog(`Create ${noun}`).click();
  await page.locator('dialog').waitFor({ state: 'detached' });
}

// Until a change is in the page that was drawn anew.
const row = (words) => page.getByRole('row').filter({ hasText: words });

test('the Owner makes an application, whose name must be free', async () => {
  await section('Applications');
  await page.getByRole('heading', { name: 'No application yet' }).waitFor();
  await mustBeFine(page, 'applications, empty');
  await create('application', (form) => form.getByLabel('Name').fill('ci'));
  await said('Created');
  await row('ci').waitFor();
  await button('Create application').click();
  await dialog().getByLabel('Name').fill('ci');
  await inDialog('Create application').click();
  await dialog().getByRole('alert').waitFor();
  assert.match(await dialog().getByRole('alert').textContent(),
    /Name: That name is taken/);
  assert.equal(await dialog().getByLabel('Name').inputValue(), 'ci');
  await mustBeFine(page, 'application, refused');
  await inDialog('Cancel').click();
});

test('a policy with ContainersPrivateAccess for it', async () => {
  await section('Policies');
  await create('policy', async (form) => {
    await form.getByLabel('Name').fill('ci calls');
    await form.getByLabel('For').selectOption({ label: 'Application ci' });
  });
  await follow('ci calls');
  await button('Add rule').click();
  await inDialog('Add rule').click();
  assert.match(await dialog().getByRole('alert').textContent(),
    /Permission sets: Choose one at least/);
  await mustBeFine(page, 'rule, refused');
  await dialog().getByLabel('Some projects').check();
  await dialog().getByLabel('default', { exact: true }).check();
  await dialog().getByLabel('ContainersPrivateAccess').check();
  await inDialog('Add rule').click();
  await row('ContainersPrivateAccess').filter({ hasText: 'default' }).waitFor();
  await mustBeFine(page, 'policy');
});

let secret;

test('an API key, whose secret is shown once and opens the container',
  async () => {
    await section('Applications');
    await follow('ci');
    await button('Create API key').click();
    await dialog().getByLabel('Description').fill('the build server');
    await mustBeFine(page, 'key, form');
    // Twice in one go makes one.
    await inDialog('Create API key').evaluate(
      (node) => { node.click(); node.click(); });
    await page.getByRole('heading', { name: 'API key created' }).waitFor();
    secret = await dialog().getByLabel('Secret key').inputValue();
    assert.equal(await visit('hello', secret), 200);
    assert.equal(await visit('hello', secret.replace(/.$/,
      (last) => last === '0' ? '1' : '0')), 403);
    assert.match(await page.title(), /^API key created/);
    await mustBeFine(page, 'key, shown');
  });

test('who leaves the secret without copying it is asked', async () => {
  await page.keyboard.press('Escape');
  await inDialog('Close without copying').waitFor();
  await mustBeFine(page, 'key, question');
  assert.equal(await dialog().getByLabel('Secret key').inputValue(), secret);
  await inDialog('Copy secret key').click();
  await inDialog('Done').click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  await row('the build server').waitFor();
  assert.equal(await page.getByRole('row').count(), 2);
});

async function kept() {
  return page.evaluate(() => [document.documentElement.outerHTML,
    ...[...document.querySelectorAll('input, textarea')].map(
      ({ value }) => value), JSON.stringify({ ...localStorage,
      ...sessionStorage, state: history.state }), location.href].join('\n'));
}

test('afterwards the secret is nowhere', async () => {
  assert.ok(!(await kept()).includes(secret));
  await mustBeFine(page, 'application');
  await section('API keys');
  await row('the build server').waitFor();
  assert.ok(!(await kept()).includes(secret));
  await mustBeFine(page, 'keys');
  await page.goBack();
  await settled(page);
  assert.ok(!(await kept()).includes(secret));
});

test('a rule is edited', async () => {
  await section('Policies');
  await follow('ci calls');
  await page.getByRole('row').getByRole('button', { name: 'Edit' }).click();
  await inDialog('Save').click();
  await said('Saved.');
  assert.equal(await visit('hello', secret), 200);
});

test('a rule that is deleted allows nothing any more', async () => {
  await section('Policies');
  await mustBeFine(page, 'policies');
  await follow('ci calls');
  await button('Delete rule').click();
  assert.match(await dialog().textContent(),
    /may be done no more.*This action is irreversible/);
  await mustBeFine(page, 'rule, question');
  await inDialog('Delete rule').click();
  await page.getByText('No rule yet').waitFor();
  assert.equal(await visit('hello', secret), 403);
});

test('a user is created, locked, unlocked, and gets another password',
  async () => {
    await section('Users');
    await button('Create user').click();
    await dialog().getByLabel('User name').fill('a b');
    await dialog().getByLabel('E-mail').fill('alice@example.org');
    await inDialog('Create user').click();
    assert.match(await dialog().getByRole('alert').textContent(), /User name:/);
    assert.equal(await dialog().getByLabel('E-mail').inputValue(),
      'alice@example.org');
    await dialog().getByLabel('User name').fill('alice');
    await inDialog('Create user').click();
    await row('alice').waitFor();
    await mustBeFine(page, 'users');
    await follow('alice');
    await button('Lock user').click();
    await inDialog('Lock user').click();
    await page.getByText('Locked', { exact: true }).waitFor();
    await mustBeFine(page, 'user, locked');
    await button('Unlock user').click();
    await inDialog('Unlock user').click();
    await page.getByText('Active', { exact: true }).waitFor();
    await button('Reset password').click();
    await dialog().getByLabel('Password').fill('short');
    await inDialog('Reset password').click();
    await dialog().getByRole('alert').waitFor();
    await dialog().getByLabel('Password').fill('a quiet river runs');
    await inDialog('Reset password').click();
    await said('Password set');
  });

test('the Owner can be neither locked nor deleted, and no button says so',
  async () => {
    await section('Users');
    await follow('owner');
    for (const name of ['Lock user', 'Delete user', 'Reset password'])
      assert.equal(await button(name).count(), 0);
    await mustBeFine(page, 'owner');
  });

test('members come into a group, and out of it', async () => {
  await section('Groups');
  await create('group', (form) => form.getByLabel('Name').fill('developers'));
  await follow('developers');
  await button('Add member').click();
  await dialog().getByLabel('Member').selectOption({ label: 'User alice' });
  await inDialog('Add member').click();
  await row('User alice').waitFor();
  await mustBeFine(page, 'group');
  await button('Remove').click();
  await inDialog('Remove').click();
  await page.getByText('Nobody is in this group yet.').waitFor();
});

test('search, order and pages of a list are in its address', async () => {
  for (let i = 10; i < 40; i++)
    await api('POST', `${IAM}/applications`, { name: `program ${i}` });
  await section('Applications');
  await row('program 10').waitFor();
  assert.equal(await page.getByRole('row').count(), 26);
  await page.getByRole('link', { name: 'Next' }).click();
  await row('program 39').waitFor();
  await page.getByLabel('Search applications').fill('PROGRAM 2');
  await page.keyboard.press('Enter');
  await row('program 20').waitFor();
  await page.getByRole('link', { name: /^Name/ }).click();
  await page.waitForURL(/order=name_desc/);
  await settled(page);
  await page.reload();
  await settled(page);
  assert.equal(await page.getByRole('row').count(), 11);
  assert.match(await page.getByRole('row').nth(1).textContent(), /program 29/);
});

test('a project is created, renamed and deleted; the default one stays',
  async () => {
    await section('Projects');
    assert.equal(await button('Delete project').count(), 0);
    await create('project', (form) => form.getByLabel('Name').fill('lab'));
    await row('lab').waitFor();
    await mustBeFine(page, 'projects');
    await button('Edit', row('lab')).click();
    await dialog().getByLabel('Name').fill('workshop');
    await inDialog('Save').click();
    await row('workshop').waitFor();
    await button('Delete project').click();
    await inDialog('Delete project').click();
    await row('workshop').waitFor({ state: 'detached' });
  });

test('by keyboard alone an application is deleted, after a question that ' +
  'names what stops', async () => {
  await section('Applications');
  await page.getByLabel('Search applications').fill('ci');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=ci/);
  await follow('ci');
  await button('Delete application').focus();
  await page.keyboard.press('Enter');
  await dialog().waitFor();
  assert.match(await dialog().textContent(), /Its 1 API key stops working/);
  await mustBeFine(page, 'application, question');
  // Cancel has the focus; Escape closes, and the focus goes back.
  await page.keyboard.press('Escape');
  assert.ok(await button('Delete application').evaluate(
    (node) => node === document.activeElement));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await said('ci: done');
  const { api_keys: keys } = await api('GET', `${IAM}/api-keys`);
  assert.ok(keys.every(({ description }) =>
    description !== 'the build server'));
});
