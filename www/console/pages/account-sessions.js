// SPDX-License-Identifier: ISC
// The sessions of a user: where it is signed in.
import { get, remove } from '../api.js';
import { el } from '../dom.js';
import { user } from '../session.js';
import { text } from '../text.js';
import { when } from '../time.js';
import { badge } from '../ui/badge.js';
import { confirmDialog } from '../ui/dialog.js';
import { table } from '../ui/list.js';
import { button } from '../ui/page.js';
import { announce } from '../ui/status.js';

const BROWSERS = [['Edg/', 'Edge'], ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'], ['Safari/', 'Safari'], ['curl/', 'curl']];
const SYSTEMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'];

// "Firefox, Linux": a guess, which is why the whole text goes with it.
function agentOf({ user_agent: agent = '' }) {
  const [, browser] = BROWSERS.find(([mark]) => agent.includes(mark)) ?? [];
  const system = SYSTEMS.find((name) => agent.includes(name));
  const words = [browser, system].filter(Boolean).join(', ');
  return el('span', { title: agent },
    words || agent || text('sessions.unknown'));
}

async function end(session, ended) {
  const isDone = await confirmDialog({ title: text('sessions.end-title'),
    body: el('p', {}, text('sessions.stops',
      { address: session.address })), action: text('sessions.end'),
    run: async () => {
      try {
        await remove(`/session/${encodeURIComponent(session.id)}`);
      } catch (error) {
        // It was over already.
        if (error.kind !== 'missing')
          throw error;
      }
    } });
  if (isDone) {
    announce(text('sessions.ended'));
    ended();
  }
}

const columns = (ended) => [
  { label: text('sessions.agent'), cell: (session) => [agentOf(session), ' ',
    session.is_current && badge('good', text('sessions.this'))] },
  { label: text('sessions.address'), cell: ({ address }) => address },
  { label: text('sessions.began'), cell: ({ created_at: at }) => when(at) },
  { label: text('sessions.used'), cell: ({ used_at: at }) => when(at) },
  { label: text('actions'), hidden: true, cell: (session) =>
    session.is_current ? el('span', { class: 'hint' },
      text('sessions.sign-out'))
      : el('div', { class: 'actions' }, button(text('sessions.end'),
        () => end(session, ended), 'danger')) },
];

// `ended` is called when one was ended.
export async function sessionsPanel(id, ended) {
  const { sessions } = await get('/session/all',
    id === user().id ? {} : { user_id: id });
  return sessions.length === 0 ? el('p', { class: 'missing' },
    text('sessions.none'))
    : table({ caption: text('sessions.title'), rows: sessions,
      columns: columns(ended) });
}
