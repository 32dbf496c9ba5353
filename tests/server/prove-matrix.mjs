// SPDX-License-Identifier: ISC
// The matrix, asked of one sample.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exchange } from '../lib/http.mjs';
import { SECRET } from './applications.mjs';
import { bytesOf, isJson, sha256, verdictOf } from './ask.mjs';
import { MATRIX, WORDS } from './matrix.mjs';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// What the application was told: the container, who came, no token, and nothing
// forged.
function assertTold({ headers, environment }, containerId, isPublic) {
  const told = Object.entries(headers ?? environment);
  const ids = Object.fromEntries(told.filter(([name, value]) => value !== '' &&
    (headers ? /^x[^a-z0-9]gatehouse/i : /^GATEHOUSE_.*ID$|^HTTP_X_GATEHOUSE/).test(name)));
  const id = (what) => ids[`x-gatehouse-${what}-id`] ??
    ids[`GATEHOUSE_${what.toUpperCase()}_ID`];
  for (const value of Object.values(ids))
    assert.match(value, UUID, JSON.stringify(ids));
  assert.equal(id('container'), containerId);
  assert.ok(id('namespace'));
  assert.equal((id('token') ?? id('principal')) === undefined, isPublic);
  assert.deepEqual(told.filter(([name]) =>
    /^(http_)?x[^a-z0-9]auth[^a-z0-9]token$/i.test(name)), []);
}

// Asks one row at one host; what it came to, and the answer.
async function ask(server, values, request, port = server.port) {
  const { upstream } = server;
  const bytes = bytesOf(request, values);
  const { asked } = upstream;
  const answer = await exchange(port, bytes, { method: request.method });
  return { answer, verdict: verdictOf(answer, upstream.asked - asked, request.method) };
}

// The verdict that this kind of server is to give there.
function wantOf(kind, host, want, but = {}) {
  const family = kind.split('-')[0];
  return but[`${family} ${host}`] ?? but[kind] ?? but[family] ?? want;
}

function assertPassed(server, { method, body, heard = {} }, answer, host, as) {
  if (host === 'files.test')
    return assert.equal(answer.body, method === 'HEAD' ? '' : SECRET);
  const { last } = server.upstream;
  assertTold(last, server.containerIds[as], as === 'open.test');
  for (const [name, value] of Object.entries(heard))
    assert.equal(last.headers[name]?.toLowerCase(), value);
  if (body !== undefined)
    assert.equal(last.digest, sha256(body));
}

async function prove(kind, server, values, { host, want, as, request, but }) {
  if (request.before)
    await ask(server, values, { host, target: request.target, token: request.before });
  const { answer, verdict } = await ask(server, values, { host, ...request });
  const wanted = wantOf(kind, host, want, but);
  const got = typeof wanted === 'number' ? answer.status : verdict;
  const otherwise = WORDS[kind]?.[wanted];
  assert.ok(got === wanted || got === otherwise, `wanted ${otherwise ?? wanted}, got ${
    verdict} ${answer.status} ${JSON.stringify(answer.headers)} ${answer.body.slice(0, 300)}`);
  if (verdict === 'passed')
    assertPassed(server, request, answer, host, as ?? host);
  else
    assert.ok(!answer.body.includes(values.guest));
  if (typeof wanted === 'number' && wanted >= 400)
    assert.ok(isJson(answer, request.method), answer.body);
}

// The tests of the matrix; server() and values() are there when they run.
export function proveMatrix(kind, server, values) {
  for (const { title, hosts, want, as, rows, but: all } of MATRIX)
    describe(title, () => {
      for (const host of hosts)
        for (const [name, request, but] of rows)
          test(`${name.slice(0, 80)} at ${host}`, () => prove(kind, server(), values(),
            { host, want, as, request, but: { ...all, ...but } }));
    });
}
