// SPDX-License-Identifier: ISC
// What happened, said once: seen for a while, and heard.
import { el } from '../dom.js';

const SHOWN = 8000, BEFORE = 300, AFTER = 2000; // ms
let shown, heard, waiting = [];

// Where it is heard.  A pop-up has a place of its own, for the page behind it is
// hidden from screen readers.
export const hearing = () =>
  el('div', { class: 'unseen heard', 'aria-live': 'polite' });

function say() {
  const place = [...document.querySelectorAll('.heard')].at(-1);
  // In one piece: of several, some are not read.
  const words = waiting.map(
    (each) => /[.?!]$/.test(each) ? each : `${each}.`).join(' ');
  place.textContent = words;
  waiting = [];
  // Or it is heard again when it comes out from behind a pop-up.
  setTimeout(() => {
    if (place.textContent === words)
      place.textContent = '';
  }, AFTER);
}

// Heard only: what everybody else sees anyway.  A moment later, together with
// what comes until then: words in what was hidden just now are missed.
export function tell(words) {
  clearTimeout(heard);
  waiting.push(words);
  heard = setTimeout(say, BEFORE);
}

export function announce(words) {
  const place = document.getElementById('status');
  clearTimeout(shown);
  place.textContent = words;
  shown = setTimeout(() => { place.textContent = ''; }, SHOWN);
  tell(words);
}
