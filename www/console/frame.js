// SPDX-License-Identifier: ISC
// The head of every page: where one can go, who is signed in.
import { el } from './dom.js';
import { to } from './route.js';
import { signOut, user } from './session.js';
import { text } from './text.js';
import { errorWords } from './ui/error.js';
import { button } from './ui/page.js';
import { announce } from './ui/status.js';

const SECTIONS = [
  ['containers', ['containers', 'namespace', 'container']],
  ['iam', ['iam']],
];

// A page "iam-users" is of the section "iam".
function isIn(pages, page) {
  return pages.includes(page.split('-')[0]);
}

async function leave() {
  try {
    await signOut();
    // Nothing of what was shown stays, not even in memory.
    location.replace('./');
  } catch (error) {
    announce(errorWords(error));
  }
}

function entries(place) {
  const link = (words, page, isCurrent) => el('li', {}, el('a', {
    href: to(page), 'aria-current': isCurrent ? 'true' : null }, words));
  return [el('nav', { class: 'sections', 'aria-label': text('nav') },
    el('ul', {}, SECTIONS.map(([page, pages]) => link(text(`nav.${page}`), page,
      isIn(pages, place.page))))),
  el('div', { class: 'account' },
    el('a', { href: to('account'), 'aria-label': text('nav.account',
      { name: user().username }), 'aria-current':
      place.page === 'account' ? 'true' : null }, user().username),
    button(text('sign-out'), leave, 'quiet'))];
}

export function drawHeader(place) {
  const header = document.getElementById('header');
  header.replaceChildren(header.querySelector('.brand'),
    ...user() === null ? [] : entries(place));
}

