// SPDX-License-Identifier: ISC
// API keys: with the secret of one, its bearer calls the API and the private
// containers that it may.
import { patch, post, remove } from '../api.js';
import { el } from '../dom.js';
import { refresh } from '../route.js';
import { can, region, user as self } from '../session.js';
import { text } from '../text.js';
import { both, daysAhead, when } from '../time.js';
import { badge } from '../ui/badge.js';
import { selectField, textField } from '../ui/field.js';
import { copyField } from '../ui/copy.js';
import { table } from '../ui/list.js';
import { showOnce } from '../ui/once.js';
import { button, needs, panel } from '../ui/page.js';
import { all, atFields, deleteDialog, doing, formDialog, head, listed }
  from './iam-parts.js';
import { linkTo, nameOf, optionsOf, principals, toMember }
  from './iam-principals.js';
import { iam } from './paths.js';

// What one may do with keys of one's own needs no permission.
const mayChange = (action, bearerId) =>
  bearerId === self().id || can(action, 'api_key');

const DAYS = ['30', '90', '365'];

const expiryOptions = () => [...DAYS.map((days) => [days,
  text('keys.days', { count: Number(days), when: both(daysAhead(Number(days)))
  })]), ['', text('keys.no-expiry')]];

const descriptionField = (value = '') => textField({ name: 'description',
  label: text('description'), value, longest: 200, autocomplete: 'off',
  autofocus: true });

function example() {
  return copyField({ label: text('keys.example'), button: text('keys.copy-line'),
    value: `curl -H "X-Auth-Token: $SCW_SECRET_KEY" ${location.origin
    }/containers/v1/regions/${region()}/namespaces` });
}

// The secret is in this one answer.
function showSecret(key) {
  return showOnce({ title: text('keys.made'), warning: text('keys.once'),
    label: text('keys.secret'), value: key.secret_key,
    copy: text('keys.copy'), more: () => [
      el('p', {}, text('keys.access', { key: key.access_key })),
      example()] });
}

async function create(bearers) {
  const key = await formDialog({ title: text('keys.create'),
    submit: text('keys.create'), fields: [
      selectField({ name: 'bearer', label: text('keys.bearer'),
        hint: text('keys.bearer-hint'), options: optionsOf(bearers) }),
      descriptionField(),
      selectField({ name: 'days', label: text('keys.expires'),
        hint: text('keys.expires-hint'), options: expiryOptions(),
        value: '90' })],
    send: ({ bearer, description, days }) => atFields(post(iam('api-keys'),
      { ...toMember(bearer), description, ...days && { expires_at:
        daysAhead(Number(days)).toISOString() } }),
    { user_id: 'bearer', application_id: 'bearer', expires_at: 'days' }) });
  if (key === null)
    return false;
  await showSecret(key);
  return true;
}

function edit(key) {
  return formDialog({ title: text('keys.edit'), submit: text('save'),
    fields: [descriptionField(key.description)],
    send: (body) => patch(iam('api-keys', key.access_key), body),
    done: text('iam.saved') });
}

function state({ expires_at: at }) {
  if (!at)
    return text('keys.never-expires');
  return new Date(at) > new Date() ? when(at)
    : [badge('bad', text('keys.expired')), ' ', when(at)];
}

const bearerOf = ({ user_id: user, application_id: application }) =>
  user || application;

function actions(key, isOwners) {
  const isSpared = isOwners(bearerOf(key)) && self().type !== 'owner';
  const may = (action) => !isSpared && mayChange(action, bearerOf(key));
  return el('div', { class: 'actions' },
    may('write') && doing(text('iam.edit'), () => edit(key)),
    may('delete') && button(text('keys.delete'), () => deleteDialog({
      section: 'keys', name: key.description || key.access_key,
      run: () => remove(iam('api-keys', key.access_key)),
      stops: text('keys.stops', { key: key.access_key }) }), 'danger'));
}

const columns = (list, isOwners) => [
  { label: text('keys.access-key'), sort: 'access_key', cell: (key) =>
    [el('code', {}, key.access_key), key.description &&
      el('small', {}, key.description)] },
  list && { label: text('keys.bearer'), sort: 'bearer',
    key: (key) => nameOf(key, list), cell: (key) => linkTo(key, list) },
  { label: text('created'), sort: 'created_at', first: 'desc',
    cell: ({ created_at: at }) => when(at) },
  { label: text('keys.expires'), sort: 'expires_at', cell: state },
  { label: text('actions'), hidden: true,
    cell: (key) => actions(key, isOwners) },
].filter(Boolean);

// Others' keys are shown to who may read them, one's own to everybody.
const keysOf = (id) => all(iam('api-keys'), 'api_keys',
  id === undefined ? {} : { bearer_id: id });

const me = () => ({ kind: 'user', id: self().id, name: self().username });

export async function keys() {
  const mayRead = can('read', 'api_key');
  const [rows, found] = await Promise.all([
    keysOf(mayRead ? undefined : self().id),
    principals(['user', 'application'])]);
  const list = found.some(({ id }) => id === self().id) ? found
    : [me(), ...found];
  const bearers = can('write', 'api_key') ? list : [me()];
  const action = doing(text('keys.create'), () => create(bearers), 'primary');
  return { title: text('iam.page', { section: text('keys.title') }), body: [
    head(rows.length > 0 && action), mayRead ? null
      : el('p', { class: 'missing' }, text('keys.own-only')),
    listed({ section: 'keys', rows, columns: columns(list, () => false),
      order: 'created_at_desc', action, words: (key) => [key.access_key,
        key.description, nameOf(key, list)] })] };
}

// Those of one bearer, on its page; `isOwner` when that is the Owner.
export async function keysPanel(bearer, isOwner = false) {
  const { id } = bearer, isMine = id === self().id;
  if (!isMine && !can('read', 'api_key'))
    return panel(text('keys.title'), needs('read', 'api_key'));
  const rows = await keysOf(id);
  const mayMake = mayChange('write', id) && (!isOwner || isMine);
  return panel(text('keys.title'),
    rows.length === 0 ? el('p', { class: 'missing' }, text('keys.none'))
      : table({ caption: text('keys.title'), rows,
        // The order in the address is that of a page's own list.
        columns: columns(null, () => isOwner).map(
          (column) => ({ ...column, sort: undefined })) }),
    mayMake ? el('div', { class: 'actions' },
      doing(text('keys.create'), () => create([bearer])))
      : !isOwner && needs('write', 'api_key'));
}
