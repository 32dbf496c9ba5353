// SPDX-License-Identifier: ISC
// Programs under users of their own, as the units in etc/systemd start them.
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD } from '../server/fixture.mjs';

const GROUP = 61001, STORE_GROUP = 61002;
const MEMBER = 61003, CREATE = 61004, GATE = 61005;
const OF = { 'token-create': CREATE, 'token-gate': GATE, 'public-keys': GATE };

export const canSplit = process.getuid() === 0;

// The directories that tmpfiles.conf makes; the lines of gatehouse.conf.
export function splitSettings({ state }) {
  const run = join(state, 'gate');
  chmodSync(state, 0o711);
  mkdirSync(run);
  chmodSync(run, 0o750);
  chownSync(run, 0, GROUP);
  mkdirSync(join(run, 'view'));
  chownSync(join(run, 'view'), 0, STORE_GROUP);
  chmodSync(join(run, 'view'), 0o2775);
  return `view = ${run}/view\ngroup = ${GROUP}\nstore_group = ${STORE_GROUP}\n` +
    `key_user = ${CREATE}\n`;
}

export function splitCommand(name) {
  const user = OF[name] ?? MEMBER;
  const groups = user === GATE ? [GROUP] : [STORE_GROUP, GROUP];
  return ['setpriv', '--reuid', String(user), '--regid', String(groups[0]),
    '--groups', groups.join(), join(BUILD, 'cgi-bin', name)];
}
