// SPDX-License-Identifier: ISC
// The test vectors in the folder GATEHOUSE_VECTORS, which nobody here wrote.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.GATEHOUSE_VECTORS;

// Why there are none; false: there are.
export const missing = folder === undefined ? 'GATEHOUSE_VECTORS is not set' :
  !existsSync(folder) && 'GATEHOUSE_VECTORS names no folder';

const read = (name) => readFileSync(join(folder, name), 'utf8');
const load = (name) => JSON.parse(read(name));

// Where the vectors are wrong; tests/unit/test_vectors.c says why.
const DEFECTS = new Map([[367, true], [370, true], [372, false], [373, false]]);

// The groups that say how good a verifier of ES256 and RS256 is.
export const JWS_GROUPS = ['es256', 'SpecialCaseEs256', 'rs256'];

// Wycheproof's JWS: { id, group, comment, jwk, jws, isValid, isDefect }.
export function wycheproofJws() {
  return load('wycheproof/json_web_signature_test.json').testGroups.flatMap(
    (group) => group.tests.map((test) => ({
      id: test.tcId, group: group.comment, comment: test.comment,
      jwk: group.public ?? group.private,
      jws: typeof test.jws === 'string' ? test.jws : JSON.stringify(test.jws),
      isValid: DEFECTS.get(test.tcId) ?? test.result === 'valid',
      isDefect: DEFECTS.has(test.tcId),
    })));
}

// Those on keys: { name, jws, keys }.
export function wycheproofKeys() {
  return load('wycheproof/json_web_key_test.json').testGroups.flatMap(
    (group) => group.tests.map(({ tcId, comment, jws }) => ({
      name: `${tcId} ${comment}`, jws,
      keys: (group.public ?? group.private).keys })));
}

// The examples of RFC 7515, 7520, 7797 and 8037 in any serialization:
// { name, jws }.
export function examples() {
  const files = readdirSync(join(folder, 'rfc-vectors'))
    .filter((name) => /\.jws[cfg]$/.test(name));
  const cookbook = ['jws', 'curve25519', 'rfc7797', 'jwe'].flatMap((part) =>
    readdirSync(join(folder, 'jose-cookbook', part))
      .filter((name) => name.endsWith('.json'))
      .map((name) => `jose-cookbook/${part}/${name}`));
  return [
    ...files.map((name) => ({ name, jws: read(`rfc-vectors/${name}`).trim() })),
    ...cookbook.flatMap((name) => Object.entries(load(name).output ?? {})
      .filter(([form]) => /^(compact|json|json_flat)$/.test(form))
      .map(([form, jws]) => ({ name: `${name} ${form}`,
        jws: typeof jws === 'string' ? jws : JSON.stringify(jws) }))),
  ];
}

const RAW = {
  ES256: ['ecdsa_secp256r1_sha256_p1363_test.json'],
  EdDSA: ['ed25519_test.json'],
  RS256: ['rsa_signature_2048_sha256_test.json',
    'rsa_signature_3072_sha256_test.json'],
};

// Wycheproof's bare signatures for an algorithm, as base64url.
export function signatures(algorithm) {
  return RAW[algorithm].flatMap((name) => load(`wycheproof/${name}`).testGroups)
    .flatMap(({ tests }) => tests)
    .map(({ tcId, sig }) => ({ name: `${algorithm} ${tcId}`,
      signature: Buffer.from(sig, 'hex').toString('base64url') }));
}
