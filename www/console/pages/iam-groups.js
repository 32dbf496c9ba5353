// SPDX-License-Identifier: ISC
// Groups: users and applications that have the same policies.
import { get, patch, post, remove } from '../api.js';
import { el } from '../dom.js';
import { to } from '../route.js';
import { can } from '../session.js';
import { text } from '../text.js';
import { when } from '../time.js';
import { selectField } from '../ui/field.js';
import { table } from '../ui/list.js';
import { button, facts, needs, panel } from '../ui/page.js';
import { labelColumns, labelDialog } from './iam-labels.js';
import { all, atFields, deleteDialog, doing, formDialog, listPage,
  recordHead } from './iam-parts.js';
import { belongsPanel } from './iam-policies.js';
import { nameOf, linkTo, optionsOf, principals, toMember }
  from './iam-principals.js';
import { iam } from './paths.js';

const countOf = ({ user_ids: users, application_ids: applications }) =>
  users.length + applications.length;

const columns = () => labelColumns('group', [
  { label: text('groups.members'), sort: 'members', first: 'desc',
    key: (group) => String(countOf(group)).padStart(9, '0'),
    cell: (group) => String(countOf(group)) }]);

export async function groups() {
  return listPage({ section: 'groups', resource: 'group',
    create: doing(text('groups.create'), () => labelDialog({
      title: text('groups.create'), submit: text('groups.create'),
      send: (body) => post(iam('groups'), body) }), 'primary'),
    load: async () => ({ rows: await all(iam('groups'), 'groups'),
      columns: columns(), order: 'name_asc',
      words: ({ name, description }) => [name, description] }) });
}

// ---- one group ----

const membersOf = ({ user_ids: users, application_ids: applications }) => [
  ...users.map((id) => ({ user_id: id })),
  ...applications.map((id) => ({ application_id: id }))];

function add(group, others) {
  return formDialog({ title: text('groups.add-title', { name: group.name }),
    fields: [selectField({ name: 'member', label: text('groups.member'),
      options: optionsOf(others), autofocus: true })],
    submit: text('groups.add'),
    send: ({ member }) => atFields(post(iam('groups', group.id, 'add-member'),
      toMember(member)), { user_id: 'member', application_id: 'member' }),
    done: text('groups.added') });
}

function takeOut(group, member, list) {
  const name = nameOf(member, list);
  return deleteDialog({ section: 'groups.member', name,
    stops: text('groups.member.stops', { group: group.name }),
    run: () => post(iam('groups', group.id, 'remove-member'), member) });
}

function membersPanel(group, list) {
  const members = membersOf(group);
  const isIn = ({ id }) => members.some(
    (member) => Object.values(member)[0] === id);
  const others = list.filter((one) => !isIn(one));
  const columns = [
    { label: text('groups.member'), cell: (member) => linkTo(member, list) },
    can('write', 'group') && { label: text('actions'), hidden: true,
      cell: (member) => el('div', { class: 'actions' },
        button(text('groups.member.delete'),
          () => takeOut(group, member, list), 'danger')) }].filter(Boolean);
  return panel(text('groups.members'),
    members.length === 0 ? el('p', { class: 'missing' },
      text('groups.no-members'))
      : table({ caption: text('groups.members'), rows: members, columns }),
    can('write', 'group') && el('div', { class: 'actions' },
      others.length > 0 ? doing(text('groups.add'), () => add(group, others))
        : el('p', { class: 'missing' }, text('groups.all-in'))));
}

function actions(group) {
  const { id, name } = group;
  return [can('write', 'group') && doing(text('iam.edit'),
    () => labelDialog({ title: text('groups.edit'), record: group,
      submit: text('save'),
      send: (body) => patch(iam('groups', id), body) })),
  can('delete', 'group') && button(text('groups.delete'),
    () => deleteDialog({ section: 'groups', name,
      run: () => remove(iam('groups', id)),
      stops: text('groups.stops', { count: countOf(group) }),
      back: to('iam-groups') }), 'danger')];
}

export async function group({ id }) {
  const [found, list] = await Promise.all([get(iam('groups', id)),
    principals(['user', 'application'])]);
  return { title: found.name, body: [
    recordHead('groups', found.name, actions(found)),
    can('write', 'group') ? null : needs('write', 'group'),
    facts([[text('description'), found.description || text('iam.none')],
      [text('created'), when(found.created_at)],
      [text('id'), el('code', {}, id)]]),
    membersPanel(found, list), await belongsPanel('group', id)] };
}
