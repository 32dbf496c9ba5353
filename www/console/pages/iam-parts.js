// SPDX-License-Identifier: ISC
// What the pages of IAM have in common.
import { get } from '../api.js';
import { el } from '../dom.js';
import { here, refresh, replace, to } from '../route.js';
import { can } from '../session.js';
import { text } from '../text.js';
import { confirmDialog, openDialog } from '../ui/dialog.js';
import { makeForm } from '../ui/form.js';
import { filters, pages, table, tally } from '../ui/list.js';
import { button, crumbs, empty, needs, tabs, top } from '../ui/page.js';
import { announce, tell } from '../ui/status.js';

const SIZE = 25, MOST = 100;

// All records of a list: those of IAM are few, and what hangs together is shown
// by name.
export async function all(path, collection, query = {}) {
  const rows = [];
  for (let page = 1; ; page++) {
    const answer = await get(path, { ...query, page, page_size: MOST });
    rows.push(...answer[collection]);
    if (rows.length >= answer.total_count || answer[collection].length === 0)
      return rows;
  }
}

// The same, and nothing for who may not read them.
export async function allReadable(resource, ...what) {
  return can('read', resource) ? all(...what) : [];
}

// ---- pages ----

const SECTIONS = [['users', ['iam', 'iam-users', 'iam-user']],
  ['applications', ['iam-applications', 'iam-application']],
  ['groups', ['iam-groups', 'iam-group']],
  ['policies', ['iam-policies', 'iam-policy']],
  ['keys', ['iam-keys']], ['projects', ['iam-projects']]];

export function head(action) {
  const { page } = here();
  return [top(text('iam.title'), action),
    el('p', { class: 'lead' }, text('iam.lead')),
    tabs(text('iam.title'), SECTIONS.map(([name, names]) =>
      [text(`${name}.title`), to(`iam-${name}`), names.includes(page)]))];
}

// One record's head: the way to it, and what can be done to it.
export function recordHead(section, name, ...actions) {
  return [crumbs([[text('iam.title'), to('iam')],
    [text(`${section}.title`), to(`iam-${section}`)], name]),
  top(name, actions)];
}

function sorted(rows, order, columns) {
  const at = order.lastIndexOf('_');
  const column = columns.find(({ sort }) => sort === order.slice(0, at));
  const key = column?.key ?? ((row) => row[order.slice(0, at)] ?? '');
  const sign = order.slice(at + 1) === 'desc' ? -1 : 1;
  return rows.toSorted((a, b) =>
    sign * String(key(a)).localeCompare(String(key(b))));
}

// A list with search, order and pages.  `words(row)` are what is searched.
export function listed({ section, rows, columns, words, action, order }) {
  const { q = '', part = 1, order: asked = order } = here();
  const found = sorted(rows.filter((row) => words(row).join('\n')
    .toLowerCase().includes(q.trim().toLowerCase())), asked, columns);
  if (rows.length === 0)
    return empty(text(`${section}.none`), text(`${section}.none-hint`),
      action);
  return [filters({ search: text(`${section}.search`) }),
    tally(text('list.count', { count: found.length, total: rows.length })),
    found.length > 0 && table({ caption: text(`${section}.title`), columns,
      order, rows: found.slice((part - 1) * SIZE, part * SIZE) }),
    pages({ size: SIZE, total: found.length })];
}

// A page with a list of records.  `load` answers what listed() takes; `create`
// is the button for a new one.
export async function listPage({ section, resource, load, create }) {
  const action = needs('write', resource, create);
  const title = text('iam.page', { section: text(`${section}.title`) });
  if (!can('read', resource))
    return { title, body: [head(), needs('read', resource)] };
  const list = await load();
  // Said where the button would be; an empty list has the button in it.
  const isButton = can('write', resource);
  return { title, body: [head(isButton && list.rows.length > 0 && action),
    !isButton && list.rows.length > 0 && action,
    listed({ section, action, ...list })] };
}

// ---- what changes something ----

// What the API says of `from` belongs to the field `to`; a name that is taken,
// to `taken`.
export async function atFields(promise, names, taken) {
  try {
    return await promise;
  } catch (error) {
    if (error.kind === 'taken' && taken)
      error.fields = { [taken]: error.message };
    for (const [from, to] of Object.entries(names))
      if (error.fields?.[from])
        error.fields[to] ??= error.fields[from];
    throw error;
  }
}

// A form in a pop-up; `send` does it, `done` are the words when it is done.
export async function formDialog({ title, lead, fields, submit, send, done }) {
  let answer;
  const dialog = openDialog({ title, body: [lead && el('p', {}, lead),
    makeForm({ fields, submit, cancel: () => dialog.close(false),
      send: async (values) => {
        answer = await send(values);
        dialog.close(true);
      } })] });
  if (lead)
    tell(lead);
  if (await dialog.closed !== true)
    return null;
  if (done)
    announce(done);
  return answer ?? true;
}

// Asks, deletes, and says so; `back` is where to go then.
export async function deleteDialog({ section, name, run, stops, back }) {
  const isDone = await confirmDialog({
    title: text(`${section}.delete-title`, { name }),
    body: [el('p', {}, stops), el('p', {}, text('irreversible'))],
    action: text(`${section}.delete`), run: () => goneIsGone(run) });
  if (!isDone)
    return;
  announce(text('iam.deleted', { name }));
  if (back)
    replace(back);
  else
    refresh();
}

// Somebody else was first.
async function goneIsGone(run) {
  try {
    await run();
  } catch (error) {
    if (error.kind !== 'missing')
      throw error;
  }
}

// A button that does something and draws the page anew.
export function doing(words, run, kind) {
  return button(words, async () => {
    if (await run())
      refresh();
  }, kind);
}
