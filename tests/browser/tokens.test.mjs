// SPDX-License-Identifier: ISC
// Tokens: the steps of the feature's documentation, as a person clicks them.
// U1 to U32 are the checks of a token console that these tests prove.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { OWNER, V1BETA1, api, mustBeFine, open, origin, port, settled, url,
  visit } from './fixture.mjs';
import { CLIPBOARD, SETTINGS, begin, button, count, deleteAll, dialog, generate,
  hello, inDialog, make, namespace, row } from './tokens.mjs';

// ---- the journey ----

test('the documentation\'s steps: generate, copy, curl, delete, refused',
  async () => {
    const page = await open({ user: OWNER, ...CLIPBOARD });
    await page.getByRole('link', { name: namespace.name, exact: true }).click();
    await page.getByRole('link', { name: 'hello', exact: true }).click();
    await page.getByRole('link', { name: 'Container settings' }).click();
    await begin(page, 'the journey');
    await inDialog(page, 'Generate token').click();
    await inDialog(page, 'Copy with the token in it').click();
    const line = await page.evaluate(() => navigator.clipboard.readText());
    await inDialog(page, 'Done').click();
    const host = ['--noproxy', '*', '-s', '-o', '/dev/null', '-w',
      '%{http_code}'];
    const [, header, target] = line.match(/^curl -H "(.*)" (\S+)$/);
    const curl = (...more) =>
      execFileSync('curl', [...host, ...more, target], { encoding: 'utf8' });
    assert.equal(curl(), '403');
    assert.equal(curl('-H', header), '200');
    await button(page, 'Delete token the journey').click();
    await inDialog(page, 'Delete token').click();
    await page.locator('#status').getByText(/the journey was deleted/)
      .waitFor();
    assert.equal(curl('-H', header), '403');
  });

test('U1 an empty list says what tokens are for', async () => {
  await deleteAll();
  const page = await open({ user: OWNER, path: SETTINGS });
  await page.getByRole('heading', { name: 'No token yet' }).waitFor();
  assert.equal(await page.getByRole('table').count(), 0);
  await mustBeFine(page, 'tokens, none');
});

test('U2 U3 U4 the form: presets, what they come to, a warning for none',
  async () => {
    const page = await open({ user: OWNER, path: SETTINGS,
      timezoneId: 'Asia/Kolkata' });
    await button(page, 'Generate token').click();
    const pop = dialog(page);
    const preset = pop.getByLabel('Expiration date', { exact: true });
    assert.equal(await preset.inputValue(), '30');
    assert.deepEqual(await preset.getByRole('option').allTextContents(),
      ['In 7 days', 'In 30 days', 'In 90 days', 'In 365 days', 'Another date']);
    await preset.selectOption('7');
    assert.match(await pop.getByText(/^Expires /).textContent(),
      /^Expires \w+,? .*\d\d:\d\d GMT\+5:30 \/ .*\d\d:\d\d UTC$/);
    await mustBeFine(page, 'generate');
    const never = pop.getByLabel('No expiration date');
    await never.check();
    const described = await never.getAttribute('aria-describedby');
    assert.match(await page.locator(`#${described}`).textContent(),
      /until somebody deletes it/);
    assert.equal(await pop.getByText(/^Expires /).count(), 0);
    await mustBeFine(page, 'generate, never');
    await never.uncheck();
    await preset.selectOption('custom');
    await inDialog(page, 'Generate token').click();
    const date = pop.getByLabel('Date', { exact: true });
    assert.equal(await date.getAttribute('aria-invalid'), 'true');
    assert.match(await pop.getByRole('alert').textContent(), /choose a date/);
    await date.fill('2020-01-01');
    await inDialog(page, 'Generate token').click();
    await pop.getByRole('alert').getByText(/this day is over/).waitFor();
    await mustBeFine(page, 'generate, errors');
    assert.deepEqual(await pop.locator('.count').allTextContents(),
      ['0 of 255'], 'only a text is counted');
    assert.equal(await count(), 0);
  });

for (const timezoneId of ['Pacific/Kiritimati', 'Pacific/Pago_Pago',
  'Asia/Kolkata', 'America/New_York'])
  test(`U5 U24 a chosen day ends when it ends in ${timezoneId}`, async () => {
    const page = await open({ user: OWNER, path: SETTINGS, timezoneId });
    await begin(page, timezoneId);
    await dialog(page).getByLabel('Expiration date', { exact: true })
      .selectOption('custom');
    // In New York the day on which summer time begins.
    const date = dialog(page).getByLabel('Date', { exact: true });
    const tomorrow = await page.evaluate(() => new Date(
      Date.now() + 86400e3).toLocaleDateString('sv'));
    assert.equal(await date.getAttribute('min'), tomorrow);
    await date.fill('2027-03-14');
    const end = await page.evaluate(
      () => new Date(new Date(2027, 2, 15).getTime() - 1000).toISOString());
    assert.ok((await dialog(page).getByText(/^Expires /).textContent())
      .endsWith(`${end.slice(11, 16)} UTC`), 'what is shown is what it says');
    await inDialog(page, 'Generate token').click();
    const token = await dialog(page).getByLabel('Token', { exact: true })
      .inputValue();
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
    assert.equal(exp, Date.parse(end) / 1000);
    await page.close();
  });

test('U6 two clicks make one token', async () => {
  await deleteAll();
  const page = await open({ user: OWNER, path: SETTINGS });
  await begin(page, 'once');
  await inDialog(page, 'Generate token').dblclick();
  await dialog(page).getByText('only available for copy once').first().waitFor();
  assert.equal(await count(), 1);
});

// ---- shown once ----

test('U7 U8 U31 U32 the token is shown once, copied, and can be hidden',
  async () => {
    const page = await open({ user: OWNER, path: SETTINGS, ...CLIPBOARD });
    await begin(page, 'shown');
    await inDialog(page, 'Generate token').click();
    await dialog(page).getByText('only available for copy once').first().waitFor();
    assert.equal(await page.title(), 'Token generated - Gatehouse');
    const field = dialog(page).getByLabel('Token', { exact: true });
    const token = await field.inputValue();
    assert.equal(await field.getAttribute('readonly'), '');
    assert.equal(await dialog(page).getByLabel('How to use it').inputValue(),
      `curl -H "X-Auth-Token: $TOKEN" http://hello.localhost:${port}`);
    assert.equal((await page.content()).split(token).length, 1);
    await inDialog(page, 'Hide').click();
    await inDialog(page, 'Show').waitFor();
    await inDialog(page, 'Show').click();
    await mustBeFine(page, 'token, once');
    await inDialog(page, 'Copy token').click();
    await inDialog(page, 'Copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()),
      token);
    assert.equal(await visit('hello', token), 200);
  });

test('U31 a page that is printed has no pop-up, and so no token', async () => {
  const page = await open({ user: OWNER, path: SETTINGS });
  await begin(page, 'not on paper');
  await inDialog(page, 'Generate token').click();
  await dialog(page).getByText('only available for copy once').first().waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('dialog').isVisible(), false);
});

test('U8 without a clipboard the token is selected instead', async () => {
  const page = await open({ user: OWNER, path: SETTINGS });
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));
  });
  await begin(page, 'by hand');
  await inDialog(page, 'Generate token').click();
  await inDialog(page, 'Copy token').click();
  await inDialog(page, 'It is selected: press Ctrl+C').waitFor();
  const [from, to, all] = await dialog(page)
    .getByLabel('Token', { exact: true })
    .evaluate((node) => [node.selectionStart, node.selectionEnd,
      node.value.length]);
  assert.deepEqual([from, to], [0, all]);
});

test('U9 leaving without a copy is asked about, by every way out', async () => {
  const page = await open({ user: OWNER,
    path: `?page=container&id=${hello.id}` });
  await page.getByRole('link', { name: 'Container settings' }).click();
  await begin(page, 'asked');
  await inDialog(page, 'Generate token').click();
  await dialog(page).getByText('only available for copy once').first().waitFor();
  await page.keyboard.press('Escape');
  await inDialog(page, 'Close without copying').waitFor();
  await mustBeFine(page, 'token, not copied');
  const asked = new Promise((resolve) => page.once('dialog', async (box) => {
    resolve(box.type());
    await box.dismiss();
  }));
  await page.evaluate(() => { setTimeout(() => location.reload(), 0); });
  assert.equal(await asked, 'beforeunload');
  await page.evaluate(() => history.back());
  await inDialog(page, 'Close without copying').click();
  await row(page, 'asked').waitFor();
});

test('U10 afterwards the token is nowhere', async () => {
  const page = await open({ user: OWNER, path: SETTINGS, ...CLIPBOARD });
  const token = await generate(page, 'nowhere');
  const leaks = () => page.evaluate((secret) => [
    document.documentElement.outerHTML,
    ...[...document.querySelectorAll('input, textarea')].map((one) => one.value),
    JSON.stringify(localStorage), JSON.stringify(sessionStorage),
    JSON.stringify(history.state), location.href,
  ].filter((place) => place?.includes(secret)).length,
  token.split('.')[2]);
  assert.equal(await leaks(), 0);
  await page.reload();
  await settled(page);
  assert.equal(await leaks(), 0);
  await page.goto(`${origin}/console/icon.svg`);
  await page.goBack();
  await settled(page);
  assert.equal(await leaks(), 0);
  assert.deepEqual(await page.evaluate(async () =>
    [await caches.keys(), await indexedDB.databases()]), [[], []]);
});

test('U10 going back does not bring an open pop-up\'s token back', async () => {
  const page = await open({ user: OWNER, path: SETTINGS, ...CLIPBOARD });
  await begin(page, 'left open');
  await inDialog(page, 'Generate token').click();
  await inDialog(page, 'Copy token').click();
  await page.goto(`${origin}/console/icon.svg`);
  await page.goBack();
  await settled(page);
  assert.equal(await dialog(page).count(), 0);
  assert.equal(await page.locator('textarea').count(), 0);
});

// ---- the list ----

test('U11 U12 U25 a row says whom it opens for, until when, and how it is',
  async () => {
    await deleteAll();
    const soon = new Date(Date.now() + 3 * 86400e3).toISOString();
    const ended = new Date(Date.now() + 60e3).toISOString();
    await make('soon', { container_id: hello.id, expires_at: soon });
    const { id } = await make('forever', { namespace_id: namespace.id });
    await make('ended', { container_id: hello.id, expires_at: ended });
    await make('withoutanyblank'.repeat(16));
    const used = await make('lately');
    assert.equal(await visit('hello', used.token), 200);
    const page = await open({ user: OWNER });
    await page.clock.setFixedTime(Date.parse(ended));
    await page.goto(url + SETTINGS);
    await settled(page);
    const cells = async (name) =>
      (await row(page, name).getByRole('cell').allInnerTexts()).join('|');
    assert.match(await cells('soon'),
      /This container\|.*by you\|in 3 days.*\|Expires in 3 days/s);
    assert.match(await cells('forever'),
      /The whole namespace\|.*No expiration date\|Never\|Active/s);
    assert.match(await cells('ended'), /Expired/);
    assert.match(await cells('lately'), /Active/);
    assert.doesNotMatch(await cells('lately'), /Never/);
    await row(page, id.slice(0, 8)).waitFor();
    await mustBeFine(page, 'tokens');
    assert.doesNotMatch(await page.content(), /eyJ/);
  });

test('U25 in forced colours a switch, a badge and the place one is at are told ' +
  'without a colour', async () => {
  const page = await open({ user: OWNER, path: SETTINGS,
    forcedColors: 'active' });
  await page.locator('tbody .badge').first().waitFor();
  const border = (selector) => page.locator(selector).first().evaluate(
    (node) => getComputedStyle(node).borderBottomColor);
  const ground = await page.locator('body').evaluate(
    (node) => getComputedStyle(node).backgroundColor);
  assert.notEqual(await border('tbody .badge'), ground);
  for (const place of ['.tabs a', '.sections a']) {
    assert.notEqual(await border(`${place}[aria-current]`), ground);
    assert.equal(await border(`${place}:not([aria-current])`), ground);
  }
  const knob = () => page.getByLabel('Private', { exact: true }).evaluate(
    (node) => getComputedStyle(node, '::before').backgroundColor);
  const on = await knob();
  await page.getByLabel('Private', { exact: true }).uncheck();
  assert.notEqual(await knob(), on);
});

test('U27 nothing moves by itself', async () => {
  const page = await open({ user: OWNER, path: SETTINGS,
    reducedMotion: 'no-preference' });
  await button(page, 'Generate token').click();
  await dialog(page).waitFor();
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  assert.doesNotMatch(await page.evaluate(() => [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText)
    .join('\n')), /transition|animation|scroll-behavior/);
});

test('U13 filters and order are in the address', async () => {
  const page = await open({ user: OWNER });
  await page.clock.setFixedTime(Date.now() + 60e3);
  await page.goto(url + SETTINGS);
  await page.getByLabel('Search by description or id').fill('SOON');
  await button(page, 'Filter').click();
  await page.getByText('1 token of 5').first().waitFor();
  assert.match(page.url(), /[?&]q=SOON/);
  await page.getByLabel('Search by description or id').fill('');
  await page.getByRole('combobox', { name: 'Status' }).selectOption('expired');
  await button(page, 'Filter').click();
  await row(page, 'ended').waitFor();
  assert.equal(await row(page, 'forever').count(), 0);
  await page.goto(`${url}${SETTINGS}&scope=namespace`);
  await row(page, 'forever').waitFor();
  assert.equal(await row(page, 'soon').count(), 0);
  await page.goto(url + SETTINGS);
  await page.getByRole('link', { name: 'Expires' }).click();
  await page.waitForURL(/order=expires_asc/);
  await settled(page);
  assert.deepEqual((await page.locator('tbody th').evaluateAll(
    (cells) => cells.map((cell) => cell.firstChild.textContent))).slice(0, 2),
  ['ended', 'soon']);
});

// ---- deleting ----

test('U15 U16 U17 deleting asks, says what stops, and moves the focus on',
  async () => {
    const page = await open({ user: OWNER, path: SETTINGS });
    const bin = button(page, 'Delete token lately');
    await bin.click();
    const pop = dialog(page);
    await pop.getByRole('heading', { name: 'Delete token lately?' }).waitFor();
    await pop.getByText('The container hello stops accepting it').waitFor();
    await pop.getByText('used within the last 24 hours').waitFor();
    await pop.getByText('This action is irreversible').waitFor();
    assert.ok(await inDialog(page, 'Cancel').evaluate(
      (node) => node === document.activeElement));
    await mustBeFine(page, 'delete');
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab');
      assert.ok(await page.evaluate(() => document.activeElement.matches(
        'dialog *, body')), 'the focus stays in the pop-up');
    }
    await page.keyboard.press('Escape');
    await pop.waitFor({ state: 'detached' });
    assert.ok(await bin.evaluate((node) => node === document.activeElement));
    await bin.click();
    await inDialog(page, 'Delete token').click();
    await row(page, 'lately').waitFor({ state: 'detached' });
    assert.match(await page.evaluate(() => document.activeElement.ariaLabel),
      /^Delete token /);
  });

test('U16 what somebody else deleted meanwhile is no error', async () => {
  const page = await open({ user: OWNER, path: SETTINGS });
  const { tokens } = await api('GET',
    `${V1BETA1}/tokens?container_id=${hello.id}`);
  const { id } = tokens.find(({ description }) => description === 'soon');
  await api('DELETE', `${V1BETA1}/tokens/${id}`);
  await button(page, 'Delete token soon').click();
  await inDialog(page, 'Delete token').click();
  await page.locator('#status').getByText(/soon was deleted/).waitFor();
});

test('U18 the whole journey with the keyboard alone', async () => {
  await deleteAll();
  const page = await open({ user: OWNER, path: SETTINGS, ...CLIPBOARD });
  const press = async (key, times = 1) => {
    for (let i = 0; i < times; i++)
      await page.keyboard.press(key);
  };
  // Tabs on until the focus is on a control of that name.
  const reach = async (name) => {
    for (let i = 0; i < 60; i++) {
      await press('Tab');
      const at = await page.evaluate(() =>
        document.activeElement.getAttribute('aria-label') ??
        document.activeElement.textContent);
      if (at === name)
        return;
    }
    assert.fail(`no way to ${name}`);
  };
  await page.reload();
  await settled(page);
  await press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.textContent),
    /Skip to the content/);
  await press('Enter');
  await reach('Generate token');
  await press('Enter');
  await dialog(page).locator('input:focus').waitFor();
  await page.keyboard.type('by keyboard');
  await press('Enter');
  await dialog(page).getByText('only available for copy once').first().waitFor();
  await reach('Copy token');
  await press('Enter');
  await reach('Done');
  await press('Enter');
  await row(page, 'by keyboard').waitFor();
  await reach('Delete token by keyboard');
  const outline = await page.evaluate(
    () => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, 'solid');
  await press('Enter');
  await reach('Delete token');
  await press('Enter');
  await page.getByRole('heading', { name: 'No token yet' }).waitFor();
  assert.equal(await page.locator('[tabindex]:not([tabindex="-1"])').count(),
    0);
});
