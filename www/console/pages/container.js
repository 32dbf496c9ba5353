// SPDX-License-Identifier: ISC
// A container: its overview, its settings with the tokens.
import { get, patch, remove } from '../api.js';
import { el } from '../dom.js';
import { refresh, replace, to } from '../route.js';
import { text } from '../text.js';
import { when } from '../time.js';
import { badge } from '../ui/badge.js';
import { confirmDialog } from '../ui/dialog.js';
import { makeForm } from '../ui/form.js';
import { button, crumbs, facts, needs, panel, tabOf, tabs, top } from
  '../ui/page.js';
import { announce } from '../ui/status.js';
import { containerFields } from './container-fields.js';
import { v1 } from './paths.js';
import { tokensPanel } from './tokens.js';
import { tryPanel } from './try.js';

export function privacyBadge({ privacy }) {
  return badge(privacy === 'private' ? 'good' : 'plain',
    text(`container.${privacy}`));
}

// ---- overview ----

function overview(it, namespace) {
  const { public_endpoint: url } = it;
  return [panel(text('container.about'), facts([
    [text('container.address'), el('a', { href: url, target: '_blank',
      rel: 'noreferrer' }, url)],
    [text('container.privacy'), privacyBadge(it), el('span',
      { class: 'hint' }, text(`container.${it.privacy}-hint`))],
    [text('namespace'), el('a', { href: to('namespace',
      { id: namespace.id }) }, namespace.name)],
    it.description !== '' && [text('description'), it.description],
    [text('created'), when(it.created_at)],
    [text('id'), el('code', {}, it.id)]])),
  tryPanel(it)];
}

// ---- settings ----

function settingsForm(it) {
  return makeForm({ submit: text('save'), fields: containerFields(it),
    send: async (values) => {
      await patch(v1('containers', it.id), values);
      announce(text('container.saved', { name: it.name }));
      refresh();
    } });
}

async function deleteContainer(it, namespace) {
  const isDone = await confirmDialog({
    title: text('container.delete-title', { name: it.name }), body: [
      el('p', {}, text('container.delete-stops')),
      el('p', {}, el('strong', {}, text('irreversible')))],
    action: text('container.delete'),
    run: () => remove(v1('containers', it.id)) });
  if (!isDone)
    return;
  announce(text('container.deleted', { name: it.name }));
  replace(to('namespace', { id: namespace.id }));
}

async function settings(it, namespace) {
  return [await tokensPanel({ container: it, namespace,
    url: it.public_endpoint }),
  panel(text('settings'), needs('write', 'container', settingsForm(it))),
  panel(text('container.delete'), el('p', {}, text('container.delete-stops')),
    needs('delete', 'container', el('div', {}, button(
      text('container.delete'), () => deleteContainer(it, namespace),
      'danger'))))];
}

const TABS = { overview, settings };

export async function container({ id }) {
  const it = await get(v1('containers', id));
  const namespace = await get(v1('namespaces', it.namespace_id));
  const tab = tabOf(Object.keys(TABS));
  return { title: `${it.name}, ${text(`container.${tab}`)}`, body: [
    crumbs([[text('containers.title'), to('containers')],
      [namespace.name, to('namespace', { id: namespace.id })], it.name]),
    top([it.name, ' ', privacyBadge(it)]),
    tabs(text('container.tabs'), Object.keys(TABS).map((name) => [
      text(`container.${name}`), to('container', { id, tab: name }),
      name === tab])),
    await TABS[tab](it, namespace)] };
}
