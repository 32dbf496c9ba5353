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

const main = document.getElementById('main');
let drawn = { link: location.href, name: null }, drawing = 0;

// Another tab or filter is another link, and still the same page.
function nameOf({ page, id, tab }) {
  return `${page} ${id} ${tab}`;
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

// After an action the focus is where it was, by the element's id.
function focus(isOther, id) {
  const next = isOther ? main.querySelector('h1')
    : document.getElementById(id) ?? main.querySelector('h1');
  next?.focus({ preventScroll: !isOther });
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
  const focused = document.activeElement?.id;
  const isFirst = drawn.name === null;
  const isOther = drawn.name !== nameOf(place);
  drawn = { link: location.href, name: nameOf(place) };
  document.title = text('title', { page: page.title });
  drawHeader(place);
  main.replaceChildren(...[page.body].flat(Infinity).filter(Boolean));
  main.removeAttribute('aria-busy');
  if (!isFirst)
    focus(isOther, focused);
}

onSessionEnd(askAgain);
watch(draw);
draw();
