// SPDX-License-Identifier: ISC
// One's own account: who one is, password, sessions.
import { user } from '../session.js';
import { text } from '../text.js';
import { facts, top } from '../ui/page.js';

export async function account() {
  return { title: text('account.title'), body: [top(text('account.title')),
    facts([[text('account.username'), user().username],
      [text('account.id'), user().id]])] };
}
