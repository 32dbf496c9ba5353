// SPDX-License-Identifier: ISC
// Containers: the list of namespaces.
import { get } from '../api.js';
import { el } from '../dom.js';
import { here, to } from '../route.js';
import { text } from '../text.js';
import { pages, table } from '../ui/list.js';
import { empty, needs, top } from '../ui/page.js';
import { when } from '../time.js';
import { v1 } from './paths.js';

const SIZE = 50;

const columns = () => [
  { label: text('namespace.name'), sort: 'name', cell: ({ id, name }) =>
    el('a', { href: to('namespace', { id }) }, name) },
  { label: text('description'), cell: ({ description }) => description },
  { label: text('created'), sort: 'created_at', first: 'desc',
    cell: ({ created_at: at }) => when(at) },
];

export async function containers() {
  const { order = 'name_asc', part } = here();
  const { namespaces, total_count: total } = await get(v1('namespaces'),
    { order_by: order, page: part, page_size: SIZE });
  return { title: text('containers.title'), body: [
    top(text('containers.title')),
    el('p', { class: 'lead' }, text('containers.lead')),
    total === 0 ? empty(text('namespaces.none'), text('namespaces.none-hint'),
      needs('write', 'namespace'))
      : table({ caption: text('containers.title'), rows: namespaces,
        columns: columns() }),
    pages({ size: SIZE, total })] };
}
