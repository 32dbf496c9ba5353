// SPDX-License-Identifier: ISC
// Where one is: a page and its state, all of it in the query, so that every
// place is a link: ?page=container&id=...&tab=settings&q=ci

const CHANGED = 'place';

// { page: 'container', id: ..., tab: ... }
export function here() {
  return { page: 'containers',
    ...Object.fromEntries(new URLSearchParams(location.search)) };
}

// The link to a page; a state that is undefined, null or '' is left out.
export function to(page, state = {}) {
  return href({ page, ...state });
}

// The link to this very place with another state; `page` numbers of lists
// begin anew unless they are what changes.
export function toHere(changes) {
  return href({ ...here(), part: undefined, ...changes });
}

function href(state) {
  return `./?${new URLSearchParams(Object.entries(state).filter(
    ([, value]) => value !== undefined && value !== null && value !== ''))}`;
}

// Goes where a link leads.
export function go(link) {
  history.pushState(null, '', link);
  dispatchEvent(new Event(CHANGED));
}

// The same, and one cannot go back to where one was: it is gone.
export function replace(link) {
  history.replaceState(null, '', link);
  dispatchEvent(new Event(CHANGED));
}

// Draws this place anew.
export function refresh() {
  dispatchEvent(new Event(CHANGED));
}

function isOurs(link, event) {
  return link !== null && event.button === 0 && !event.defaultPrevented &&
    !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) &&
    !link.hasAttribute('download') && link.target === '' &&
    link.origin === location.origin && link.pathname === location.pathname &&
    !link.getAttribute('href').startsWith('#');
}

function onClick(event) {
  const link = event.target.closest('a[href]');
  if (!isOurs(link, event))
    return;
  event.preventDefault();
  go(link.href);
}

// A form with method="get" goes to its page with its values.
function onSubmit(event) {
  const form = event.target;
  if (form.method !== 'get' || event.defaultPrevented)
    return;
  event.preventDefault();
  go(href(Object.fromEntries(new FormData(form))));
}

// Calls `draw` whenever the place changes.
export function watch(draw) {
  addEventListener('popstate', draw);
  addEventListener(CHANGED, draw);
  document.addEventListener('click', onClick);
  document.addEventListener('submit', onSubmit);
}
