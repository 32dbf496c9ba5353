// SPDX-License-Identifier: ISC
// A gate that runs on while its installation is restored as it was before: what
// was deleted since stays out, also what the gate has seen.
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Wounded } from '../lib/wounded.mjs';

// Backs up while the token `late` is good and seen, deletes it, stops all
// programs but the gate, brings the backup back and starts them.
async function bringBack(how) {
  const it = await Wounded.start(), backup = join(it.suite.folder, 'backup');
  try {
    const late = await it.make();
    assert.equal(await it.knock(late), 200);
    it.must('backup', backup);
    await it.delete(late, 200);
    assert.equal(await it.knock(late), 403);
    await it.stopPrograms();
    how(it, backup);
    await it.holds();
    assert.equal(await it.knock(late), 403);
    it.startPrograms();
    await it.recovers();
    assert.equal(await it.knock(late), 403);
  } finally {
    await it.close();
  }
}

test('restored by the command: a gate that has seen a token keeps it out', () =>
  bringBack((it, backup) => it.must('restore', backup)));

test('copied back by hand: a gate that has seen a token keeps it out', () =>
  bringBack((it, backup) => {
    rmSync(it.store, { recursive: true });
    cpSync(join(backup, 'store'), it.store, { recursive: true });
  }));
