// SPDX-License-Identifier: ISC
// No vector of the corpora is a token of ours, whatever it proves elsewhere:
// each goes through the whole gate, behind lighttpd.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { encode } from './forge.mjs';
import { Gate } from './gate.mjs';
import { examples, missing, signatures, wycheproofJws, wycheproofKeys }
  from './vectors.mjs';

// Wycheproof's signatures of each algorithm, and how many there are.
const RAW = { ES256: 262, EdDSA: 151, RS256: 518 };

for (const [algorithm, count] of Object.entries(RAW))
  describe(`behind lighttpd, a namespace of ${algorithm}`,
    { skip: missing }, () => {
      let gate, header, claims;

      before(async () => {
        gate = await Gate.start({ settings: `algorithm = ${algorithm}\n` +
          'rsa_bits = 2048\n' });
        [header, claims] = gate.good.token.split('.');
      });
      after(() => gate?.close());

      test(`the ${count} signatures of Wycheproof are refused`, async () => {
        const forged = signatures(algorithm).map(({ name, signature }) =>
          ({ name, token: `${header}.${claims}.${signature}` }));
        assert.equal(forged.length, count);
        await gate.refuses(forged);
      });

      if (algorithm !== 'ES256')
        return;
      test('the 401 JWS of Wycheproof are refused', async () => {
        const forged = wycheproofJws().map(({ id, group, jws }) =>
          ({ name: `${group} ${id}`, token: jws }));
        assert.equal(forged.length, 401);
        await gate.refuses(forged);
      });

      test('their keys in the header of a good token help nobody', async () => {
        const { kid } = JSON.parse(Buffer.from(header, 'base64url'));
        const [, , signature] = gate.good.token.split('.');
        const forged = wycheproofKeys().flatMap(({ name, jws, keys }) => [
          { name, token: jws },
          { name: `${name}, embedded`, token: [encode({ alg: algorithm,
            typ: 'JWT', kid, jwk: keys[0] }), claims, signature].join('.') }]);
        assert.equal(forged.length, 52);
        await gate.refuses(forged);
      });

      test('the examples of the RFCs are refused', async () => {
        const forged = examples().map(({ name, jws }) => ({ name, token: jws }));
        assert.ok(forged.length > 50, `${forged.length} examples`);
        await gate.refuses(forged);
      });
    });
