// SPDX-License-Identifier: ISC
// Forms: a second click waits for the first, what was typed stays when
// something goes wrong, and every field says what is wrong with it.
import { el } from '../dom.js';
import { text } from '../text.js';
import { errorBox } from './error.js';

// To be thrown by `send` for what the console itself finds wrong.
export class FieldError extends Error {
  constructor(name, words) {
    super(words);
    this.fields = { [name]: words };
  }
}

function linkTo(field, words) {
  const go = (event) => {
    event.preventDefault();
    (field.control.matches('fieldset')
      ? field.control.querySelector('input') : field.control).focus();
  };
  return el('li', {}, el('a', { href: `#${field.control.id}`, click: go },
    text('field.error', { label: field.label, words })));
}

// What `error` says of the fields, or of the whole.
function show(error, fields, place) {
  const wrong = fields.filter(({ name }) => error.fields?.[name]);
  for (const field of fields)
    field.fail(error.fields?.[field.name] ?? '');
  if (wrong.length === 0)
    place.replaceChildren(errorBox(error));
  else
    place.replaceChildren(el('div', { class: 'notice bad', role: 'alert',
      tabindex: '-1' }, el('p', {}, text('form.wrong')),
    el('ul', {}, wrong.map(
      (field) => linkTo(field, error.fields[field.name])))));
  place.firstChild.focus();
}

// `fields` are those of field.js, with other nodes among them as one likes.
// `send` gets their values by name.  Answers a <form>.
export function makeForm({ fields, submit, danger = false, cancel, send }) {
  const named = fields.filter(({ name, value }) => name && value);
  const place = el('div');
  const button = el('button', { type: 'submit',
    class: danger ? 'button danger' : 'button primary' }, submit);
  const form = el('form', { method: 'post', novalidate: true, class: 'form' },
    place, fields.map((field) => field.node ?? field),
    el('div', { class: 'actions' }, button, cancel &&
      el('button', { type: 'button', class: 'button', click: cancel },
        text('cancel'))));
  let isBusy = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isBusy)
      return;
    isBusy = true;
    button.setAttribute('aria-disabled', 'true');
    try {
      await send(Object.fromEntries(
        named.map(({ name, value }) => [name, value()])));
      place.replaceChildren();
      named.forEach((field) => field.fail(''));
    } catch (error) {
      show(error, named, place);
    }
    isBusy = false;
    button.removeAttribute('aria-disabled');
  });
  return form;
}
