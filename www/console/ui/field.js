// SPDX-License-Identifier: ISC
// Fields of forms.  Each is { name, node, control, value(), fail(words) }: the
// label, a hint, the control and the place of its error; fail('') takes the
// error away.
import { el, newId } from '../dom.js';
import { text } from '../text.js';

function frame({ name, label, hint, control, group = false, after = [] }) {
  const id = newId(name), hintId = `${id}-hint`, errorId = `${id}-error`;
  const error = el('p', { id: errorId, class: 'field-error', hidden: true });
  const describe = (isWrong) => {
    const ids = [hint && hintId, isWrong && errorId].filter(Boolean);
    if (ids.length > 0)
      control.setAttribute('aria-describedby', ids.join(' '));
    else
      control.removeAttribute('aria-describedby');
  };
  if (!group)
    control.id = id;
  describe(false);
  const hintNode = hint && el('p', { id: hintId, class: 'hint' }, hint);
  const node = group
    ? el('div', { class: 'field' }, control, hintNode, error)
    : el('div', { class: 'field' }, el('label', { for: id }, label), hintNode,
      control, after, error);
  const fail = (words) => {
    error.textContent = words;
    error.hidden = words === '';
    describe(words !== '');
    if (words === '')
      control.removeAttribute('aria-invalid');
    else if (!group)
      control.setAttribute('aria-invalid', 'true');
  };
  return { name, label, node, control, fail };
}

// `type` as of <input>, or "area"; `longest` counts characters and is shown.
export function textField({ name, label, hint, value = '', type = 'text',
  longest, ...more }) {
  const control = type === 'area' ? el('textarea', { name, rows: 3, ...more })
    : el('input', { name, type, ...more });
  control.value = value;
  const count = longest && el('p', { class: 'count', 'aria-hidden': 'true' });
  const show = () => {
    const length = [...control.value].length;
    count.textContent = text('field.count', { length, longest });
  };
  if (longest) {
    control.addEventListener('input', show);
    show();
  }
  const field = frame({ name, label, control, after: [count],
    hint: hint ?? (longest && text('field.longest', { count: longest })) });
  return { ...field, value: () => control.value };
}

// `options` are [value, words].
export function selectField({ name, label, hint, options, value, ...more }) {
  const control = el('select', { name, ...more }, options.map(
    ([key, words]) => el('option', { value: key, selected: key === value },
      words)));
  return { ...frame({ name, label, hint, control }),
    value: () => control.value };
}

// `type` is that of its inputs; `isOn` says which are chosen at first.
function choices({ type, isOn, name, label, hint, options, ...more }) {
  const control = el('fieldset', { class: 'choices' },
    el('legend', {}, label), options.map(([key, words, explained]) => {
      const id = newId(name);
      return el('div', { class: 'choice' },
        el('input', { type, id, name: type === 'radio' ? name : `${name}[]`,
          value: key, checked: isOn(key), ...more,
          'aria-describedby': explained ? `${id}-hint` : null }),
        el('div', {}, el('label', { for: id }, words), explained &&
          el('p', { class: 'hint', id: `${id}-hint` }, explained)));
    }));
  return frame({ name, label, hint, control, group: true });
}

const chosen = ({ control }) => [...control.querySelectorAll('input:checked')]
  .map((input) => input.value);

// One of `options`, which are [value, words, hint].
export function radioField({ value, ...more }) {
  const field = choices({ type: 'radio', isOn: (key) => key === value,
    ...more });
  return { ...field, value: () => chosen(field)[0] };
}

// Any of them: its value is an array.
export function checksField({ value = [], ...more }) {
  const field = choices({ type: 'checkbox',
    isOn: (key) => value.includes(key), ...more });
  return { ...field, value: () => chosen(field) };
}

export function checkField({ name, label, hint, value = false, ...more }) {
  const id = newId(name);
  const control = el('input', { type: 'checkbox', id, name, checked: value,
    ...more, 'aria-describedby': hint ? `${id}-hint` : null });
  const error = el('p', { class: 'field-error', hidden: true });
  const node = el('div', { class: 'field choice' }, control,
    el('div', {}, el('label', { for: id }, label),
      hint && el('p', { class: 'hint', id: `${id}-hint` }, hint), error));
  const fail = (words) => {
    error.textContent = words;
    error.hidden = words === '';
  };
  return { name, label, node, control, fail, value: () => control.checked };
}
