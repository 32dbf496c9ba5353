// SPDX-License-Identifier: ISC
// Namespaces and containers: made, changed, tried out and deleted by clicks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWNER, V1BETA1, api, gatehouse, mustBeFine, open, settled,
  url, visit } from './fixture.mjs';
import { SETTINGS, button, dialog, hello, inDialog, namespace } from
  './tokens.mjs';

const field = (page, label) => page.getByLabel(label, { exact: true });
const said = (page, words) =>
  page.locator('#status').getByText(words).waitFor();

test('a namespace and a container are made, changed and deleted', async () => {
  const page = await open({ user: OWNER });
  await button(page, 'Create namespace').click();
  await field(dialog(page), 'Name').fill('9 shops');
  await inDialog(page, 'Create namespace').click();
  await dialog(page).getByRole('alert').waitFor();
  assert.equal(await field(dialog(page), 'Name').getAttribute('aria-invalid'),
    'true');
  await mustBeFine(page, 'create namespace, refused');
  await field(dialog(page), 'Name').fill('shops');
  await inDialog(page, 'Create namespace').click();
  await page.getByRole('heading', { name: 'No container yet' }).waitFor();
  await mustBeFine(page, 'namespace, empty');
  await button(page, 'Create container').click();
  await mustBeFine(page, 'create container');
  await field(dialog(page), 'Name').fill('till');
  await inDialog(page, 'Create container').click();
  await page.getByRole('heading', { name: /till/, level: 1 }).waitFor();
  await mustBeFine(page, 'container');
  assert.equal(await visit('till'), 403);
  await page.getByRole('link', { name: 'Container settings' }).click();
  await field(page, 'Description').fill('Where people pay');
  const paint = () => field(page, 'Private').evaluate((node) =>
    [getComputedStyle(node).backgroundColor,
      getComputedStyle(node, '::before').justifySelf]);
  const on = await paint();
  await field(page, 'Private').uncheck();
  const off = await paint();
  assert.notEqual(on[0], off[0], 'a switch that is on has another colour');
  assert.notEqual(on[1], off[1], 'and its knob is at the other end');
  await button(page, 'Save').click();
  await said(page, /till was saved/);
  assert.equal(await visit('till'), 200);
  await field(page, 'Host name').fill('Not A Host');
  await button(page, 'Save').click();
  await page.getByRole('alert').getByText(/Host name/).waitFor();
  await button(page, 'Delete container').click();
  await inDialog(page, 'Delete container').click();
  await said(page, /till was deleted/);
  assert.equal(await visit('till'), 403);
  await page.getByRole('link', { name: 'Settings' }).click();
  await settled(page);
  await mustBeFine(page, 'namespace settings');
  await field(page, 'Description').fill('All of them');
  await button(page, 'Save').click();
  await said(page, /shops was saved/);
  await button(page, 'Delete namespace').click();
  await inDialog(page, 'Delete namespace').click();
  await said(page, /shops was deleted/);
  await page.getByRole('heading', { name: 'Containers', level: 1 }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'shops' }).count(), 0);
});

test('Try it shows the 403 and the 200, when the container allows it',
  async () => {
    const { token } = await api('POST', `${V1BETA1}/tokens`,
      { container_id: hello.id });
    const page = await open({ user: OWNER, path: `?page=container&id=${
      hello.id}` });
    await button(page, 'Allow this console to call it').click();
    await said(page, /hello was saved/);
    await page.getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('heading', { name: 'Try hello' }).waitFor();
    await button(page, 'Send').click();
    await page.getByText('The gate refused it.').waitFor();
    await page.getByText('403', { exact: true }).waitFor();
    await mustBeFine(page, 'try, refused');
    await field(page, 'X-Auth-Token').fill(token);
    await button(page, 'Send').click();
    await page.getByText('It was let in.').waitFor();
    await page.getByText(/You were let in with the token/).waitFor();
    await page.getByRole('link', { name: 'hello', exact: true }).click();
    await page.getByRole('link', { name: 'Container settings' }).click();
    await field(page, 'Pages that may call it from a browser').fill('');
    await button(page, 'Save').click();
    await said(page, /hello was saved/);
    await page.goto(`${url}try.html?id=${hello.id}`);
    await button(page, 'Send').click();
    await page.getByRole('alert').getByText(/no answer/).waitFor();
  });

test('U30 who may only read sees what is missing, and no dead buttons',
  async () => {
    const reader = { username: 'reader', password: 'three bright lanterns' };
    gatehouse(['user', 'create', '--username', reader.username, '--email',
      'reader@example.org', '--password-stdin'], `${reader.password}\n`);
    gatehouse(['policy', 'create', '--name', 'readers', '--user',
      reader.username, '--permission', 'ContainersReadOnly',
      '--organization']);
    const page = await open({ user: reader, path: SETTINGS });
    await page.getByRole('heading', { name: 'Tokens' }).waitFor();
    await page.getByText(/ContainersFullAccess/).first().waitFor();
    for (const name of ['Generate token', 'Save', 'Delete container'])
      assert.equal(await button(page, name).count(), 0);
    await mustBeFine(page, 'settings, read only');
    await page.goto(`${url}?page=namespace&id=${namespace.id}`);
    await settled(page);
    assert.equal(await button(page, 'Create container').count(), 0);
    await mustBeFine(page, 'namespace, read only');
  });

test('a namespace that is not there, or not to be seen, is missing', async () => {
  const page = await open({ user: OWNER,
    path: '?page=namespace&id=11111111-1111-4111-8111-111111111111' });
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await page.getByRole('link', { name: 'To the containers' }).click();
  await page.getByRole('heading', { name: 'Containers', level: 1 }).waitFor();
});
