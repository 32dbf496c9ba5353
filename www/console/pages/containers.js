// SPDX-License-Identifier: ISC
// Containers: the list of namespaces.
import { get, post } from '../api.js';
import { el } from '../dom.js';
import { go, here, to } from '../route.js';
import { text } from '../text.js';
import { when } from '../time.js';
import { openDialog } from '../ui/dialog.js';
import { textField } from '../ui/field.js';
import { makeForm } from '../ui/form.js';
import { filters, pages, table, tally } from '../ui/list.js';
import { button, empty, needs, top } from '../ui/page.js';
import { announce } from '../ui/status.js';
import { v1 } from './paths.js';

const SIZE = 50, LONGEST = 255, ORDER = 'name_asc';

async function createNamespace() {
  const dialog = openDialog({ title: text('namespace.create'), body: makeForm({
    submit: text('namespace.create'), cancel: () => dialog.close(), fields: [
      textField({ name: 'name', label: text('name'), autofocus: true,
        hint: text('namespace.name-hint'), autocomplete: 'off',
        spellcheck: 'false' }),
      textField({ name: 'description', label: text('description'),
        longest: LONGEST, autocomplete: 'off' })],
    send: async (values) => dialog.close(
      await post(v1('namespaces'), values)) }) });
  const made = await dialog.closed;
  if (made === undefined)
    return;
  announce(text('namespace.made', { name: made.name }));
  go(to('namespace', { id: made.id }));
}

const columns = () => [
  { label: text('namespace'), sort: 'name', cell: ({ id, name }) =>
    el('a', { href: to('namespace', { id }) }, name) },
  { label: text('description'), cell: ({ description }) => description },
  { label: text('created'), sort: 'created_at', first: 'desc',
    cell: ({ created_at: at }) => when(at) },
];

function list(rows, total, create, q) {
  if (total === 0 && !q)
    return empty(text('namespaces.none'), text('namespaces.none-hint'), create);
  return [filters({ search: text('name.search') }),
    tally(text('namespaces.count', { count: total })),
    total > 0 && table({ caption: text('namespaces.title'), rows,
      columns: columns(), order: ORDER }),
  pages({ size: SIZE, total })];
}

export async function containers() {
  const { order = ORDER, part, q } = here();
  const { namespaces, total_count: total } = await get(v1('namespaces'),
    { order_by: order, name: q, page: part, page_size: SIZE });
  const create = needs('write', 'namespace', button(text('namespace.create'),
    createNamespace, 'primary'));
  return { title: text('containers.title'), body: [
    top(text('containers.title'), create),
    el('p', { class: 'lead' }, text('containers.lead')),
    list(namespaces, total, create, q)] };
}
