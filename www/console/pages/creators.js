// SPDX-License-Identifier: ISC
// Who made something, by name: ids are all that a token tells.
import { get } from '../api.js';
import { can, user } from '../session.js';
import { text } from '../text.js';
import { iam } from './paths.js';

const names = new Map();

async function ask(id) {
  for (const [kind, resource, name] of [['users', 'user', 'username'],
    ['applications', 'application', 'name']]) {
    if (!can('read', resource))
      continue;
    try {
      return (await get(iam(kind, id)))[name];
    } catch (error) {
      if (error.kind !== 'missing')
        throw error;
    }
  }
  return id.slice(0, 8);
}

// "you", a user's or application's name, or the beginning of its id where one
// may not know or it is gone.
export async function nameOf(id) {
  if (id === user().id)
    return text('you');
  if (!names.has(id))
    names.set(id, ask(id));
  return names.get(id);
}
