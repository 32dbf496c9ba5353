// SPDX-License-Identifier: ISC
// Independent verifiers read our tokens with the keys that public-keys serves;
// independent issuers sign with a namespace's own key, and our gate judges.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decode, exportKey } from './forge.mjs';
import { Gate } from './gate.mjs';
import { PARTIES, startParties } from './parties.mjs';

const KINDS = [['ES256', 0], ['EdDSA', 0], ['RS256', 2048], ['RS256', 3072],
  ['RS256', 4096]];

// One character of the signature's middle, changed.
function spoil(token) {
  const at = token.lastIndexOf('.') + 20;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') +
    token.slice(at + 1);
}

let parties;

before(async () => {
  parties = await startParties();
});
after(() => Promise.all(
  [...(parties?.values() ?? [])].map((party) => party.close())));

for (const [alg, bits] of KINDS)
  describe(bits > 0 ? `${alg} of ${bits} bits` : alg, () => {
    let gate, token, url, header, claims, jwk;

    before(async () => {
      gate = await Gate.start({ settings: `algorithm = ${alg}\n` +
        `rsa_bits = ${bits || 3072}\n` });
      token = (await gate.server.createToken({ container_id: gate.containerId,
        expires_at: '2099-12-31T23:59:59Z' })).token;
      url = `http://127.0.0.1:${gate.server.port}/keys/${gate.namespaceId}` +
        '/jwks.json';
      [header, claims] = token.split('.').slice(0, 2).map(decode);
      jwk = { ...exportKey(gate).export({ format: 'jwk' }), alg, kid: header.kid };
    });
    after(() => gate?.close());

    for (const { name } of PARTIES.filter(({ verifies }) =>
      verifies.includes(alg)))
      test(`${name} verifies our token, and no spoilt one`, async () => {
        const ask = (jws) => parties.get(name).verifyFrom({ url, alg, jws,
          kid: header.kid, iss: 'gatehouse', aud: 'containers' });
        assert.equal(await ask(token), true);
        assert.equal(await ask(spoil(token)), false);
      });

    for (const { name } of PARTIES.filter(({ signs }) => signs.includes(alg)))
      test(`our gate judges what ${name} signs`, async () => {
        const sign = (change) => parties.get(name).sign(
          { alg, jwk, header, claims: { ...claims, ...change } });
        const theirs = await sign({});
        assert.ok(await gate.passes(theirs));
        const forged = { 'a spoilt signature': spoil(theirs),
          'an id that is not registered': await sign(
            { jti: '11111111-1111-4111-8111-111111111111' }),
          'another expiry': await sign({ exp: claims.exp + 1 }),
          'another scope': await sign({ application_claim: [
            { namespace_id: gate.namespaceId, application_id: '' }] }),
          'another issuer': await sign({ iss: 'SCALEWAY' }),
          'a claim more': await sign({ admin: true }) };
        await gate.refuses(Object.entries(forged).map(
          ([what, jws]) => ({ name: what, token: jws })));
        assert.ok(await gate.passes(theirs));
      });

    // The last ones: others read one key only.
    for (const { name } of PARTIES.filter(({ verifies, readsSets }) =>
      readsSets && bits === 0 && verifies.includes(alg)))
      test(`${name} verifies what both keys signed after a rotation`, async () => {
        const { server, containerId } = gate;
        server.gatehouse('key', 'rotate', 'judged', '--not-before', 'now');
        const next = (await server.createToken({ container_id: containerId })).token;
        const { kid } = decode(next.split('.')[0]);
        const ask = (jws, its) => parties.get(name).verifyFrom({ url, alg, jws,
          kid: its, iss: 'gatehouse', aud: 'containers' });
        assert.notEqual(kid, header.kid);
        assert.equal(await ask(token, header.kid), true);
        assert.equal(await ask(next, kid), true);
        assert.equal(await ask(spoil(next), kid), false);
        assert.ok(await gate.passes(token) && await gate.passes(next));
      });
  });
