// SPDX-License-Identifier: ISC
// A text to take along: a field that can only be read, and its copy button.
import { el, newId } from '../dom.js';
import { text } from '../text.js';
import { announce } from './status.js';

const SAID = 4000; // ms

async function take(input, button, label) {
  let words = text('copy.done');
  try {
    await navigator.clipboard.writeText(input.value);
  } catch {
    // No clipboard here, or none for us.
    input.focus();
    input.select();
    words = text('copy.by-hand');
  }
  announce(words);
  button.textContent = words;
  setTimeout(() => { button.textContent = label; }, SAID);
}

// `oncopy` hears of the click.  The field grows to its text and wraps it.
export function copyField({ label, value, button, oncopy = () => {} }) {
  const id = newId('copy');
  const input = el('textarea', { id, class: 'copy-text', readonly: true,
    spellcheck: 'false', autocomplete: 'off', rows: 1,
    focus: () => input.select(), copy: oncopy });
  input.value = value;
  const copy = el('button', { type: 'button', class: 'button',
    click: () => { oncopy(); take(input, copy, button); } }, button);
  return el('div', { class: 'copy' },
    el('label', { for: id }, label), input, copy);
}
