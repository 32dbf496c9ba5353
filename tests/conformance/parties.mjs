// SPDX-License-Identifier: ISC
// Issuers and verifiers that are not ours, in one shape: PARTIES has
//
//   name, verifies, signs            algorithms
//   readsSets                        it chooses a key of a set by kid
//   start()                          gives the following
//   version
//   verify({ alg, jwk, jws })        one signature, with one public key
//   verifyFrom({ url, kid, alg, jws, iss, aud })   from what public-keys serves
//   sign({ alg, jwk, header, claims })             with a private JWK
//   close()
import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey, createSecretKey, webcrypto }
  from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Haproxy, haproxyVersion } from './haproxy.mjs';
import { Helper } from './helper.mjs';

// Where `check` installs and builds what is not of Debian.
const MODULES = process.env.GATEHOUSE_RIVALS;
const require = createRequire(join(MODULES ?? '.', 'package.json'));

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const yes = (call) => call.then(() => true, () => false);

export const toPem = (jwk) => jwk.kty === 'oct' ? null :
  createPublicKey({ key: jwk, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' });
const fetchText = async (url) => (await fetch(url)).text();
// keys.pem has the keys in the order of jwks.json; who reads it here takes one.
const pemFrom = (url) => fetchText(url.replace('jwks.json', 'keys.pem'));

function packageVersion(name) {
  return JSON.parse(readFileSync(
    join(MODULES, 'node_modules', name, 'package.json'))).version;
}

async function startJose() {
  globalThis.crypto ??= webcrypto; // which node 18 has, but not there
  const jose = await import(pathToFileURL(require.resolve('jose')));
  return {
    version: packageVersion('jose'),
    verify: ({ alg, jwk, jws }) => yes((async () =>
      jose.compactVerify(jws, await jose.importJWK(jwk, alg),
        { algorithms: [alg] }))()),
    verifyFrom: ({ url, alg, jws, iss, aud }) => yes(jose.jwtVerify(jws,
      jose.createRemoteJWKSet(new URL(url)),
      { algorithms: [alg], issuer: iss, audience: aud })),
    sign: async ({ alg, jwk, header, claims }) => new jose.SignJWT(claims)
      .setProtectedHeader(header).sign(await jose.importJWK(jwk, alg)),
    close() {},
  };
}

function startJsonwebtoken() {
  const jsonwebtoken = require('jsonwebtoken');
  const check = (jws, key, alg, options) => yes((async () =>
    jsonwebtoken.verify(jws, key, { algorithms: [alg], ...options }))());
  return {
    version: packageVersion('jsonwebtoken'),
    verify: ({ alg, jwk, jws }) => check(jws, jwk.kty === 'oct' ?
      createSecretKey(jwk.k, 'base64url') : toPem(jwk), alg),
    verifyFrom: async ({ url, alg, jws, iss, aud }) => check(jws,
      await pemFrom(url), alg, { issuer: iss, audience: aud }),
    sign: async ({ alg, jwk, header, claims }) => jsonwebtoken.sign(claims,
      createPrivateKey({ key: jwk, format: 'jwk' }),
      { algorithm: alg, header }),
    close() {},
  };
}

async function startPython(module) {
  const helper = new Helper('/usr/bin/python3', [here('party.py'), module]);
  const ask = async (task) => JSON.parse(await helper.ask(JSON.stringify(task)));
  return {
    version: await ask({ do: 'version' }),
    verify: (task) => ask({ do: 'verify', ...task }),
    verifyFrom: (task) => ask({ do: 'verify_from', ...task }),
    sign: (task) => ask({ do: 'sign', ...task }),
    close: () => helper.close(),
  };
}

// Runs a command with `input`: its output, or undefined when it fails.
function run(command, args, input) {
  return new Promise((resolve) => {
    const child = execFile(command, args,
      (error, stdout) => resolve(error ? undefined : stdout));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

async function startLatchset() {
  const folder = mkdtempSync(join(tmpdir(), 'gh-jose-'));
  const file = (json) => {
    const path = join(folder, 'key');
    writeFileSync(path, JSON.stringify(json));
    return path;
  };
  // It takes the algorithm from the key, and so must be told.
  const check = async (jws, keys) => await run('jose',
    ['jws', 'ver', '-i', '-', '-k', file(keys)], jws) !== undefined;
  return {
    version: (await run('dpkg-query', ['-W', '-f', '${Version}', 'jose']))
      .split('-')[0],
    verify: ({ jwk, jws }) => check(jws, jwk),
    verifyFrom: async ({ url, jws }) =>
      check(jws, JSON.parse(await fetchText(url))),
    sign: async ({ jwk, header, claims }) => (await run('jose', ['jws', 'sig',
      '-I', '-', '-k', file(jwk), '-c', '-s',
      JSON.stringify({ protected: header })], JSON.stringify(claims))).trim(),
    close: () => rmSync(folder, { recursive: true }),
  };
}

async function startLibjwt() {
  const folder = mkdtempSync(join(tmpdir(), 'gh-libjwt-'));
  const helper = new Helper(join(MODULES, 'libjwt'), []);
  const file = (pem) => {
    const path = join(folder, 'key.pem');
    writeFileSync(path, pem);
    return path;
  };
  const check = async (alg, pem, jws) => !/[\t\n]/.test(jws) &&
    await helper.ask(['verify', alg, file(pem), jws].join('\t')) === 'true';
  return {
    version: (await run('pkg-config', ['--modversion', 'libjwt'])).trim(),
    verify: ({ alg, jwk, jws }) => check(alg, toPem(jwk), jws),
    verifyFrom: async ({ url, alg, jws }) =>
      check(alg, await pemFrom(url), jws),
    sign: ({ alg, jwk, header, claims }) => helper.ask(['sign', alg,
      file(createPrivateKey({ key: jwk, format: 'jwk' })
        .export({ type: 'pkcs8', format: 'pem' })),
      header.kid, JSON.stringify(claims)].join('\t')),
    async close() {
      await helper.close();
      rmSync(folder, { recursive: true });
    },
  };
}

// Knows its keys from the start, so it is started for each.
function startHaproxy() {
  const running = new Map();
  const check = async (alg, pem, jws) => {
    const name = `${alg} ${pem}`;
    if (!running.has(name))
      running.set(name, await Haproxy.start({ alg, pem }));
    return running.get(name).verify(jws);
  };
  return {
    version: haproxyVersion(),
    verify: ({ alg, jwk, jws }) => check(alg, toPem(jwk), jws),
    verifyFrom: async ({ url, alg, jws }) =>
      check(alg, await pemFrom(url), jws),
    close: () => Promise.all(
      [...running.values()].map((haproxy) => haproxy.close())),
  };
}

const EC_RSA = ['ES256', 'RS256'], ALL = [...EC_RSA, 'EdDSA'];

export const PARTIES = [
  { name: 'jose (node)', verifies: [...ALL, 'HS256'], signs: ALL, readsSets: true,
    start: startJose },
  { name: 'jsonwebtoken', verifies: [...EC_RSA, 'HS256'], signs: EC_RSA,
    start: startJsonwebtoken },
  { name: 'PyJWT', verifies: [...ALL, 'HS256'], signs: ALL, readsSets: true,
    start: () => startPython('pyjwt') },
  { name: 'jwcrypto', verifies: [...ALL, 'HS256'], signs: ALL, readsSets: true,
    start: () => startPython('jwcrypto') },
  { name: 'jose (latchset)', verifies: [...EC_RSA, 'HS256'], signs: EC_RSA,
    readsSets: true,
    start: startLatchset },
  { name: 'HAProxy', verifies: EC_RSA, signs: [], start: startHaproxy },
  { name: 'libjwt', verifies: EC_RSA, signs: EC_RSA, start: startLibjwt },
];

// All of them, by name.
export async function startParties() {
  return new Map(await Promise.all(PARTIES.map(
    async ({ name, start }) => [name, await start()])));
}
