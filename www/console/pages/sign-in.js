// SPDX-License-Identifier: ISC
// Signing in, as a page of its own and again when a session has ended.
import { el } from '../dom.js';
import { refresh } from '../route.js';
import { signIn, user } from '../session.js';
import { text } from '../text.js';
import { openDialog } from '../ui/dialog.js';
import { textField } from '../ui/field.js';
import { makeForm } from '../ui/form.js';
import { tell } from '../ui/status.js';

function form(username, done, cancel) {
  return makeForm({ submit: text('sign-in'), cancel, fields: [
    textField({ name: 'username', label: text('sign-in.username'),
      value: username, autocomplete: 'username', autocapitalize: 'none',
      spellcheck: 'false', autofocus: username === '' }),
    textField({ name: 'password', label: text('sign-in.password'),
      type: 'password', autocomplete: 'current-password',
      autofocus: username !== '' })],
  send: async (credentials) => {
    await signIn(credentials);
    done();
  } });
}

export function signInPage() {
  return { title: text('sign-in'), body: el('div', { class: 'sign-in' },
    el('h1', { tabindex: '-1' }, text('sign-in.title')),
    el('p', {}, text('sign-in.hint')), form('', refresh)) };
}

let asking = null;

async function ask() {
  const before = user();
  const dialog = openDialog({ title: text('sign-in.again'), body: [
    el('p', {}, text('sign-in.ended')), form(before?.username ?? '',
      () => dialog.close(true), () => dialog.close(false))] });
  tell(text('sign-in.ended'));
  const isIn = await dialog.closed === true;
  // Somebody else has nothing to go on with here.
  if (isIn && before !== null && user().id !== before.id)
    location.reload();
  return isIn;
}

// Whether the user is signed in again; however many ask at once, the user is
// asked once.
export async function askAgain() {
  asking ??= ask();
  try {
    return await asking;
  } finally {
    asking = null;
  }
}
