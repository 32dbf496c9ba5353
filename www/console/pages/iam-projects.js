// SPDX-License-Identifier: ISC
// Projects: what namespaces belong to, and what rules are given on.
import { patch, post, remove } from '../api.js';
import { el } from '../dom.js';
import { can, user } from '../session.js';
import { text } from '../text.js';
import { when } from '../time.js';
import { badge } from '../ui/badge.js';
import { button } from '../ui/page.js';
import { labelDialog } from './iam-labels.js';
import { all, deleteDialog, doing, listPage } from './iam-parts.js';
import { account } from './paths.js';

// Its id is the organization's.
const isDefault = ({ id }) => id === user().organization_id;

function actions(project) {
  const { id, name } = project;
  return el('div', { class: 'actions' },
    can('write', 'project') && doing(text('iam.edit'), () => labelDialog({
      title: text('projects.edit'), record: project, submit: text('save'),
      send: (body) => patch(account('projects', id), body) })),
    can('delete', 'project') && !isDefault(project) &&
      button(text('projects.delete'), () => deleteDialog({
        section: 'projects', name, stops: text('projects.stops'),
        run: () => remove(account('projects', id)) }), 'danger'));
}

const columns = () => [
  { label: text('name'), sort: 'name', cell: (project) => [project.name, ' ',
    isDefault(project) && badge('plain', text('projects.default')),
    project.description && el('small', {}, project.description)] },
  { label: text('id'), cell: ({ id }) => el('code', {}, id) },
  { label: text('created'), sort: 'created_at', first: 'desc',
    cell: ({ created_at: at }) => when(at) },
  { label: text('actions'), hidden: true, cell: actions },
];

export async function projects() {
  return listPage({ section: 'projects', resource: 'project',
    create: doing(text('projects.create'), () => labelDialog({
      title: text('projects.create'), submit: text('projects.create'),
      send: (body) => post(account('projects'), body) }), 'primary'),
    load: async () => ({ rows: await all(account('projects'), 'projects'),
      columns: columns(), order: 'name_asc',
      words: ({ id, name, description }) => [id, name, description] }) });
}
