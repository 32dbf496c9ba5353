// SPDX-License-Identifier: ISC
// Users: the Owner and the members.
import { get, patch, post, remove } from '../api.js';
import { el } from '../dom.js';
import { refresh, to } from '../route.js';
import { can, user as self } from '../session.js';
import { text } from '../text.js';
import { when } from '../time.js';
import { badge } from '../ui/badge.js';
import { confirmDialog } from '../ui/dialog.js';
import { textField } from '../ui/field.js';
import { button, facts, needs, panel } from '../ui/page.js';
import { announce } from '../ui/status.js';
import { keysPanel } from './iam-keys.js';
import { all, atFields, deleteDialog, doing, formDialog, listPage,
  recordHead } from './iam-parts.js';
import { belongsPanel } from './iam-policies.js';
import { iam } from './paths.js';
import { sessionsPanel } from './account-sessions.js';

const isOwner = ({ type }) => type === 'owner';

function state(user) {
  return [isOwner(user) && badge('plain', text('users.owner')),
    user.locked ? badge('bad', text('users.locked'))
      : badge('good', text('users.active'))];
}

const columns = () => [
  { label: text('users.username'), sort: 'username', cell: ({ id, username }) =>
    el('a', { href: to('iam-user', { id }) }, username) },
  { label: text('users.email'), sort: 'email', cell: ({ email }) => email },
  { label: text('users.state'), cell: (user) =>
    el('div', { class: 'badges' }, state(user)) },
  { label: text('users.last-login'), sort: 'last_login_at', first: 'desc',
    cell: ({ last_login_at: at }) => at ? when(at) : text('never') },
];

const usernameField = (value = '') => textField({ name: 'username', value,
  label: text('users.username'), hint: text('users.username-hint'),
  autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false',
  autofocus: true });
const emailField = (value = '') => textField({ name: 'email', value,
  label: text('users.email'), type: 'email', hint: text('users.email-hint'),
  autocomplete: 'off' });
const passwordField = (hint) => textField({ name: 'password', hint,
  label: text('users.password'), type: 'password',
  autocomplete: 'new-password' });

function create() {
  return formDialog({ title: text('users.create'), submit: text('users.create'),
    fields: [usernameField(), emailField(),
      passwordField(text('users.password-hint'))],
    send: ({ username, email, password }) => atFields(post(iam('users'),
      { member: { username, ...email && { email },
        ...password && { password } } }),
    { 'member.username': 'username', 'member.email': 'email',
      'member.password': 'password' }, 'username'),
    done: text('iam.created') });
}

export async function users() {
  return listPage({ section: 'users', resource: 'user',
    create: doing(text('users.create'), create, 'primary'),
    load: async () => ({ rows: await all(iam('users'), 'users'),
      columns: columns(), order: 'username_asc',
      words: ({ username, email }) => [username, email ?? ''] }) });
}

// ---- one user ----

// Two requests where both changed: the name has one of its own.
function edit(user) {
  return formDialog({ title: text('users.edit'), submit: text('save'),
    fields: [usernameField(user.username), emailField(user.email ?? '')],
    send: async ({ username, email }) => {
      if (username !== user.username)
        await atFields(post(iam('users', user.id, 'update-username'),
          { username }), {}, 'username');
      if (email !== (user.email ?? ''))
        await patch(iam('users', user.id), { email });
    },
    done: text('iam.saved') });
}

function resetPassword(user) {
  return formDialog({ title: text('users.reset-title',
    { name: user.username }), lead: text('users.reset-lead'),
  fields: [passwordField(text('account.password-hint'))],
  submit: text('users.reset'), send: ({ password }) =>
    post(iam('users', user.id, 'update-password'), { password }),
  done: text('users.reset-done') });
}

async function lock(user) {
  const isDone = await confirmDialog({ title: text('users.lock-title',
    { name: user.username }), body: el('p', {}, text('users.lock-lead')),
  action: text('users.lock'),
  run: () => post(iam('users', user.id, 'lock'), {}) });
  if (isDone)
    announce(text('users.locked-done'));
  return isDone;
}

async function unlock(user) {
  return formDialog({ title: text('users.unlock-title',
    { name: user.username }), lead: text('users.unlock-lead'), fields: [],
  submit: text('users.unlock'),
  send: () => post(iam('users', user.id, 'unlock'), {}),
  done: text('users.unlocked-done') });
}

function actions(user) {
  const name = user.username, isMe = user.id === self().id;
  if (isOwner(user) && !isMe)
    return [];
  return [can('write', 'user') && doing(text('iam.edit'), () => edit(user)),
    can('write', 'user') && !isMe &&
      doing(text('users.reset'), () => resetPassword(user)),
    can('write', 'user') && !isOwner(user) && !isMe && (user.locked
      ? doing(text('users.unlock'), () => unlock(user))
      : doing(text('users.lock'), () => lock(user))),
    can('delete', 'user') && !isOwner(user) && !isMe &&
      button(text('users.delete'), () => deleteDialog({ section: 'users', name,
        run: () => remove(iam('users', user.id)), stops: text('users.stops',
          { name }), back: to('iam-users') }), 'danger')];
}

// Why there are fewer buttons than elsewhere.
function spared(user) {
  if (user.id === self().id)
    return el('p', { class: 'missing' }, text('users.self'));
  if (isOwner(user))
    return el('p', { class: 'missing' }, text('users.owner-only'));
  return can('write', 'user') ? null : needs('write', 'user');
}

export async function user({ id }) {
  const found = await get(iam('users', id));
  const { username: name } = found;
  const mayEnd = self().type === 'owner' || id === self().id;
  return { title: name, body: [
    recordHead('users', name, actions(found)), spared(found),
    facts([[text('users.state'), state(found)],
      [text('users.email'), found.email || text('iam.none')],
      [text('users.last-login'), found.last_login_at
        ? when(found.last_login_at) : text('never')],
      [text('created'), when(found.created_at)],
      [text('id'), el('code', {}, id)]]),
    await belongsPanel('user', id),
    await keysPanel({ kind: 'user', id, name }, isOwner(found)),
    mayEnd && panel(text('sessions.title'),
      await sessionsPanel(id, refresh))] };
}
