// SPDX-License-Identifier: ISC
// The console: draws the page of the place one is at.
import { ApiError, onSessionEnd } from './api.js';
import { el } from './dom.js';
import { drawHeader } from './frame.js';
import { pages } from './pages.js';
import { askAgain, signInPage } from './pages/sign-in.js';
import { here, to, watch } from './route.js';
import { load, user } from './session.js';
import { text } from './text.js';
import { leaveDialogs } from './ui/dialog.js';
import { errorBox } from './ui/error.js';
import { button } from './ui/page.js';
import { tell } from './ui/status.js';

const main = document.getElementById('main');
let drawn = { link: location.href, name: null }, drawing = 0;

// Another order or filter is another link, and still the same page.
function nameOf({ id }, { title }) {
  return `${id} ${title}`;
}

function problem(error) {
  const isMissing = error.kind === 'missing';
  return { title: text(isMissing ? 'missing.title' : 'problem.title'), body: [
    el('h1', { tabindex: '-1' },
      text(isMissing ? 'missing.title' : 'problem.title')),
    errorBox(error), el('div', { class: 'actions' },
      isMissing ? el('a', { class: 'button', href: to('containers') },
        text('missing.home')) : button(text('problem.again'), draw))] };
}

// The page of a place; a page that is not known is missing as a record is.
async function find(place) {
  try {
    if (user() === null)
      await load();
    const show = Object.hasOwn(pages, place.page) ? pages[place.page] : null;
    if (show === null)
      throw new ApiError('missing', 404, {});
    return await show(place);
  } catch (error) {
    return error.kind === 'session' ? signInPage() : problem(error);
  }
}

// What is told of a list: how much, in which order, which page of it.
const toldOf = () => [...main.querySelectorAll('[data-told]')].map(
  ({ textContent: words }) => words);

// What is news of it; where one went there must be an answer.
function news(before, isMoved) {
  const now = toldOf(), changed = now.filter((words) => !before.includes(words));
  return changed.length === 0 && isMoved ? now.slice(0, 1) : changed;
}

// The elements of a page that look like this one, in their order.
const likes = (node) => [...main.querySelectorAll(node.nodeName)].filter(
  ({ className }) => className === node.className);

// Answers a function that puts the focus back where it is now: at the element of
// that id, or at the one in its place among its like, as the next row's button
// is when a row has gone.
function keepFocus() {
  const node = document.activeElement, at = likes(node).indexOf(node);
  return () => (document.getElementById(node.id) ??
    (at < 0 ? null : likes(node)[at] ?? likes(node).at(-1)) ??
    main.querySelector('h1'))?.focus({ preventScroll: true });
}

async function draw() {
  if (!leaveDialogs()) {
    history.pushState(null, '', drawn.link);
    return;
  }
  const number = ++drawing, place = here();
  main.setAttribute('aria-busy', 'true');
  const page = await find(place);
  if (number !== drawing)
    return;
  const focusBack = keepFocus(), told = toldOf();
  const isFirst = drawn.name === null, name = nameOf(place, page);
  const isOther = drawn.name !== name, isMoved = drawn.link !== location.href;
  drawn = { link: location.href, name };
  document.title = text('title', { page: page.title });
  drawHeader(place);
  main.replaceChildren(...[page.body].flat(Infinity).filter(Boolean));
  main.removeAttribute('aria-busy');
  if (isFirst)
    return;
  if (isOther)
    main.querySelector('h1')?.focus();
  else
    focusBack();
  // The focus alone does not tell of a change: its element went with the old
  // page, and some screen readers say nothing of the one it is put on then.
  (isOther ? [page.title] : news(told, isMoved)).forEach(tell);
}

onSessionEnd(askAgain);
watch(draw);
draw();
