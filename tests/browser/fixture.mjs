// SPDX-License-Identifier: ISC
// The console in Chromium, before a quickstart of its own: one for each test
// file, on a free port, in a temporary folder.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { SOURCE, freePort, request, until } from '../server/fixture.mjs';

const require = createRequire(
  join(process.env.GATEHOUSE_BROWSER, 'package.json'));
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const { HtmlValidate } = require('html-validate');

const CHROMIUM = { executablePath: '/usr/bin/chromium', headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update',
    '--disable-sync'] };
export const DESK = { width: 1280, height: 900 };
export const PHONE = { width: 320, height: 640 };

const folder = mkdtempSync(join(tmpdir(), 'gh-browser-'));
const state = join(folder, 'state');
export const port = await freePort();
export const origin = `http://localhost:${port}`;
export const url = `${origin}/console/`;

// What went wrong in any page: nothing may.
const faults = [];
let quickstart, browser;

async function startQuickstart() {
  quickstart = spawn('setpriv', ['--pdeathsig', 'TERM',
    join(SOURCE, 'quickstart'), '--port', String(port), '--state', state],
  { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [quickstart.stdout, quickstart.stderr])
    stream.on('data', (data) => { output += data; });
  await until(() => {
    assert.equal(quickstart.exitCode, null, output);
    return /^ready$/m.test(output);
  }, 'quickstart', 600);
}

await startQuickstart();
browser = await chromium.launch(CHROMIUM);
after(async () => {
  await browser.close();
  quickstart.kill('SIGTERM');
  await once(quickstart, 'exit');
  rmSync(folder, { recursive: true });
  assert.deepEqual(faults, []);
});

// ---- the installation ----

export const owner = Object.fromEntries(
  readFileSync(join(state, 'owner.env'), 'utf8').trim().split('\n')
    .map((line) => line.split(/=(.*)/s).slice(0, 2)));
export const OWNER = { username: owner.GATEHOUSE_USERNAME,
  password: owner.GATEHOUSE_PASSWORD };

// The operator's command; what it prints.
export function gatehouse(args, input) {
  const run = spawnSync(join(SOURCE, 'build/tools/gatehouse'),
    ['--config', join(state, 'gatehouse.conf'), ...args],
    { encoding: 'utf8', input });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout.trim();
}

// A request to the API with the Owner's key; its JSON.
export async function api(method, path, body) {
  const answer = await request(port, { method, path,
    body: body && JSON.stringify(body), headers: {
      'X-Auth-Token': owner.SCW_SECRET_KEY,
      'Content-Type': 'application/json' } });
  assert.ok(answer.status < 300, answer.body);
  return answer.json;
}

export const V1 = '/containers/v1/regions/fr-par';
export const V1BETA1 = '/containers/v1beta1/regions/fr-par';

// What curl gets at a container: the status.
export async function visit(host, token) {
  const { status } = await request(port, { host: `${host}.localhost:${port}`,
    headers: token ? { 'X-Auth-Token': token } : {} });
  return status;
}

// ---- pages ----

function watchFor(page) {
  page.on('pageerror', (error) => faults.push(`page: ${error.stack}`));
  page.on('console', (message) => {
    if (/Content.Security.Policy|no text|fault/i.test(message.text()))
      faults.push(`console: ${message.text()}`);
  });
  page.on('request', (asked) => {
    const { protocol, hostname } = new URL(asked.url());
    if (protocol !== 'data:' && !/(^|\.)localhost$/.test(hostname))
      faults.push(`external request: ${asked.url()}`);
  });
}

// A page in a browser context of its own; `options` are a context's.
export async function open({ user, phone = false, dark = false, path = '',
  ...options } = {}) {
  const context = await browser.newContext({ locale: 'en-GB',
    viewport: phone ? PHONE : DESK, colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(30000);
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(
      `Content-Security-Policy: ${event.violatedDirective} ${
        event.blockedURI}`));
  });
  const page = await context.newPage();
  watchFor(page);
  await page.goto(url + path);
  if (user)
    await signIn(page, user);
  return page;
}

export async function signIn(page, { username, password }) {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await settled(page);
}

// Until the page is drawn.
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector('main h1') &&
    !document.querySelector('main[aria-busy]'));
}

// ---- what every state of a page must be ----

// What html-validate has to say of a text with its recommended rules.
export async function invalid(html, rules = {}) {
  const validator = new HtmlValidate(
    { extends: ['html-validate:recommended'], rules });
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages.map(
    ({ ruleId, message, selector }) => `${ruleId}: ${message} at ${selector}`));
}

async function axeFaults(page, name) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
      'best-practice'], resultTypes: ['violations'] }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, any }) =>
    `${name}: ${id} at ${target}: ${any.map((one) => one.message)}`));
}

// The browser writes all attributes with a value.
async function htmlFaults(page, name) {
  const found = await invalid(await page.content(),
    { 'attribute-boolean-style': 'off', 'attribute-empty-style': 'off' });
  return found.map((words) => `${name}: ${words}`);
}

// No horizontal scroll, neither on the narrowest phone nor where a table has just
// room enough not to be cards.
async function widthFaults(page, name) {
  const size = page.viewportSize(), found = [];
  for (const width of [PHONE.width, 840]) {
    await page.setViewportSize({ width, height: PHONE.height });
    const needed = await page.evaluate(
      () => document.documentElement.scrollWidth);
    if (needed > width)
      found.push(`${name}: ${needed} px wide at ${width}`);
  }
  await page.setViewportSize(size);
  return found;
}

// What touches must hit is 44 px high, but for links within text; axe looks for
// the 24 px of these.
async function touchFaults(page, name) {
  const size = page.viewportSize();
  await page.setViewportSize(PHONE);
  const low = await page.locator('button, a.button, input:not([type=hidden],' +
    ' [type=checkbox], [type=radio]), select, .tabs a, .sections a')
    .evaluateAll((nodes) => nodes.filter((node) => node.checkVisibility() &&
      node.getBoundingClientRect().height < 43.5).map(
      (node) => `${node.tagName} ${node.textContent}`));
  await page.setViewportSize(size);
  return low.map((node) => `${name}: too low for touch: ${node}`);
}

// Accessible in light and dark, valid, not too wide and not too small: U19, U20,
// U25 and U26.
export async function mustBeFine(page, name) {
  const found = [...await htmlFaults(page, name),
    ...await widthFaults(page, name), ...await touchFaults(page, name)];
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    found.push(...await axeFaults(page, `${name}, ${colorScheme}`));
  }
  assert.deepEqual(found, []);
}
