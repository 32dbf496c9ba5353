// SPDX-License-Identifier: ISC
// A namespace: its containers, its tokens, its settings.
import { get, patch, post, remove } from '../api.js';
import { el } from '../dom.js';
import { go, here, refresh, replace, to } from '../route.js';
import { text } from '../text.js';
import { when } from '../time.js';
import { confirmDialog, openDialog } from '../ui/dialog.js';
import { textField } from '../ui/field.js';
import { makeForm } from '../ui/form.js';
import { filters, pages, table, tally } from '../ui/list.js';
import { button, crumbs, empty, facts, needs, panel, tabOf, tabs, top } from
  '../ui/page.js';
import { announce } from '../ui/status.js';
import { privacyBadge } from './container.js';
import { containerFields } from './container-fields.js';
import { v1 } from './paths.js';
import { tokensPanel } from './tokens.js';

const SIZE = 50, LONGEST = 255, ORDER = 'name_asc';

// ---- containers ----

async function createContainer(namespace) {
  const dialog = openDialog({ title: text('container.create'), body: makeForm({
    submit: text('container.create'), cancel: () => dialog.close(), fields: [
      textField({ name: 'name', label: text('name'), autofocus: true,
        hint: text('container.name-hint'), autocomplete: 'off',
        autocapitalize: 'none', spellcheck: 'false' }), ...containerFields()],
    send: async ({ domain_name: host, ...values }) => dialog.close(
      await post(v1('containers'), { ...values, namespace_id: namespace.id,
        ...host === '' ? {} : { domain_name: host } })) }) });
  const made = await dialog.closed;
  if (made === undefined)
    return;
  announce(text('container.made', { name: made.name }));
  go(to('container', { id: made.id }));
}

const columns = () => [
  { label: text('container'), sort: 'name', cell: ({ id, name }) =>
    el('a', { href: to('container', { id }) }, name) },
  { label: text('container.privacy'), cell: privacyBadge },
  { label: text('container.address'), cell: ({ public_endpoint: url }) =>
    new URL(url).host },
  { label: text('description'), cell: ({ description }) => description },
  { label: text('created'), sort: 'created_at', first: 'desc',
    cell: ({ created_at: at }) => when(at) },
];

async function containers(namespace) {
  const { order = ORDER, part, q } = here();
  const { containers: rows, total_count: total } = await get(v1('containers'),
    { namespace_id: namespace.id, order_by: order, name: q, page: part,
      page_size: SIZE });
  const create = needs('write', 'container', button(text('container.create'),
    () => createContainer(namespace), 'primary'));
  if (total === 0 && !q)
    return empty(text('container.none'), text('container.none-hint'), create);
  return [el('div', { class: 'top' }, filters({ search: text('name.search') }),
    create),
  tally(text('containers.count', { count: total })),
  total > 0 && table({ caption: text('containers.title'), rows,
    columns: columns(), order: ORDER }),
  pages({ size: SIZE, total })];
}

// ---- tokens ----

// The curl line wants a real host.
async function tokens(namespace) {
  const { containers: [first] } = await get(v1('containers'),
    { namespace_id: namespace.id, page_size: 1 });
  return tokensPanel({ namespace,
    url: first?.public_endpoint ?? text('token.no-host') });
}

// ---- settings ----

function settingsForm(it) {
  return makeForm({ submit: text('save'), fields: [
    textField({ name: 'description', label: text('description'),
      value: it.description, longest: LONGEST, autocomplete: 'off' })],
  send: async (values) => {
    await patch(v1('namespaces', it.id), values);
    announce(text('namespace.saved', { name: it.name }));
    refresh();
  } });
}

async function deleteNamespace(it) {
  const isDone = await confirmDialog({
    title: text('namespace.delete-title', { name: it.name }), body: [
      el('p', {}, text('namespace.delete-stops')),
      el('p', {}, el('strong', {}, text('irreversible')))],
    action: text('namespace.delete'),
    run: () => remove(v1('namespaces', it.id)) });
  if (!isDone)
    return;
  announce(text('namespace.deleted', { name: it.name }));
  replace(to('containers'));
}

function settings(it) {
  return [panel(text('settings'), needs('write', 'namespace',
    settingsForm(it)), facts([[text('id'), el('code', {}, it.id)],
    [text('created'), when(it.created_at)]])),
  panel(text('namespace.delete'), el('p', {}, text('namespace.delete-stops')),
    needs('delete', 'namespace', el('div', {}, button(
      text('namespace.delete'), () => deleteNamespace(it), 'danger'))))];
}

const TABS = { containers, tokens, settings };

export async function namespace({ id }) {
  const it = await get(v1('namespaces', id));
  const tab = tabOf(Object.keys(TABS));
  return { title: `${it.name}, ${text(`namespace.${tab}`)}`, body: [
    crumbs([[text('containers.title'), to('containers')], it.name]),
    top(it.name),
    it.description !== '' && el('p', { class: 'lead' }, it.description),
    tabs(text('namespace.tabs'), Object.keys(TABS).map((name) => [
      text(`namespace.${name}`), to('namespace', { id, tab: name }),
      name === tab])),
    await TABS[tab](it)] };
}
