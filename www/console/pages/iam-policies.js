// SPDX-License-Identifier: ISC
// Policies: what a principal or a group may do.
import { get, patch, post, remove } from '../api.js';
import { el } from '../dom.js';
import { to } from '../route.js';
import { can } from '../session.js';
import { text } from '../text.js';
import { when } from '../time.js';
import { selectField } from '../ui/field.js';
import { button, facts, needs, panel } from '../ui/page.js';
import { labelColumns, labelDialog } from './iam-labels.js';
import { all, allReadable, deleteDialog, doing, listPage, recordHead }
  from './iam-parts.js';
import { linkTo, nameOf, optionOf, optionsOf, principals, toMember }
  from './iam-principals.js';
import { rulesPanel } from './iam-rules.js';
import { iam } from './paths.js';

const columns = (list) => labelColumns('policy', [
  { label: text('policies.principal'), sort: 'principal',
    key: (policy) => nameOf(policy, list),
    cell: (policy) => linkTo(policy, list) },
  { label: text('policies.sets'),
    cell: ({ nb_rules: rules, nb_permission_sets: count }) => rules === 0
      ? text('policies.no-sets') : text('policies.count', { count }) }]);

const principalField = (list, value) => selectField({ name: 'principal',
  label: text('policies.principal'), hint: text('policies.principal-hint'),
  value, options: [['no_principal:', text('kind.nobody')],
    ...optionsOf(list)] });

const bodyOf = ({ principal, ...label }) =>
  ({ ...label, ...toMember(principal) });

const NAMES = { user_id: 'principal', application_id: 'principal',
  group_id: 'principal', no_principal: 'principal' };

function create(list) {
  return labelDialog({ title: text('policies.create'), names: NAMES,
    submit: text('policies.create'), more: [principalField(list,
      'no_principal:')],
    send: (values) => post(iam('policies'), { ...bodyOf(values), rules: [] }) });
}

export async function policies() {
  const [rows, list] = await Promise.all([
    allReadable('policy', iam('policies'), 'policies'), principals()]);
  return listPage({ section: 'policies', resource: 'policy',
    create: doing(text('policies.create'), () => create(list), 'primary'),
    load: async () => ({ rows, columns: columns(list), order: 'name_asc',
      words: (policy) => [policy.name, policy.description,
        nameOf(policy, list)] }) });
}

function actions(policy, list) {
  const { id, name } = policy;
  return [can('write', 'policy') && doing(text('iam.edit'),
    () => labelDialog({ title: text('policies.edit'), record: policy,
      names: NAMES, submit: text('save'),
      more: [principalField(list, optionOf(policy))],
      send: (values) => patch(iam('policies', id), bodyOf(values)) })),
  can('delete', 'policy') && button(text('policies.delete'),
    () => deleteDialog({ section: 'policies', name,
      run: () => remove(iam('policies', id)), stops: text('policies.stops',
        { name: nameOf(policy, list) }), back: to('iam-policies') }),
    'danger')];
}

export async function policy({ id }) {
  const [found, list] = await Promise.all([get(iam('policies', id)),
    principals()]);
  return { title: found.name, body: [
    recordHead('policies', found.name, actions(found, list)),
    can('write', 'policy') ? null : needs('write', 'policy'),
    facts([[text('policies.principal'), linkTo(found, list)],
      [text('description'), found.description || text('iam.none')],
      [text('created'), when(found.created_at)],
      [text('id'), el('code', {}, id)]]),
    await rulesPanel(found)] };
}

// ---- on the page of a principal or group ----

// What it may do by policies of its own and of its groups, as links.
export async function belongsPanel(kind, id) {
  const [own, groups] = await Promise.all([
    allReadable('policy', iam('policies'), 'policies',
      { [`${kind}_ids`]: id }),
    kind === 'group' ? [] : allReadable('group', iam('groups'), 'groups',
      { [`${kind}_ids`]: id })]);
  const links = (page, rows) => rows.length === 0 ? text('iam.none')
    : rows.map(({ id, name }) => el('a', { href: to(page, { id }) }, name));
  const may = (resource, value) => can('read', resource) ? value
    : needs('read', resource);
  return panel(text('policies.belongs'), facts([
    [text('policies.title'), may('policy', links('iam-policy', own))],
    kind !== 'group' && [text('groups.title'),
      may('group', links('iam-group', groups))]]));
}
