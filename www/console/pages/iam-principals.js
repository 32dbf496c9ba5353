// SPDX-License-Identifier: ISC
// Users, applications and groups, by their names.
import { el } from '../dom.js';
import { to } from '../route.js';
import { text } from '../text.js';
import { allReadable } from './iam-parts.js';
import { iam } from './paths.js';

const KINDS = {
  user: ['users', ({ username }) => username],
  application: ['applications', ({ name }) => name],
  group: ['groups', ({ name }) => name],
};

// { kind, id, name } of all that the reader may see, of these kinds.
export async function principals(kinds = Object.keys(KINDS)) {
  const lists = await Promise.all(kinds.map(async (kind) => {
    const [path, nameOf] = KINDS[kind];
    const rows = await allReadable(kind, iam(path), path);
    return rows.map((row) => ({ kind, id: row.id, name: nameOf(row) }));
  }));
  return lists.flat();
}

export const optionsOf = (list) => list.map(({ kind, id, name }) =>
  [`${kind}_id:${id}`, text(`kind.${kind}`, { name })]);

// "user_id:..." as a member of a body.
export function toMember(option) {
  const [member, id] = option.split(':');
  return { [member]: member === 'no_principal' ? true : id };
}

// What a policy or a key is for, as an option.
export function optionOf(record) {
  const member = ['user_id', 'application_id', 'group_id'].find(
    (name) => record[name]);
  return member ? `${member}:${record[member]}` : 'no_principal:';
}

export function nameOf(record, list) {
  const [member, id] = optionOf(record).split(':');
  if (member === 'no_principal')
    return text('kind.nobody');
  const kind = member.slice(0, -3);
  const name = list.find((one) => one.id === id)?.name ?? id;
  return text(`kind.${kind}`, { name });
}

export function linkTo(record, list) {
  const [member, id] = optionOf(record).split(':');
  const name = nameOf(record, list);
  return list.some((one) => one.id === id)
    ? el('a', { href: to(`iam-${member.slice(0, -3)}`, { id }) }, name) : name;
}
