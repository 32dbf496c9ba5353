// SPDX-License-Identifier: ISC
// Generate token: the pop-up that asks, and the one that shows it once.
import { get, post } from '../api.js';
import { el } from '../dom.js';
import { refresh } from '../route.js';
import { user } from '../session.js';
import { text } from '../text.js';
import { both, dayAfter, daysAhead, endOfDay } from '../time.js';
import { copyField } from '../ui/copy.js';
import { openDialog } from '../ui/dialog.js';
import { checkField, radioField, selectField, textField } from '../ui/field.js';
import { FieldError, makeForm } from '../ui/form.js';
import { showOnce } from '../ui/once.js';
import { announce } from '../ui/status.js';
import { v1beta1 } from './paths.js';

const PRESETS = ['7', '30', '90', '365'];
const LONGEST = 255; // characters of a description

// ---- when it expires ----

// The fields, and instant(): when, or null for no expiration date.
function expiry() {
  const preset = selectField({ name: 'preset', value: '30',
    label: text('token.expiration'), options: [...PRESETS.map(
      (days) => [days, text('token.days', { count: Number(days) })]),
    ['custom', text('token.custom')]] });
  const day = textField({ name: 'expires_at', type: 'date',
    label: text('token.day'), hint: text('token.day-hint'),
    min: dayAfter(1), max: '9999-12-30' });
  const result = el('p', { class: 'result', 'aria-live': 'polite' });
  const never = checkField({ name: 'never', label: text('token.no-expiry'),
    hint: text('token.no-expiry-hint') });
  const instant = () => never.value() ? null
    : preset.value() !== 'custom' ? daysAhead(Number(preset.value()))
      : day.value() === '' ? undefined : endOfDay(day.value());
  const show = () => {
    const at = instant();
    preset.node.hidden = never.value();
    day.node.hidden = never.value() || preset.value() !== 'custom';
    never.node.classList.toggle('warned', never.value());
    // Not while a year is being typed.
    result.textContent = at > new Date()
      ? text('token.expires-at', { when: both(at) }) : '';
  };
  for (const { control } of [preset, day, never])
    control.addEventListener('input', show);
  show();
  return { fields: [preset, day, result, never], instant };
}

// ---- asking ----

function scopeField({ container, namespace }) {
  return radioField({ name: 'scope', label: text('token.scope'),
    value: 'container', options: [
      ['container', text('token.of-container'),
        text('token.opens-container', { name: container.name })],
      ['namespace', text('token.of-namespace'),
        text('token.opens-namespace', { name: namespace.name })]] });
}

function bodyOf({ container, namespace }, { scope, description }, at) {
  if (at === undefined)
    throw new FieldError('expires_at', text('token.day-missing'));
  if (at !== null && at <= new Date())
    throw new FieldError('expires_at', text('token.day-past'));
  const target = container && scope === 'container'
    ? { container_id: container.id } : { namespace_id: namespace.id };
  // Whole seconds: what was shown is what the token says.
  return { ...target, description, expires_at: at === null ? null
    : `${at.toISOString().slice(0, 19)}Z` };
}

// The token that a lost connection may have made all the same: its text is
// lost with the answer, and another of it would be one too many.
async function findLost({ container_id, namespace_id, description }, since) {
  const { tokens } = await get(v1beta1('tokens'), { container_id, namespace_id,
    order_by: 'created_at_desc', page_size: 20 });
  return tokens.find((token) => token.created_by === user().id &&
    token.description === description && new Date(token.created_at) >= since);
}

// Makes tokens; after a lost answer it looks before it makes another.
function maker() {
  let lostAt = null;
  return async (body) => {
    if (lostAt !== null && await findLost(body, lostAt))
      throw new FieldError('description', text('token.lost'));
    // A minute more, for the server's clock is another.
    const begun = new Date(Date.now() - 60e3);
    try {
      return await post(v1beta1('tokens'), body);
    } catch (error) {
      if (error.kind === 'lost' || error.kind === 'server')
        lostAt ??= begun;
      throw error;
    }
  };
}

// Asks, makes the token, shows it.
export async function generateToken(target) {
  const { fields, instant } = expiry(), create = maker();
  const dialog = openDialog({ title: text('token.generate'), body: makeForm({
    submit: text('token.generate'), cancel: () => dialog.close(), fields: [
      textField({ name: 'description', label: text('description'),
        longest: LONGEST, autofocus: true, autocomplete: 'off',
        placeholder: text('token.example') }),
      ...target.container ? [scopeField(target)] : [], ...fields],
    send: async (values) => dialog.close(await create(
      bodyOf(target, values, instant()))) }) });
  const token = await dialog.closed;
  if (token === undefined)
    return;
  await showToken(token, target.url);
  announce(text('token.made'));
  refresh();
}

// ---- showing ----

function showToken({ token }, url) {
  const line = (secret) => `curl -H "X-Auth-Token: ${secret}" ${url}`;
  return showOnce({ title: text('token.made'), warning: text('token.once'),
    label: text('token.token'), value: token, copy: text('token.copy'),
    more: (oncopy) => copyField({ label: text('token.use'), oncopy,
      value: line('$TOKEN'), copied: line(token),
      button: text('token.copy-curl') }) });
}
