// SPDX-License-Identifier: ISC
// What the tests of the Tokens panel have in common.
import { V1, V1BETA1, api } from './fixture.mjs';

export const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };
export const { containers: [hello] } = await api('GET', `${V1}/containers?name=hello`);
export const namespace = await api('GET', `${V1}/namespaces/${hello.namespace_id}`);
export const SETTINGS = `?page=container&id=${hello.id}&tab=settings`;

export const button = (page, name) => page.getByRole('button', { name, exact: true });
export const dialog = (page) => page.locator('dialog');
export const inDialog = (page, name) => button(dialog(page), name);

export async function count() {
  const { total_count: total } = await api('GET',
    `${V1BETA1}/tokens?container_id=${hello.id}`);
  return total;
}

export async function make(description, more = { container_id: hello.id }) {
  return api('POST', `${V1BETA1}/tokens`, { description, ...more });
}

export async function deleteAll() {
  for (const scope of [`container_id=${hello.id}`,
    `namespace_id=${hello.namespace_id}`]) {
    const { tokens } = await api('GET',
      `${V1BETA1}/tokens?${scope}&page_size=1000`);
    for (const { id } of tokens)
      await api('DELETE', `${V1BETA1}/tokens/${id}`);
  }
}

// The pop-up, open and filled.
export async function begin(page, description) {
  await button(page, 'Generate token').click();
  await dialog(page).getByLabel('Description').fill(description);
}

// As a person who copies the token; the token.
export async function generate(page, description) {
  await begin(page, description);
  await inDialog(page, 'Generate token').click();
  await inDialog(page, 'Copy token').click();
  const token = await dialog(page).getByLabel('Token', { exact: true })
    .inputValue();
  await inDialog(page, 'Done').click();
  await page.getByRole('row', { name: description }).waitFor();
  return token;
}

export const row = (page, name) => page.getByRole('row', { name });
