// SPDX-License-Identifier: ISC
// IAM: who may do what.  Its pages by their names, each beginning with iam.
import { el } from '../dom.js';
import { text } from '../text.js';
import { top } from '../ui/page.js';

async function iam() {
  return { title: text('iam.title'), body: [top(text('iam.title')),
    el('p', { class: 'lead' }, text('iam.lead'))] };
}

export const iamPages = { iam };
