// SPDX-License-Identifier: ISC
// One's own account: who one is, password, sessions, API keys.
import { el } from '../dom.js';
import { refresh } from '../route.js';
import { changePassword, reload, user } from '../session.js';
import { text } from '../text.js';
import { textField } from '../ui/field.js';
import { FieldError } from '../ui/form.js';
import { facts, panel, top } from '../ui/page.js';
import { sessionsPanel } from './account-sessions.js';
import { keysPanel } from './iam-keys.js';
import { doing, formDialog } from './iam-parts.js';

const field = (name, hint, autocomplete, autofocus = false) => textField({
  name, label: text(`account.${name.replace('_', '-')}`), hint,
  type: 'password', autocomplete, autofocus });

async function send({ current_password: current, new_password: wanted,
  repeated }) {
  if (wanted !== repeated)
    throw new FieldError('repeated', text('account.differs'));
  try {
    await changePassword({ current_password: current, new_password: wanted });
  } catch (error) {
    if (error.kind === 'password')
      throw new FieldError('current_password', text('account.wrong'));
    throw error;
  }
}

// For password managers, which want to know whose password it is.
const userName = () => el('div', { hidden: true }, el('input', { type: 'text',
  name: 'username', autocomplete: 'username', value: user().username,
  'aria-hidden': 'true', tabindex: '-1' }));

function password() {
  return formDialog({ title: text('account.change'),
    lead: text('account.change-lead'), submit: text('account.change'),
    fields: [userName(), field('current_password', null, 'current-password', true),
      field('new_password', text('account.password-hint'), 'new-password'),
      field('repeated', null, 'new-password')],
    send, done: text('account.changed') });
}

export async function account() {
  await reload();
  const { id, username, email, type } = user();
  return { title: text('account.title'), body: [
    top(text('account.title'), doing(text('account.change'), password)),
    facts([[text('account.username'), username],
      [text('account.email'), email || text('iam.none')],
      [text('account.type'), text(`account.${type}`)],
      [text('id'), el('code', {}, id)]]),
    panel(text('sessions.title'), el('p', { class: 'hint' },
      text('sessions.hint')), await sessionsPanel(id, refresh)),
    await keysPanel({ kind: 'user', id, name: username }, type === 'owner')] };
}
