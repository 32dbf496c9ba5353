// SPDX-License-Identifier: ISC
// A container: its overview, its settings with the tokens.
import { get } from '../api.js';
import { top } from '../ui/page.js';
import { v1 } from './paths.js';

export async function container({ id }) {
  const { name } = await get(v1('containers', id));
  return { title: name, body: [top(name)] };
}
