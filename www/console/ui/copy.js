// SPDX-License-Identifier: ISC
// A text to take along: a field that can only be read, and its copy button.
import { el, newId } from '../dom.js';
import { text } from '../text.js';
import { tell } from './status.js';

const SAID = 4000; // ms

async function take(input, button, words, copied) {
  let said = text('copy.done');
  try {
    await navigator.clipboard.writeText(copied);
  } catch {
    // No clipboard here, or none for us.
    input.focus();
    input.select();
    said = text('copy.by-hand');
  }
  tell(said);
  button.textContent = said;
  setTimeout(() => { button.textContent = words; }, SAID);
}

// For whoever shows the screen to others.
function hider(input) {
  return el('button', { type: 'button', class: 'button',
    click: ({ currentTarget: button }) => {
      const isHidden = input.classList.toggle('masked');
      button.textContent = text(isHidden ? 'copy.show' : 'copy.hide');
    } }, text('copy.hide'));
}

// `copied` is what the button copies, where it is not the text that is shown;
// `oncopy` hears of it.  The field grows to its text and wraps it; what is
// `secret` can be hidden.
export function copyField({ label, value, button, copied = value, secret,
  oncopy = () => {} }) {
  const id = newId('copy');
  const input = el('textarea', { id, class: 'copy-text', readonly: true,
    spellcheck: 'false', autocomplete: 'off', rows: 1,
    focus: () => input.select(), copy: oncopy });
  input.value = value;
  const copy = el('button', { type: 'button', class: 'button',
    click: () => { oncopy(); take(input, copy, button, copied); } }, button);
  return el('div', { class: 'copy' }, el('label', { for: id }, label), input,
    el('div', { class: 'actions' }, copy, secret && hider(input)));
}
