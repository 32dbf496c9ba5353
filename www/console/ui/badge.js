// SPDX-License-Identifier: ISC
// A state in a word; the colour only repeats it.
import { el } from '../dom.js';

// `kind`: good, warn, bad, plain.
export function badge(kind, words) {
  return el('span', { class: `badge ${kind}` }, words);
}
