// SPDX-License-Identifier: ISC
// The Tokens panel of a container or namespace: what there is, in which order,
// and deleting it.
import { get, remove } from '../api.js';
import { el } from '../dom.js';
import { here, refresh } from '../route.js';
import { can } from '../session.js';
import { text } from '../text.js';
import { relative, when } from '../time.js';
import { badge } from '../ui/badge.js';
import { confirmDialog } from '../ui/dialog.js';
import { icon } from '../ui/icon.js';
import { filters, pages, table, tally } from '../ui/list.js';
import { button, empty, needs, panel } from '../ui/page.js';
import { announce } from '../ui/status.js';
import { nameOf } from './creators.js';
import { generateToken } from './generate.js';
import { v1beta1 } from './paths.js';

const BATCH = 1000, SIZE = 50, NEWEST = 'created_desc';
const DAY = 86400e3;

// ---- reading ----

// The newest `most` tokens of a scope, and how many there are.
async function read(query, most) {
  const size = Math.min(BATCH, most);
  const ask = (page) => get(v1beta1('tokens'),
    { ...query, order_by: 'created_at_desc', page, page_size: size });
  const first = await ask(1), total = first.total_count;
  const rest = await Promise.all(Array.from(
    { length: Math.ceil(Math.min(total, most) / size) - 1 },
    (_, i) => ask(i + 2)));
  return { total, tokens: [first, ...rest].flatMap(({ tokens }) => tokens) };
}

// The newest `most` tokens that open the target, once each: a list may move
// while its pages are read.  `target` is { container?, namespace, url }.
async function readTokens({ container, namespace }, most) {
  const lists = await Promise.all([
    container && read({ container_id: container.id }, most),
    read({ namespace_id: namespace.id }, most)].filter(Boolean));
  const tokens = lists.flatMap((list) => list.tokens);
  return { total: lists.reduce((sum, list) => sum + list.total, 0),
    tokens: [...new Map(tokens.map((token) => [token.id, token])).values()] };
}

// All have to be read to find some of them, or to put them in another order.
function mostWanted({ q, scope, status, order = NEWEST, part = 1 }) {
  const isPlain = !(q || scope || status) && order === NEWEST;
  return isPlain ? Number(part) * SIZE : Infinity;
}

// ---- judging ----

function stateOf({ expires_at: expires }, now = Date.now()) {
  const left = expires === null ? Infinity : new Date(expires) - now;
  return left <= 0 ? 'expired' : left <= 7 * DAY ? 'soon' : 'active';
}

function stateBadge(token) {
  const state = stateOf(token);
  return badge({ active: 'good', soon: 'warn', expired: 'bad' }[state],
    text(`token.${state}`, { when: relative(new Date(token.expires_at)) }));
}

const isOfNamespace = (token) => token.namespace_id !== undefined;

function isWanted(token, { q = '', scope = '', status = '' }) {
  const words = `${token.description} ${token.id}`.toLowerCase();
  return words.includes(q.trim().toLowerCase()) &&
    (scope === '' || isOfNamespace(token) === (scope === 'namespace')) &&
    (status === '' || stateOf(token) === status);
}

// What never expires is the last to; what was never used the first used.
const KEYS = {
  created: ({ created_at: at }) => at,
  expires: ({ expires_at: at }) => at ?? '9',
  used: ({ last_used_at: at }) => at ?? '',
  description: ({ description }) => description.toLowerCase(),
};

function inOrder(tokens, order = NEWEST) {
  const [name, way] = order.split('_');
  const key = KEYS[name] ?? KEYS.created, sign = way === 'asc' ? 1 : -1;
  return tokens.toSorted((a, b) => key(a) === key(b) ? 0
    : key(a) < key(b) ? -sign : sign);
}

// ---- deleting ----

export function labelOf({ description, id }) {
  return description === '' ? id.slice(0, 8) : description;
}

function stops(token, { container, namespace }) {
  return isOfNamespace(token)
    ? text('token.delete-namespace', { name: namespace.name })
    : text('token.delete-container', { name: container.name });
}

async function deleteToken(token, target) {
  const used = token.last_used_at;
  const isDone = await confirmDialog({
    title: text('token.delete-title', { name: labelOf(token) }),
    body: [el('p', {}, stops(token, target)),
      used !== null && Date.now() - new Date(used) < DAY &&
        el('p', { class: 'notice warn' }, text('token.delete-used')),
      el('p', {}, el('strong', {}, text('irreversible')))],
    action: text('token.delete'),
    run: () => remove(v1beta1('tokens', token.id)).catch((error) => {
      // Somebody was faster.
      if (error.kind !== 'missing')
        throw error;
    }) });
  if (!isDone)
    return;
  announce(text('token.deleted', { name: labelOf(token) }));
  refresh();
}

// ---- showing ----

function bin(token, target) {
  return el('button', { type: 'button', class: 'button quiet bin',
    'aria-label': text('token.delete-one', { name: labelOf(token) }),
    title: text('token.delete'), click: () => deleteToken(token, target) },
  icon('trash'));
}

function columns(target, names) {
  const scope = (token) => text(isOfNamespace(token)
    ? 'token.of-namespace' : 'token.of-container');
  return [
    { label: text('description'), sort: 'description', cell: (token) => [
      token.description === '' ? el('em', {}, text('token.no-description'))
        : token.description,
      el('small', { class: 'mono', title: token.id }, token.id.slice(0, 8))] },
    target.container && { label: text('token.scope'), cell: scope },
    { label: text('created'), sort: 'created', first: 'desc',
      cell: ({ created_at: at, created_by: by }) => [when(at),
        el('small', {}, text('token.by', { name: names.get(by) }))] },
    { label: text('token.expires'), sort: 'expires',
      cell: ({ expires_at: at }) => at === null ? text('token.no-expiry')
        : when(at) },
    { label: text('token.used'), sort: 'used', first: 'desc',
      cell: ({ last_used_at: at }) => at === null ? text('never') : when(at) },
    { label: text('status'), cell: stateBadge },
    can('delete', 'token') && { label: text('actions'), hidden: true,
      cell: (token) => bin(token, target) },
  ].filter(Boolean);
}

function choices(target) {
  const words = (key) => [key, text(`token.filter-${key}`)];
  return [target.container && ['scope', text('token.scope'),
    [['', text('all')], words('container'), words('namespace')]],
  ['status', text('status'), [['', text('all')], words('active'),
    words('soon'), words('expired')]]].filter(Boolean);
}

async function list({ tokens, total }, target) {
  const found = inOrder(tokens.filter((token) => isWanted(token, here())),
    here().order);
  const count = mostWanted(here()) === Infinity ? found.length : total;
  const start = (Number(here().part ?? 1) - 1) * SIZE;
  const rows = found.slice(start, start + SIZE);
  const names = new Map(await Promise.all(rows.map(
    async ({ created_by: by }) => [by, await nameOf(by)])));
  return [
    filters({ search: text('token.search'), selects: choices(target) }),
    tally(text('token.count', { count, total })),
    rows.length > 0 && table({ caption: text('tokens'), rows,
      columns: columns(target, names), order: NEWEST }),
    pages({ size: SIZE, total: count })];
}

// The panel; `target` as above.
export async function tokensPanel(target) {
  const found = await readTokens(target, mostWanted(here()));
  const generate = needs('write', 'token', button(text('token.generate'),
    () => generateToken(target), 'primary'));
  if (found.total === 0)
    return panel(text('tokens'), empty(text('tokens.none'), text(
      target.container ? 'tokens.none-container' : 'tokens.none-namespace'),
    generate));
  return panel(text('tokens'), el('div', { class: 'top' },
    el('p', { class: 'lead' }, text(target.container
      ? 'tokens.container-lead' : 'tokens.namespace-lead')), generate),
  await list(found, target), can('delete', 'token') ? null
    : needs('delete', 'token'));
}
