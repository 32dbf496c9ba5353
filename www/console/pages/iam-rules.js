// SPDX-License-Identifier: ISC
// The rules of a policy: which permission sets, and where.
import { put } from '../api.js';
import { el } from '../dom.js';
import { can, user } from '../session.js';
import { text } from '../text.js';
import { checksField, radioField } from '../ui/field.js';
import { FieldError } from '../ui/form.js';
import { table } from '../ui/list.js';
import { button, panel } from '../ui/page.js';
import { all, atFields, deleteDialog, doing, formDialog }
  from './iam-parts.js';
import { account, iam } from './paths.js';

const rulesOf = (policy) => all(iam('rules'), 'rules',
  { policy_id: policy.id });

// A rule without what only the server says of it.
const bare = ({ permission_set_names: names, project_ids: projects,
  organization_id: organization }) => ({ permission_set_names: names,
  ...organization ? { organization_id: organization }
    : { project_ids: projects } });

// All rules of a policy are set at once, so they are read again right before:
// `change` makes the new ones from those.
async function setRules(policy, change) {
  const rules = await rulesOf(policy);
  return put(iam('rules'), { policy_id: policy.id,
    rules: change(rules).map(bare) });
}

function placeOf(rule, projects) {
  if (!rule.organization_id)
    return rule.project_ids.map((id) =>
      projects.find((project) => project.id === id)?.name ?? id).join(', ');
  return text(rule.permission_sets_scope_type === 'organization'
    ? 'rules.organization' : 'rules.all');
}

// ---- the form ----

const SCOPES = ['all', 'some', 'organization'];

function scopeOf(rule) {
  if (rule === undefined)
    return 'all';
  if (!rule.organization_id)
    return 'some';
  return rule.permission_sets_scope_type === 'organization' ? 'organization'
    : 'all';
}

const setsField = (name, sets, type, rule) => checksField({ name,
  label: text('rules.sets'), value: rule?.permission_set_names ?? [],
  options: sets.filter(({ scope_type: scope }) => scope === type)
    .map((set) => [set.name, set.name, set.description]) });

// What is asked depends on where the rule holds.
function fieldsOf(rule, { sets, projects }) {
  const scope = radioField({ name: 'scope', label: text('rules.where'),
    value: scopeOf(rule), options: SCOPES.map((key) => [key,
      text(`rules.${key}`), text(`rules.${key}-hint`)]) });
  const some = checksField({ name: 'projects', label: text('rules.projects'),
    value: rule?.project_ids ?? [],
    options: projects.map(({ id, name }) => [id, name]) });
  const inProjects = setsField('sets', sets, 'projects', rule);
  const inOrganization = setsField('organization', sets, 'organization', rule);
  const show = () => {
    some.node.hidden = scope.value() !== 'some';
    inProjects.node.hidden = scope.value() === 'organization';
    inOrganization.node.hidden = scope.value() !== 'organization';
  };
  scope.control.addEventListener('change', show);
  show();
  return [scope, some, inProjects, inOrganization];
}

function readRule({ scope, sets, organization, projects }) {
  const isOfOrganization = scope === 'organization';
  const names = isOfOrganization ? organization : sets;
  if (scope === 'some' && projects.length === 0)
    throw new FieldError('projects', text('rules.needs-project'));
  if (names.length === 0)
    throw new FieldError(isOfOrganization ? 'organization' : 'sets',
      text('rules.needs-set'));
  return { permission_set_names: names, ...scope === 'some'
    ? { project_ids: projects }
    : { organization_id: user().organization_id } };
}

function ruleDialog(policy, choice, old) {
  return formDialog({ title: text(old ? 'rules.edit' : 'rules.add'),
    fields: fieldsOf(old, choice),
    submit: text(old ? 'save' : 'rules.add'),
    send: async (values) => {
      const rule = readRule(values);
      return atFields(setRules(policy, (rules) => [
        ...rules.map((one) => one.id === old?.id ? rule : one),
        ...rules.some(({ id }) => id === old?.id) ? [] : [rule]]), {});
    },
    done: text('iam.saved') });
}

function takeAway(policy, rule, place) {
  const name = rule.permission_set_names.join(', ');
  return deleteDialog({ section: 'rules', name,
    stops: text('rules.stops', { name, place }),
    run: () => setRules(policy, (rules) =>
      rules.filter(({ id }) => id !== rule.id)) });
}

export async function rulesPanel(policy) {
  const [rules, sets, projects] = await Promise.all([rulesOf(policy),
    all(iam('permission-sets'), 'permission_sets', { order_by:
      'created_at_asc' }), all(account('projects'), 'projects')]);
  const choice = { sets, projects };
  const columns = [
    { label: text('rules.sets'), cell: (rule) =>
      el('ul', {}, rule.permission_set_names.map(
        (name) => el('li', {}, name))) },
    { label: text('rules.where'), cell: (rule) => placeOf(rule, projects) },
    can('write', 'policy') && { label: text('actions'), hidden: true,
      cell: (rule) => el('div', { class: 'actions' },
        doing(text('iam.edit'), () => ruleDialog(policy, choice, rule)),
        button(text('rules.delete'), () => takeAway(policy, rule,
          placeOf(rule, projects)), 'danger')) }].filter(Boolean);
  return panel(text('rules.title'),
    rules.length === 0 ? el('p', { class: 'missing' }, text('rules.none'))
      : table({ caption: text('rules.title'), rows: rules, columns }),
    can('write', 'policy') && el('div', { class: 'actions' },
      doing(text('rules.add'), () => ruleDialog(policy, choice))));
}
