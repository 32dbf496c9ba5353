// SPDX-License-Identifier: ISC
// A namespace: its containers, its tokens, its settings.
import { get } from '../api.js';
import { top } from '../ui/page.js';
import { v1 } from './paths.js';

export async function namespace({ id }) {
  const { name } = await get(v1('namespaces', id));
  return { title: name, body: [top(name)] };
}
