// SPDX-License-Identifier: ISC
// What applications, groups, policies and projects have in common: a name and
// a description.
import { el } from '../dom.js';
import { to } from '../route.js';
import { text } from '../text.js';
import { when } from '../time.js';
import { textField } from '../ui/field.js';
import { atFields, formDialog } from './iam-parts.js';

export function labelFields(record = {}) {
  return [textField({ name: 'name', label: text('name'),
    value: record.name ?? '', longest: 64, autocomplete: 'off', autofocus: true }),
  textField({ name: 'description', label: text('description'),
    value: record.description ?? '', longest: 200, type: 'area' })];
}

// Creates or changes one; `more` are further fields, `names` where the API's
// arguments belong.
export function labelDialog({ title, submit, record, send, more = [],
  names = {} }) {
  return formDialog({ title, submit,
    fields: [...labelFields(record), ...more],
    send: (values) => atFields(send(values), names, 'name'),
    done: text(record ? 'iam.saved' : 'iam.created') });
}

// The columns of a list of them, with `more` before the time of creation.
export const labelColumns = (kind, more = []) => [
  { label: text('name'), sort: 'name', cell: ({ id, name, description }) => [
    el('a', { href: to(`iam-${kind}`, { id }) }, name),
    description && el('small', {}, description)] },
  ...more,
  { label: text('created'), sort: 'created_at', first: 'desc',
    cell: ({ created_at: at }) => when(at) },
];
