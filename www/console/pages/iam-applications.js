// SPDX-License-Identifier: ISC
// Applications: principals that are programs.
import { get, patch, post, remove } from '../api.js';
import { el } from '../dom.js';
import { to } from '../route.js';
import { can } from '../session.js';
import { text } from '../text.js';
import { when } from '../time.js';
import { button, facts, needs } from '../ui/page.js';
import { keysPanel } from './iam-keys.js';
import { labelColumns, labelDialog } from './iam-labels.js';
import { all, deleteDialog, doing, listPage, recordHead }
  from './iam-parts.js';
import { belongsPanel } from './iam-policies.js';
import { iam } from './paths.js';

const columns = () => labelColumns('application', [
  { label: text('applications.keys'), sort: 'nb_api_keys', first: 'desc',
    key: ({ nb_api_keys: count }) => String(count).padStart(9, '0'),
    cell: ({ nb_api_keys: count }) => String(count) }]);

export async function applications() {
  return listPage({ section: 'applications', resource: 'application',
    create: doing(text('applications.create'), () => labelDialog({
      title: text('applications.create'), submit: text('applications.create'),
      send: (body) => post(iam('applications'), body) }), 'primary'),
    load: async () => ({ rows: await all(iam('applications'), 'applications'),
      columns: columns(), order: 'name_asc',
      words: ({ name, description }) => [name, description] }) });
}

function actions(found) {
  const { id, name } = found;
  return [can('write', 'application') && doing(text('iam.edit'),
    () => labelDialog({ title: text('applications.edit'), record: found,
      submit: text('save'),
      send: (body) => patch(iam('applications', id), body) })),
  can('delete', 'application') && button(text('applications.delete'),
    () => deleteDialog({ section: 'applications', name,
      run: () => remove(iam('applications', id)),
      stops: text('applications.stops', { count: found.nb_api_keys }),
      back: to('iam-applications') }), 'danger')];
}

export async function application({ id }) {
  const found = await get(iam('applications', id));
  return { title: found.name, body: [
    recordHead('applications', found.name, actions(found)),
    can('write', 'application') ? null : needs('write', 'application'),
    facts([[text('description'), found.description || text('iam.none')],
      [text('created'), when(found.created_at)],
      [text('id'), el('code', {}, id)]]),
    await belongsPanel('application', id),
    await keysPanel({ kind: 'application', id, name: found.name })] };
}
