// SPDX-License-Identifier: ISC
// Try it: what a container's own host answers to this very browser.
import { get, visit } from './api.js';
import { el } from './dom.js';
import { drawHeader } from './frame.js';
import { v1 } from './pages/paths.js';
import { here, to } from './route.js';
import { load } from './session.js';
import { text } from './text.js';
import { badge } from './ui/badge.js';
import { errorBox } from './ui/error.js';
import { textField } from './ui/field.js';
import { makeForm } from './ui/form.js';
import { crumbs, panel, top } from './ui/page.js';

function answer({ status, body }) {
  const words = status === 403 ? 'try.refused'
    : status < 300 ? 'try.passed' : 'try.other';
  return [el('p', {}, badge(status < 300 ? 'good' : 'bad', String(status)), ' ',
    text(words)), body === '' ? '' : el('pre', { tabindex: '0' }, body)];
}

function form({ public_endpoint: url }) {
  const result = el('div', { class: 'try', 'aria-live': 'polite' });
  return panel(text('try.request', { url }), makeForm({
    submit: text('try.send'), fields: [textField({ name: 'token',
      label: text('try.token'), hint: text('try.token-hint'), class: 'masked',
      autocomplete: 'off', spellcheck: 'false', autofocus: true })],
    send: async ({ token }) => {
      result.replaceChildren();
      result.append(...answer(await visit(url, token.trim())));
    } }), result);
}

async function page() {
  const { id } = here();
  await load();
  drawHeader({ page: 'container' });
  const { name, public_endpoint: url } = await get(v1('containers', id));
  document.title = text('title', { page: text('try.title', { name }) });
  return [crumbs([[text('containers.title'), to('containers')],
    [name, to('container', { id })], text('try')]),
  top(text('try.title', { name })), el('p', { class: 'lead' },
    text('try.hint')), form({ public_endpoint: url })];
}

const main = document.getElementById('main');
try {
  main.replaceChildren(...await page());
} catch (error) {
  // Who is not signed in signs in on the way.
  if (error.kind === 'session')
    location.replace(to('container', { id: here().id }));
  else
    main.replaceChildren(el('h1', {}, text('problem.title')), errorBox(error));
}
