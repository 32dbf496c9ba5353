// SPDX-License-Identifier: ISC
// doc/CONFORMANCE.md says what is measured here and now.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { SOURCE } from '../server/fixture.mjs';
import { PARTIES } from './parties.mjs';
import { format, measure } from './rivals.mjs';
import { missing } from './vectors.mjs';

describe('the table of doc/CONFORMANCE.md', { skip: missing }, () => {
  const written = readFileSync(join(SOURCE, 'doc/CONFORMANCE.md'), 'utf8');
  let measured;

  before(async () => {
    measured = new Map((await measure()).map((row) => [row[0], row]));
  });

  test('gatehouse misses no vector', () => {
    assert.deepEqual(measured.get('gatehouse')[2],
      ['270 of 270', '17 of 17']);
    assert.ok(written.includes('\n| gatehouse | 270 of 270 | 17 of 17 |\n'));
  });

  for (const { name } of PARTIES)
    test(`${name} does as the table says`, (t) => {
      const row = measured.get(name);
      if (!written.includes(`\n| ${name} ${row[1]} |`))
        t.skip(`the table has another version of ${name} than ${row[1]}`);
      else
        assert.ok(written.includes(`\n${format([row])[0]}\n`),
          format([row])[0]);
    });
});
