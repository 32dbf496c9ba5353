// SPDX-License-Identifier: ISC
// What happened, said once: seen for a while and read by screen readers.

const SHOWN = 8000; // ms
let timer;

export function announce(words) {
  const place = document.getElementById('status');
  clearTimeout(timer);
  place.textContent = words;
  timer = setTimeout(() => { place.textContent = ''; }, SHOWN);
}
