// SPDX-License-Identifier: ISC
// A secret that is shown once: nothing of it stays when the pop-up is closed,
// which asks first as long as it was not copied.
import { el, newId } from '../dom.js';
import { text } from '../text.js';
import { copyField } from './copy.js';
import { openDialog } from './dialog.js';
import { button } from './page.js';
import { tell } from './status.js';

// Whoever is about to lose the secret is told, with the button that has the
// focus, and then may.
function question(leave) {
  const words = newId('words'), go = button(text('once.leave'), leave);
  go.setAttribute('aria-describedby', words);
  return el('div', { class: 'notice warn' },
    el('p', { id: words }, text('once.not-copied')),
    el('div', { class: 'actions' }, go));
}

// `more(oncopy)` are further nodes below the secret.  Resolves when it is
// closed.
export async function showOnce({ title, warning, label, value, copy,
  more = () => [] }) {
  const asked = el('div', { class: 'asked' });
  let isCopied = false;
  const oncopy = () => {
    isCopied = true;
    asked.replaceChildren();
  };
  const mayClose = () => {
    if (!isCopied) {
      asked.replaceChildren(question(() => dialog.close()));
      asked.querySelector('button').focus();
    }
    return isCopied;
  };
  const guard = (event) => {
    if (!isCopied)
      event.preventDefault();
  };
  const dialog = openDialog({ title, mayClose, body: [
    el('p', { class: 'notice warn' }, warning),
    copyField({ label, value, button: copy, oncopy, secret: true }),
    more(oncopy), asked, el('div', { class: 'actions' },
      button(text('once.done'), () => mayClose() && dialog.close(),
        'primary'))] });
  tell(warning);
  const page = document.title;
  document.title = text('title', { page: title });
  // A page that the browser keeps to go back to must not keep it either.
  const forget = () => dialog.close();
  addEventListener('beforeunload', guard);
  addEventListener('pagehide', forget);
  await dialog.closed;
  removeEventListener('beforeunload', guard);
  removeEventListener('pagehide', forget);
  document.title = page;
}
