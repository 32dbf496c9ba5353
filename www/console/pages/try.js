// SPDX-License-Identifier: ISC
// The way to the page that tries a container out, which must allow it first.
import { patch } from '../api.js';
import { el } from '../dom.js';
import { refresh } from '../route.js';
import { parts, text } from '../text.js';
import { button, needs, panel } from '../ui/page.js';
import { announce } from '../ui/status.js';
import { v1 } from './paths.js';

// Lets the container answer pages of this console, and only those.
async function allow({ id, name }) {
  await patch(v1('containers', id), { cors_origin: location.origin });
  announce(text('container.saved', { name }));
  refresh();
}

function closed(it) {
  return [el('p', {}, parts('try.closed', { origin: el('code', {},
    location.origin) })), needs('write', 'container', el('div', {},
    button(text('try.open'), () => allow(it))))];
}

// A page of its own, because only that may ask other hosts.
export function tryPanel(it) {
  return panel(text('try'), it.cors_origin !== location.origin ? closed(it)
    : [el('p', {}, text('try.lead')), el('div', {}, el('a',
      { class: 'button primary', href: `./try.html?id=${it.id}` },
      text('try')))]);
}
