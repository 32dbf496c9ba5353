// SPDX-License-Identifier: ISC
// Signing in and out, and what a stranger sees.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { request } from '../server/fixture.mjs';
import { OWNER, invalid, mustBeFine, open, origin, port, settled, signIn, url }
  from './fixture.mjs';

test('the root leads to the console, which asks a stranger to sign in', async () => {
  const page = await open();
  await page.goto(origin);
  await page.waitForURL(url);
  await settled(page);
  assert.equal(await page.title(), 'Sign in - Gatehouse');
  await mustBeFine(page, 'sign-in');
});

test('a wrong password is said, and the user name stays', async () => {
  const page = await open();
  await page.getByLabel('User name').fill('owner');
  await page.getByLabel('Password').fill('not this one');
  await page.keyboard.press('Enter');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.textContent(), /User name or password is wrong/);
  assert.ok(await alert.evaluate((node) => node === document.activeElement));
  assert.equal(await page.getByLabel('User name').inputValue(), 'owner');
  await mustBeFine(page, 'sign-in, refused');
});

test('a link leads to its page after signing in', async () => {
  const page = await open({ user: OWNER, path: '?page=account' });
  assert.equal(await page.title(), 'Your account - Gatehouse');
});

test('Containers is where one begins', async () => {
  const page = await open({ user: OWNER });
  await page.getByRole('heading', { name: 'Containers', level: 1 }).waitFor();
  await mustBeFine(page, 'containers');
});

test('a page that is not there says so', async () => {
  const page = await open({ user: OWNER, path: '?page=nowhere' });
  assert.match(await page.title(), /There is nothing here/);
  await mustBeFine(page, 'missing');
});

test('after signing out, nothing of it comes back', async () => {
  const page = await open({ user: OWNER });
  await page.getByRole('link', { name: 'IAM' }).click();
  await settled(page);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Password').waitFor();
  await page.goBack();
  await page.getByLabel('Password').waitFor();
  await signIn(page, OWNER);
});

test('U20 the pages are valid as they are served', async () => {
  for (const path of ['', 'console/', 'console/try.html']) {
    const { body } = await request(port, { path: `/${path}`,
      host: `localhost:${port}` });
    assert.match(body, /^<!DOCTYPE html>/);
    assert.deepEqual(await invalid(body), [], path);
  }
});

test('U21 without JavaScript the page says what it needs and how to do without',
  async () => {
    const page = await open({ javaScriptEnabled: false });
    const words = await page.locator('noscript').innerText();
    assert.match(words, /needs JavaScript/);
    assert.match(words, /curl -H "X-Auth-Token/);
  });
