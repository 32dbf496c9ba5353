// SPDX-License-Identifier: ISC
// What a screen reader says of the console that its roles and names alone do not
// tell: what changed, where the focus is then, and that nothing is lost behind a
// pop-up (U8, U15 to U17, U32).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWNER, open, settled, signIn } from './fixture.mjs';
import { CLIPBOARD, SETTINGS, begin, button, deleteAll, dialog, inDialog, make }
  from './tokens.mjs';

// Notes the changes of live regions as a screen reader does: not behind a pop-up,
// nor in what came out from behind one in the same moment.
async function listen(page) {
  await page.evaluate(() => {
    window.said = [];
    let changed = 0;
    const hear = ({ target, addedNodes, removedNodes }) => {
      if ([...addedNodes, ...removedNodes].some((node) =>
        node.nodeName === 'DIALOG'))
        changed = performance.now();
      const region = target.closest('[aria-live]');
      const modal = [...document.querySelectorAll('dialog:modal')].at(-1);
      if (region !== null && addedNodes.length === 1 &&
        (modal ?? document.body).contains(region) &&
        performance.now() - changed > 50)
        window.said.push(addedNodes[0].textContent);
    };
    new MutationObserver((records) => records.forEach(hear)).observe(
      document.body, { childList: true, subtree: true });
  });
}

// What was said, which ends with what must be said once, and is forgotten.
async function hears(page, words) {
  await page.waitForFunction((wanted) => window.said.some(
    (each) => each.includes(wanted)), words);
  const said = await page.evaluate(() => window.said.splice(0));
  assert.equal(said.join('\n').split(words).length, 2, said.join('\n'));
}

async function settings(options) {
  const page = await open({ user: OWNER, path: SETTINGS, ...options });
  await listen(page);
  return page;
}

const focused = (page) => page.evaluate(() => document.activeElement.ariaLabel ??
  document.activeElement.textContent);

// Its accessible description.
const described = (node) => node.evaluate((it) =>
  it.ariaDescribedByElements.map(({ textContent }) => textContent).join(' '));

test('U32 another page, another tab and the way back tell where one is', async () => {
  const page = await open();
  await listen(page);
  await signIn(page, OWNER);
  await hears(page, 'Containers.');
  await page.getByRole('link', { name: 'IAM' }).click();
  await hears(page, 'Users, IAM.');
  await page.getByRole('link', { name: 'Groups' }).click();
  await hears(page, 'Groups, IAM.');
  await page.goBack();
  await hears(page, 'Users, IAM.');
});

test('a list tells how much a filter left and how it is sorted', async () => {
  await deleteAll();
  for (const name of ['one', 'two', 'three'])
    await make(name);
  const page = await settings();
  const sorted = (name) => page.getByRole('columnheader', { name })
    .getAttribute('aria-sort');
  assert.equal(await sorted('Created'), 'descending');
  const search = page.getByLabel('Search by description or id');
  await search.fill('two');
  await search.press('Enter');
  await hears(page, '1 token of 3.');
  assert.ok(await search.evaluate((node) => node === document.activeElement));
  await search.fill('tw');
  await search.press('Enter');
  await hears(page, '1 token of 3.');
  await page.getByRole('link', { name: 'Expires' }).press('Enter');
  await hears(page, 'Tokens, sorted by Expires, ascending.');
  assert.equal(await sorted('Expires'), 'ascending');
  assert.equal(await focused(page), 'Expires \u2191');
});

test('who saves hears of it and stays where the button is', async () => {
  const page = await settings();
  await button(page, 'Save').press('Enter');
  await hears(page, 'The container hello was saved.');
  await settled(page);
  assert.equal(await focused(page), 'Save');
});

test('a pop-up is there before the focus is in its field', async () => {
  const page = await settings();
  const first = await button(page, 'Generate token').evaluate((node) => {
    const focused = [];
    document.addEventListener('focusin',
      ({ target }) => focused.push(target.localName));
    node.click();
    return [...focused];
  });
  assert.deepEqual(first, ['h2']);
  await dialog(page).getByLabel('Description').and(page.locator(':focus'))
    .waitFor();
});

test('U7 U8 that a token is shown once is heard, and each copy of it', async () => {
  const page = await settings(CLIPBOARD);
  await begin(page, 'heard');
  await inDialog(page, 'Generate token').click();
  await hears(page, 'only available for copy once');
  const copy = dialog(page).getByRole('button').first();
  for (let i = 0; i < 2; i++) {
    await copy.press('Enter');
    await hears(page, 'Copied.');
  }
  await inDialog(page, 'Done').click();
  await hears(page, 'Token generated.');
  // Or it would be heard once more when the next pop-up closes.
  await page.waitForFunction(() =>
    document.querySelector('.heard').textContent === '');
});

test('U29 that a session has ended is heard', async () => {
  const page = await settings();
  await page.context().clearCookies();
  await button(page, 'Save').press('Enter');
  await hears(page, 'Your session has ended.');
});

test('what another password does is heard before it is chosen', async () => {
  const page = await settings({ path: '?page=account' });
  await button(page, 'Change password').press('Enter');
  await hears(page, 'All your other sessions end.');
});

test('U9 the button that loses a token says so', async () => {
  const page = await settings();
  await begin(page, 'lost');
  await inDialog(page, 'Generate token').click();
  await inDialog(page, 'Copy token').waitFor();
  await page.keyboard.press('Escape');
  const leave = inDialog(page, 'Close without copying');
  assert.match(await described(leave), /not copied yet, and cannot be shown/);
  assert.ok(await leave.evaluate((node) => node === document.activeElement));
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('U15 U16 a question is heard with its first button, its end with the next row',
  async () => {
    await deleteAll();
    for (const name of ['one', 'two', 'three'])
      await make(name);
    const page = await settings();
    await button(page, 'Delete token two').click();
    const cancel = inDialog(page, 'Cancel');
    assert.ok(await cancel.evaluate((node) => node === document.activeElement));
    assert.match(await described(cancel),
      /hello stops accepting it.*This action is irreversible/s);
    await inDialog(page, 'Delete token').click();
    await hears(page, 'The token two was deleted.');
    assert.equal(await focused(page), 'Delete token one');
    await button(page, 'Delete token one').click();
    await inDialog(page, 'Delete token').click();
    await hears(page, 'The token one was deleted.');
    assert.equal(await focused(page), 'Delete token three');
  });

test('U4 a year that is being typed is no instant to tell', async () => {
  const page = await settings();
  await begin(page, '');
  await dialog(page).getByLabel('Expiration date', { exact: true })
    .selectOption('Another date');
  const date = dialog(page).getByLabel('Date', { exact: true });
  const result = dialog(page).locator('.result');
  await date.fill('0002-12-31');
  assert.equal(await result.textContent(), '');
  await date.fill('2099-12-31');
  assert.match(await result.textContent(), /^Expires .*31 Dec 2099/);
});
