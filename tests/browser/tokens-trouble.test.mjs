// SPDX-License-Identifier: ISC
// The Tokens panel when something goes wrong, and when there are many tokens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWNER, V1, api, mustBeFine, open } from './fixture.mjs';
import { SETTINGS, begin, button, count, deleteAll, dialog, inDialog, make,
  namespace } from './tokens.mjs';

test('U28 a lost connection, a 500: said, what was typed stays, one token',
  async () => {
    await deleteAll();
    const page = await open({ user: OWNER, path: SETTINGS });
    await begin(page, 'in trouble');
    const answers = [(route) => route.abort(), (route) => route.fulfill(
      { status: 500, contentType: 'application/json', body: '{}' })];
    for (const [i, words] of [/cannot be reached/, /has a problem/].entries()) {
      await page.route('**/tokens', answers[i]);
      await inDialog(page, 'Generate token').click();
      await dialog(page).getByRole('alert').getByText(words).waitFor();
      assert.equal(await dialog(page).getByLabel('Description').inputValue(),
        'in trouble');
      await mustBeFine(page, 'generate, trouble');
      await page.unroute('**/tokens');
    }
    await inDialog(page, 'Generate token').click();
    await dialog(page).getByText('only available for copy once').first().waitFor();
    assert.equal(await count(), 1);
  });

test('U28 an answer that was lost on its way: said, and nothing made twice',
  async () => {
    await deleteAll();
    const page = await open({ user: OWNER, path: SETTINGS });
    await begin(page, 'lost');
    await page.route('**/tokens', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await inDialog(page, 'Generate token').click();
    await dialog(page).getByRole('alert').getByText(/cannot be reached/)
      .waitFor();
    await page.unroute('**/tokens');
    await inDialog(page, 'Generate token').click();
    await dialog(page).getByRole('alert').getByText(/its text is lost/)
      .waitFor();
    await mustBeFine(page, 'generate, lost');
    assert.equal(await count(), 1);
    await dialog(page).getByLabel('Description').fill('another');
    await inDialog(page, 'Generate token').click();
    await dialog(page).getByText('only available for copy once').first().waitFor();
    assert.equal(await count(), 2);
  });

test('U10 a page that is left and kept by the browser has no token in it',
  async () => {
    const page = await open({ user: OWNER, path: SETTINGS });
    await begin(page, 'kept');
    await inDialog(page, 'Generate token').click();
    await dialog(page).getByText('only available for copy once').first().waitFor();
    assert.equal(await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      return document.querySelectorAll('dialog, .copy-text').length;
    }), 0);
  });

test('U29 a session that ended: sign in, and it goes on, once', async () => {
  await deleteAll();
  const page = await open({ user: OWNER, path: SETTINGS });
  await begin(page, 'after the end');
  await page.context().clearCookies();
  await inDialog(page, 'Generate token').click();
  await page.getByRole('heading', { name: 'Sign in again' }).waitFor();
  await mustBeFine(page, 'sign in again');
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.getByLabel('Password').fill(OWNER.password);
  await button(again, 'Sign in').click();
  await dialog(page).getByText('only available for copy once').first().waitFor();
  assert.equal(await count(), 1);
});

test('U14 ten thousand tokens: pages of them, and a search, are usable', async () => {
  const many = await api('POST', `${V1}/containers`, { name: 'many',
    namespace_id: namespace.id, privacy: 'private' });
  const total = 10000;
  for (let made = 0; made < total; made += 50)
    await Promise.all(Array.from({ length: 50 }, (_, i) =>
      make(`number ${made + i}`, { container_id: many.id })));
  const page = await open({ user: OWNER,
    path: `?page=container&id=${many.id}` });
  const times = [];
  for (let i = 0; i < 3; i++) {
    const begun = Date.now();
    await page.getByRole('link', { name: 'Container settings' }).click();
    await page.getByText('10,000 tokens of 10,000').first().waitFor();
    times.push(Date.now() - begun);
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('link', { name: 'Try it' }).or(
      button(page, 'Allow this console to call it')).waitFor();
  }
  console.log(`# the panel of 10000 tokens: ${times.join(', ')} ms`);
  await page.getByRole('link', { name: 'Container settings' }).click();
  await page.getByText('10,000 tokens of 10,000').first().waitFor();
  assert.equal(await page.locator('tbody tr').count(), 50);
  await page.getByRole('link', { name: 'Next' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Page 2 of 200').first().waitFor();
  await page.getByLabel('Search by description or id').fill('number 9999');
  await page.keyboard.press('Enter');
  await page.getByText('1 token of 10,000').first().waitFor();
  await mustBeFine(page, 'tokens, many');
  await api('DELETE', `${V1}/containers/${many.id}`);
});
