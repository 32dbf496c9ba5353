// SPDX-License-Identifier: ISC
// What pages are made of.
import { el } from '../dom.js';
import { parts, text } from '../text.js';
import { can, neededSet } from '../session.js';
import { here } from '../route.js';

// The way to a page: [[words, link], ..., words].
export function crumbs(steps) {
  return el('nav', { class: 'crumbs', 'aria-label': text('crumbs') },
    el('ol', {}, steps.map((step) => el('li', {}, Array.isArray(step)
      ? el('a', { href: step[1] }, step[0])
      : el('span', { 'aria-current': 'page' }, step)))));
}

// The page's heading, with what can be done to the whole beside it.
export function top(title, ...actions) {
  return el('div', { class: 'top' }, el('h1', { tabindex: '-1' }, title),
    el('div', { class: 'actions' }, actions));
}

// `entries` are [words, link, isCurrent].
export function tabs(label, entries) {
  return el('nav', { class: 'tabs', 'aria-label': label },
    el('ul', {}, entries.map(([words, href, isCurrent], i) => el('li', {},
      el('a', { href, id: `tab-${i}`,
        'aria-current': isCurrent ? 'page' : null }, words)))));
}

export function tabOf(names) {
  return names.includes(here().tab) ? here().tab : names[0];
}

// A titled part of a page.
export function panel(title, ...body) {
  return el('section', { class: 'panel' }, el('h2', {}, title), body);
}

// Where a list is empty: what it is for, and how to begin.
export function empty(title, words, ...actions) {
  return el('div', { class: 'empty' }, el('h2', {}, title),
    el('p', {}, words), el('div', { class: 'actions' }, actions));
}

// Names and values: [[name, value], ...].
export function facts(pairs) {
  return el('dl', { class: 'facts' }, pairs.filter(Boolean).map(
    ([name, ...value]) => el('div', {}, el('dt', {}, name),
      el('dd', {}, value))));
}

// `node` for who may do so, else the words that say what is missing.
export function needs(action, resource, node) {
  return can(action, resource) ? node
    : el('p', { class: 'missing' }, parts(action === 'read' ? 'missing-read'
      : 'missing-set',
      { set: el('strong', {}, neededSet(action, resource)) }));
}

export function button(words, click, kind = '') {
  return el('button', { type: 'button', class: `button ${kind}`, click },
    words);
}
