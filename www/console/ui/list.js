// SPDX-License-Identifier: ISC
// Tables, which are cards on a narrow screen, and what goes with them: their
// filters, order and pages are in the address.
import { el } from '../dom.js';
import { here, toHere } from '../route.js';
import { text } from '../text.js';

const ARIA = { asc: 'ascending', desc: 'descending' };

// A heading that sorts by `sort`, first as `first` says (asc or desc).
function heading({ label, sort, first = 'asc', hidden }, order) {
  if (sort === undefined)
    return el('th', { scope: 'col' },
      hidden ? el('span', { class: 'unseen' }, label) : label);
  const current = order.startsWith(`${sort}_`) ? order.split('_').at(-1) : null;
  const next = current === null ? first : current === 'asc' ? 'desc' : 'asc';
  return el('th', { scope: 'col', 'aria-sort': ARIA[current] ?? 'none' },
    el('a', { id: `sort-${sort}`, href: toHere({ order: `${sort}_${next}` }) },
      label, el('span', { 'aria-hidden': 'true', class: 'arrow' },
        current === null ? '' : current === 'asc' ? ' \u2191' : ' \u2193')));
}

// `columns` are { label, cell(row), sort, first, hidden }: `hidden` labels are
// only read aloud.  The first column names its row.  `order` is that of the rows
// where the address has none.
export function table({ caption, columns, rows, order = '' }) {
  const asked = here().order ?? order;
  const sorted = columns.find(({ sort }) => sort && asked.startsWith(`${sort}_`));
  const cell = (row, { label, cell, hidden }, i) => el(
    i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : null,
      'data-label': hidden || i === 0 ? null : label },
    i === 0 || hidden ? cell(row) : el('div', {}, cell(row)));
  return el('table', { class: 'list' },
    el('caption', { class: 'unseen', 'data-told': true }, sorted === undefined
      ? caption : text(asked.endsWith('_asc') ? 'list.asc' : 'list.desc',
        { caption, column: sorted.label })),
    el('thead', {}, el('tr', {}, columns.map(
      (column) => heading(column, asked)))),
    el('tbody', {}, rows.map((row) => el('tr', {},
      columns.map((column, i) => cell(row, column, i))))));
}

// How much there is, told when a filter changes it.
export function tally(words) {
  return el('p', { class: 'hint', 'data-told': true }, words);
}

// Links to the pages of a list; `part` is the page's number in the address.
export function pages({ size, total }) {
  const last = Math.max(1, Math.ceil(total / size));
  const part = Number(here().part ?? 1);
  const link = (number, key) => number < 1 || number > last
    ? el('span', { class: 'button quiet', 'aria-hidden': 'true' }, text(key))
    : el('a', { class: 'button', id: `part-${key.split('.').at(-1)}`,
      href: toHere({ part: number === 1 ? undefined : number }) }, text(key));
  return last === 1 ? null : el('nav', { class: 'pages',
    'aria-label': text('list.pages') }, link(part - 1, 'list.previous'),
  el('span', { 'data-told': true }, text('list.part', { part, last })),
  link(part + 1, 'list.next'));
}

// A search field, and selects of [name, label, [[value, words], ...]], above a
// list; what is not among them stays as it is.
export function filters({ search, selects = [] }) {
  const state = here();
  const own = ['part', search && 'q', ...selects.map(([name]) => name)];
  return el('form', { method: 'get', class: 'filters', role: 'search' },
    Object.entries(state).filter(([name]) => !own.includes(name)).map(
      ([name, value]) => el('input', { type: 'hidden', name, value })),
    search && el('div', { class: 'field' }, el('label', { for: 'filter-q' }, search),
      el('input', { type: 'search', id: 'filter-q', name: 'q', value: state.q ?? '' })),
    selects.map(([name, label, options]) => el('div', { class: 'field' },
      el('label', { for: `filter-${name}` }, label),
      el('select', { id: `filter-${name}`, name }, options.map(
        ([value, words]) => el('option',
          { value, selected: value === (state[name] ?? '') }, words))))),
    el('button', { type: 'submit', class: 'button', id: 'filter' },
      text('list.filter')));
}
