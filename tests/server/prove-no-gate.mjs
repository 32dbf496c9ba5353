// SPDX-License-Identifier: ISC
// A sample whose gate is down, or something else than a gate.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { exchange } from '../lib/http.mjs';
import { bytesOf, verdictOf } from './ask.mjs';
import { FAKES } from './fake-gate.mjs';
import { until } from './fixture.mjs';
import { HOSTS } from './matrix.mjs';

// nginx takes every 2xx for yes, whatever else is in the answer.
export function proveWithoutGate({ kind, server, values }) {
  const visitAll = () => Promise.all(HOSTS.map((host) => exchange(server().port,
    bytesOf({ host, target: '/private/', token: values().guest }, {}))));
  const isThere = async () => (await visitAll()).every(({ status }) => status === 200);
  const assertClosed = async () => {
    const { asked } = server().upstream;
    for (const answer of await visitAll())
      assert.equal(verdictOf(answer, 0), 'closed', `${answer.status} ${answer.body}`);
    assert.equal(server().upstream.asked, asked);
  };

  test('W4: a gate that is down lets nobody in', async () => {
    await server().removeGate();
    await assertClosed();
  });
  for (const how of Object.keys(FAKES).filter((how) =>
    kind !== 'nginx' || how !== 'a yes for no container'))
    test(`W4: nor does one that is ${how}`, async () => {
      const asked = await server().fakeGate(how);
      await until(async () => {
        await assertClosed();
        return existsSync(asked);
      }, `a gate that is ${how}`);
    });
  test('W4: and when it is back it lets in again', async () => {
    await server().replaceGate();
    await until(isThere, 'the gate');
  });
}
