// SPDX-License-Identifier: ISC
// Makes the pictures of doc/: node --test tests/browser/pictures.mjs, with the
// environment that ./check browser gives its tests.
import { join } from 'node:path';
import { test } from 'node:test';
import { SOURCE } from '../server/fixture.mjs';
import { OWNER, V1, api, open, settled } from './fixture.mjs';
import { CLIPBOARD, SETTINGS, begin, button, dialog, hello, inDialog, make,
  namespace, row } from './tokens.mjs';

const DAY = 86400e3;
const at = (days) => new Date(Date.now() + days * DAY).toISOString();
const size = { viewport: { width: 1180, height: 860 }, ...CLIPBOARD };

async function keep(page, name) {
  await settled(page);
  await page.screenshot({ path: join(SOURCE, 'doc', `console-${name}.png`) });
}

test('the pictures are made', async () => {
  await make('CI of the shop', { container_id: hello.id, expires_at: at(90) });
  await make('Nightly export', { container_id: hello.id, expires_at: at(4) });
  await make('Status page', { namespace_id: namespace.id });
  await api('PATCH', `${V1}/containers/${hello.id}`,
    { description: 'The demonstration', cors_origin: '' });
  const page = await open({ user: OWNER, path: SETTINGS, ...size });
  await row(page, 'Status page').waitFor();
  await keep(page, 'tokens');
  await begin(page, 'Backup of the shop');
  await inDialog(page, 'Generate token').click();
  await inDialog(page, 'Copy token').waitFor();
  await keep(page, 'once');
  await inDialog(page, 'Copy token').click();
  await inDialog(page, 'Done').click();
  await dialog(page).waitFor({ state: 'detached' });
  const dark = await open({ user: OWNER, path: SETTINGS, dark: true, ...size });
  await button(dark, 'Delete token Nightly export').click();
  await keep(dark, 'delete-dark');
  const phone = await open({ user: OWNER, path: SETTINGS,
    viewport: { width: 375, height: 760 } });
  await row(phone, 'Status page').waitFor();
  await keep(phone, 'phone');
});
