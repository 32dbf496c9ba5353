// SPDX-License-Identifier: ISC
// How verifiers judge Wycheproof's JWS: ours, and those of parties.mjs.
//
//   node tests/conformance/rivals.mjs
//
// with the environment that `./check conformance` sets, prints the table of
// doc/CONFORMANCE.md.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUILD } from '../server/fixture.mjs';
import { PARTIES, startParties } from './parties.mjs';
import { JWS_GROUPS, wycheproofJws } from './vectors.mjs';

const ALGORITHMS = { base64: 'HS256', es256: 'ES256', SpecialCaseEs256: 'ES256',
  rs256: 'RS256' };

// The vectors that a column is about.
const COLUMNS = [
  (vector) => JWS_GROUPS.includes(vector.group),
  (vector) => vector.group === 'base64' && !vector.isDefect,
];

// Ours: what tests/unit/test_vectors says of each vector.
function judgeOurs() {
  let output;
  try {
    output = execFileSync(join(BUILD, 'tests/unit/test_vectors'),
      { encoding: 'utf8' });
  } catch ({ stdout }) {
    output = stdout;
  }
  const wrong = new Set([...output.matchAll(/^not ok \d+ - JWS \w+ (\d+) /gm)]
    .map(([, id]) => Number(id)));
  const seen = new Set([...output.matchAll(/ok \d+ - JWS \w+ (\d+) /gm)]
    .map(([, id]) => Number(id)));
  return async (vector) => {
    if (!seen.has(vector.id))
      throw new Error(`test_vectors says nothing of ${vector.id}`);
    return wrong.has(vector.id) !== vector.isValid;
  };
}

// One cell: how many are right, and which are not.
async function score(vectors, judge) {
  const accepts = [], refuses = [];
  for (const vector of vectors)
    if (await judge(vector) !== vector.isValid)
      (vector.isValid ? refuses : accepts).push(vector.id);
  const right = vectors.length - accepts.length - refuses.length;
  const list = (what, ids) => ids.length === 0 ? '' : ids.length > 12 ?
    `; ${what} ${ids.length}` : `; ${what} ${ids.join(', ')}`;
  return `${right} of ${vectors.length}` +
    list('wrongly accepts', accepts) + list('wrongly refuses', refuses);
}

// Rows of [name, version, cells]; a cell is null where a verifier cannot play.
export async function measure() {
  const vectors = wycheproofJws();
  const row = async (judge, algorithms) => {
    const cells = [];
    for (const column of COLUMNS) {
      const chosen = vectors.filter(column);
      cells.push(chosen.every(({ group }) =>
        algorithms.includes(ALGORITHMS[group])) ? await score(chosen, judge) :
        null);
    }
    return cells;
  };
  const rows = [['gatehouse', '', await row(judgeOurs(), ['ES256', 'RS256',
    'HS256'])]];
  const parties = await startParties();
  try {
    for (const { name, verifies } of PARTIES) {
      const { version, verify } = parties.get(name);
      rows.push([name, version, await row(({ group, jwk, jws }) =>
        verify({ alg: ALGORITHMS[group], jwk, jws }), verifies)]);
    }
  } finally {
    await Promise.all([...parties.values()].map((party) => party.close()));
  }
  return rows;
}

// As rows of a Markdown table.
export function format(rows) {
  return rows.map(([name, version, cells]) => `| ${[`${name} ${version}`.trim(),
    ...cells.map((cell) => cell ?? 'not run')].join(' | ')} |`);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(format(await measure()).join('\n'));
