// SPDX-License-Identifier: ISC
// Pop-ups: <dialog> keeps the focus in and gives it back, and makes the rest
// inert.
import { el, newId } from '../dom.js';
import { text } from '../text.js';
import { errorBox } from './error.js';
import { hearing } from './status.js';

const NOTICED = 200; // ms

// Those that are open, the last on top.
const dialogs = [];

// Closes all, as when the user goes elsewhere; false when one may not be left.
export function leaveDialogs() {
  while (dialogs.length > 0) {
    const { mayClose, close } = dialogs.at(-1);
    if (!mayClose())
      return false;
    close();
  }
  return true;
}

// Some screen readers look for the focus themselves when the page behind becomes
// inert, and say nothing when they find it in a field: it gets there after that,
// from the heading.
function focusLater(heading, field) {
  heading.setAttribute('autofocus', '');
  field.removeAttribute('autofocus');
  setTimeout(() => {
    if (document.activeElement === heading)
      field.focus();
  }, NOTICED);
}

// Opens one.  `mayClose` is asked when the user wants to leave it without one
// of its buttons.  Answers { node, close(result), closed }, where `closed` is a
// promise of the result.
export function openDialog({ title, body, mayClose = () => true }) {
  const heading = newId('title');
  const node = el('dialog', { 'aria-labelledby': heading, closedby: 'none' },
    el('h2', { id: heading, tabindex: '-1' }, title), body, hearing());
  const { promise: closed, resolve } = Promise.withResolvers();
  const close = (result) => {
    if (!node.isConnected)
      return;
    node.close();
    node.remove();
    document.removeEventListener('keydown', onKey);
    dialogs.splice(dialogs.indexOf(entry), 1);
    resolve(result);
  };
  const entry = { mayClose, close };
  const leave = (event) => {
    event.preventDefault();
    if (mayClose())
      close();
  };
  node.addEventListener('cancel', leave);
  // Behind its last control the focus is on the page, until it comes round.
  const onKey = (event) => {
    if (event.key === 'Escape' && dialogs.at(-1) === entry)
      leave(event);
  };
  document.addEventListener('keydown', onKey);
  dialogs.push(entry);
  document.body.append(node);
  const field = node.querySelector(':is(input, select, textarea)[autofocus]');
  if (field !== null)
    focusLater(node.querySelector('h2'), field);
  node.showModal();
  return { node, close, closed };
}

// Asks before something that cannot be undone.  `run` does it; what it throws
// is shown in the dialog.  Answers whether it was done.
export function confirmDialog({ title, body, action, run }) {
  const error = el('div'), words = newId('words');
  let isBusy = false;
  const go = async () => {
    if (isBusy)
      return;
    isBusy = true;
    try {
      await run();
      dialog.close(true);
    } catch (thrown) {
      error.replaceChildren(errorBox(thrown));
      error.firstChild.focus();
    }
    isBusy = false;
  };
  const cancel = el('button', { type: 'button', class: 'button',
    autofocus: true, 'aria-describedby': words,
    click: () => dialog.close(false) }, text('cancel'));
  const dialog = openDialog({ title, body: [error,
    el('div', { class: 'asks', id: words }, body), el('div', { class: 'actions' }, cancel,
      el('button', { type: 'button', class: 'button danger', click: go },
        action))] });
  return dialog.closed.then((result) => result === true);
}
