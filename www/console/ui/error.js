// SPDX-License-Identifier: ISC
// What went wrong, where it is seen and heard at once.
import { el } from '../dom.js';
import { ApiError } from '../api.js';
import { text } from '../text.js';

export function errorWords(error) {
  if (error instanceof ApiError)
    return error.message;
  // A fault of ours: for whoever can mend it.
  console.error(error);
  return text('error.console');
}

// `more` are further lines, of nodes or words.
export function errorBox(error, ...more) {
  return el('div', { class: 'notice bad', role: 'alert', tabindex: '-1' },
    el('p', {}, errorWords(error)), more);
}
