// SPDX-License-Identifier: ISC
// The attacks that doc/SECURITY-CASES.md lists, through the whole gate behind
// lighttpd.  Gate.refuses() tries each twice and then a good token, and compares
// what the client sees; most forgeries are signed with the namespace's own key,
// so that nothing but the fault named can refuse them.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PROGRAMS, raw, until } from '../server/fixture.mjs';
import { Forger, ORDER, exportKey, malleable, numbers }
  from './forge.mjs';
import { Gate } from './gate.mjs';

const OTHER = '11111111-1111-4111-8111-111111111111';

let gate, forger, token, pids;

const workers = () => PROGRAMS.flatMap((name) => gate.server.pids(name)).sort();

before(async () => {
  gate = await Gate.start();
  token = (await gate.server.createToken({ container_id: gate.containerId,
    expires_at: '2099-12-31T23:59:59Z' })).token;
  forger = new Forger(token, exportKey(gate));
  pids = workers();
});
after(() => gate?.close());

// Every value of an object, or every element, as { name, token }.
const refuse = (forged) => gate.refuses(Object.entries(forged).map(
  ([name, text]) => ({ name, token: text })));

test('what is forged without a fault passes', async () => {
  assert.ok(await gate.passes(forger.token()));
  assert.ok(await gate.passes(forger.withText('"version":2',
    '"version" : 2')));
  assert.ok(await gate.passes(token));
});

test('B1, R7: the algorithm is the key\'s, not the token\'s', () => refuse(
  Object.fromEntries(['RS256', 'EdDSA', 'ES384', 'ES256K', 'PS256', 'es256',
    'ES256 ', 'ES256\0', '', 256, null, true, ['ES256'], { alg: 'ES256' }]
    .map((alg) => [JSON.stringify(alg), forger.withHeader({ alg })]))));

test('B3: no letter case of none is an algorithm', () => refuse(
  Object.fromEntries(['none', 'None', 'NONE', 'nOnE'].flatMap((alg) => {
    const signed = forger.withHeader({ alg });
    const bare = signed.slice(0, signed.lastIndexOf('.'));
    return [[alg, signed], [`${alg} and no signature`, `${bare}.`],
      [`${alg} and no dot`, bare], [`${alg} and one byte`, `${bare}.AA`]];
  }))));

test('B8, B9, R8, R9, A2, B13: a header has three members and no more',
  async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    await refuse(Object.fromEntries([
      ...[['exp'], [], 'exp', [1], {}, null, ['alg'], ['b64']]
        .map((crit) => [`crit ${JSON.stringify(crit)}`, { crit }]),
      ['b64', { b64: false, crit: ['b64'] }], ['b64 alone', { b64: false }],
      ['zip', { zip: 'DEF' }], ['enc', { enc: 'A256GCM' }],
      ['cty', { cty: 'JWT' }], ['jwk', { jwk }], ['x5c', { x5c: ['MII='] }],
      ['x5t', { x5t: 'AA' }], ['an unknown member', { x: 1 }],
      ['no typ', { typ: undefined }], ['typ jwt', { typ: 'jwt' }],
      ['typ JOSE', { typ: 'JOSE' }], ['typ 1', { typ: 1 }],
    ].map(([name, change]) => [name, forger.withHeader(change)])));
  });

test('A2: the attacker\'s own key does not verify, under our kid either',
  async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const own = new Forger(token, pair.privateKey);
    const jwk = pair.publicKey.export({ format: 'jwk' });
    await refuse({ 'our kid': own.token(), 'embedded': own.withHeader({ jwk }),
      'kid inside': own.withHeader({ jwk: { ...jwk, kid: own.header.kid } }) });
  });

test('A4, B13: nothing that a token names is fetched', async () => {
  const listener = net.createServer().unref().listen(0, '127.0.0.1');
  let heard = 0;
  listener.on('connection', (socket) => {
    heard++;
    socket.destroy();
  });
  await once(listener, 'listening');
  const url = `http://127.0.0.1:${listener.address().port}/keys.json`;
  await refuse({ jku: forger.withHeader({ jku: url }),
    x5u: forger.withHeader({ x5u: url }), kid: forger.withHeader({ kid: url }),
    iss: forger.withClaims({ iss: url }) });
  // A connection of our own comes after all that the gate might have made.
  const own = net.connect(listener.address().port, '127.0.0.1');
  own.on('error', () => {});
  await once(own, 'close');
  listener.close();
  assert.equal(heard, 1);
});

test('A3, B12: a kid is the name of a key, and nothing else', () => refuse(
  Object.fromEntries(['', '../../../../dev/null', '/dev/null', '\'; --',
    '|sleep 10', 'k\0', `${forger.header.kid}\0`, `${forger.header.kid}A`,
    forger.header.kid.toLowerCase(), forger.header.kid.slice(1),
    'x'.repeat(64), 'x'.repeat(2000), 1, null, true, [forger.header.kid],
    { kid: forger.header.kid }, '%s%n', '\u00e9']
    .map((kid) => [JSON.stringify(kid), forger.withHeader({ kid })]))));

test('B9, R4, R5, A10: a header is one JSON object in UTF-8', () => {
  const text = JSON.stringify(forger.header);
  const bytes = (...parts) => Buffer.concat(parts.map((part) =>
    typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)));
  return refuse(Object.fromEntries(Object.entries({
    'an array': `[${text}]`, 'a string': JSON.stringify(text), null: 'null',
    'a number': '1', 'bytes after': `${text}x`, 'an object after': `${text}{}`,
    'a comma': text.replace('}', ',}'), 'a BOM': `\ufeff${text}`,
    'a comment': `/**/${text}`, 'single quotes': text.replaceAll('"', '\''),
    'alg twice': text.replace('{', '{"alg":"none",'),
    'alg twice, escaped': text.replace('{', '{"\\u0061lg":"ES256",'),
    'a lone surrogate': text.replace('JWT', 'JWT\\ud800'),
    'overlong': bytes(text.slice(0, -2), [0xc0, 0x80], '"}'),
    'bad UTF-8': bytes(text.slice(0, -2), [0xff], '"}'),
    'cut UTF-8': bytes(text.slice(0, -2), [0xe2, 0x82], '"}'),
    'a control character': text.replace('JWT', 'JWT\n'),
    'deep': `${'['.repeat(1400)}${']'.repeat(1400)}`,
  }).map(([name, header]) => [name, forger.token(header)])));
});

test('B9, R6, A10: claims are one JSON object in UTF-8, each name once', () => {
  const text = JSON.stringify(forger.claims);
  const edit = (from, to) => forger.withText(from, to);
  return refuse({
    'jti twice': edit('{', `{"jti":"${OTHER}",`),
    'exp twice, escaped': edit('"iat"', '"\\u0065xp":4102444799,"iat"'),
    'a name twice inside': edit('"namespace_id"',
      '"namespace_id":"","namespace_id"'),
    'a comma': edit('"token"}', '"token",}'), 'a BOM': edit('{', '\ufeff{'),
    'bytes after': edit('"token"}', '"token"}x'),
    'NUL in a string': edit('"token"', '"token\\u0000"'),
    'a lone surrogate': edit('"token"', '"\\udc00"'),
    'bad UTF-8': forger.token(forger.header,
      Buffer.from(text.replace('gatehouse', 'gatehouse\xff'), 'latin1')),
    'a claim more': forger.withClaims({ admin: true }),
    'many more': forger.withClaims(Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`x${i}`, i]))),
    'deep in one more': edit('"version":2',
      `"version":2,"x":${'['.repeat(900)}${']'.repeat(900)}`),
    'an array': forger.token(forger.header, [forger.claims]),
    'nothing': forger.token(forger.header, ''),
  });
});

test('B10, B11, R17, C25: issuer, audience, subject and scope are exact',
  async () => {
    const scope = (namespace_id, application_id) => forger.withClaims(
      { application_claim: [{ namespace_id, application_id }] });
    await refuse({
      'another iss': forger.withClaims({ iss: 'SCALEWAY' }),
      'no iss': forger.withClaims({ iss: undefined }),
      'another aud': forger.withClaims({ aud: 'functions' }),
      'aud as an array': forger.withClaims({ aud: ['containers'] }),
      'aud of two': forger.withClaims({ aud: ['containers', 'functions'] }),
      'no aud': forger.withClaims({ aud: undefined }),
      'another sub': forger.withClaims({ sub: 'user' }),
      'version 1': forger.withClaims({ version: 1 }),
      'the namespace': scope(gate.namespaceId, ''),
      'both': scope(gate.namespaceId, gate.containerId),
      'neither': scope('', ''), 'another container': scope('', OTHER),
      'two scopes': forger.withClaims({ application_claim: [
        ...forger.claims.application_claim,
        { namespace_id: gate.namespaceId, application_id: '' }] }),
    });
  });

const TIMES = ['0', '-1', '-0', '1e10', '1E400', '1.5', '1767225599.999999',
  '2147483647', '2147483648', '9007199254740992', '9007199254740993',
  '9223372036854775807', '9223372036854775808', '18446744073709551615',
  `1${'0'.repeat(50)}`, '"1767225600"', 'true', 'null', '[1767225600]', '{}',
  'NaN', 'Infinity', '0x10', '007', '+1', '.5', '253402300799', '253402300800',
  '1'.repeat(2000)];
for (const name of ['exp', 'nbf', 'iat'])
  test(`A8, A9, R13, R14, R15: ${name} is what the record says`, () => refuse({
    missing: forger.withClaims({ [name]: undefined }),
    ...Object.fromEntries(TIMES.map((value) => [value,
      forger.withText(`"${name}":${forger.claims[name]}`,
        `"${name}":${value}`)])),
  }));

test('A9: an expiry that the record does not have is refused', async () => {
  const endless = new Forger(gate.good.token, forger.key);
  assert.ok(await gate.passes(endless.token()));
  await refuse({ exp: endless.withClaims({ exp: 4102444799 }) });
});

test('R1, A7: each part has one spelling', async () => {
  const alphabet =
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const parts = token.split('.');
  const forged = {};
  for (const [i, part] of parts.entries()) {
    const set = (name, text) => {
      forged[`part ${i}: ${name}`] = parts.with?.(i, text).join('.') ??
        [...parts.slice(0, i), text, ...parts.slice(i + 1)].join('.');
    };
    for (const letter of alphabet)
      if (letter !== part.at(-1))
        set(`ends in ${letter}`, part.slice(0, -1) + letter);
    for (const more of ['=', '==', ' ', '\t', '?', '%3D', '+', '/', '\r\n', '.',
      'A', '\0'])
      for (const at of [0, part.length >> 1, part.length]
        .filter((place) => more !== '\0' || i !== 2 || place < part.length))
        set(`${JSON.stringify(more)} at ${at}`,
          part.slice(0, at) + more + part.slice(at));
  }
  await refuse(forged);
});

// libfcgi ends a parameter at a NUL, so the gate cannot see what follows one: no
// web server may pass it on.
test('A7: a NUL after a token does not reach the gate', async () => {
  assert.match(await raw(gate.server.port, 'GET / HTTP/1.1\r\n' +
    'Host: judged.localhost\r\nConnection: close\r\n' +
    `X-Auth-Token: ${token}\0\r\n\r\n`), /^HTTP\/1\.\d 400 /);
});

test('R2, R3, B8, A17: a token is three parts in compact form', () => {
  const [header, claims, signature] = token.split('.');
  const flat = { protected: header, payload: claims, signature };
  return refuse({
    'no header': `.${claims}.${signature}`,
    'no claims': `${header}..${signature}`,
    'no signature': `${header}.${claims}.`, 'dots': '..', 'a dot': '.',
    'two parts': `${header}.${claims}`, 'four parts': `${token}.${signature}`,
    'five parts': `${header}.${claims}.${signature}.${claims}.${signature}`,
    'flattened': JSON.stringify(flat),
    'general': JSON.stringify({ payload: claims,
      signatures: [{ protected: header, signature }] }),
    'Bearer': `Bearer ${token}`, 'in quotes': `"${token}"`,
    'a list of two': `${token}, ${token}`, 'a space within':
      token.replace('.', '. '), 'a folded line': token.replace('.', '.\r\n '),
  });
});

test('A1: the public key is no secret of an HMAC', () => {
  const pem = forger.publicKey.export({ type: 'spki', format: 'pem' });
  const jwk = forger.publicKey.export({ format: 'jwk' });
  const secrets = { 'PEM': pem, 'PEM without its last line break': pem.trim(),
    'DER': forger.publicKey.export({ type: 'spki', format: 'der' }),
    'JWK': JSON.stringify(jwk), 'x': Buffer.from(jwk.x, 'base64url'),
    'nothing': '', 'kid': forger.header.kid };
  return refuse(Object.fromEntries(Object.entries(secrets).flatMap(
    ([name, secret]) => ['HS256', 'HS384', 'HS512'].map((alg) =>
      [`${alg} with ${name}`, forger.hmac(secret, alg)]))));
});

test('A5, R10, R11: an ES256 signature is two numbers in 64 octets', () => {
  const good = Buffer.from(token.split('.')[2], 'base64url');
  const zero = Buffer.alloc(1);
  const forged = { 'DER': forger.inDer(),
    'DER of zeros': forger.signedBy(Buffer.from('3006020100020100', 'hex')),
    'a zero before': forger.signedBy(Buffer.concat([zero, good])),
    'zeros before both': forger.signedBy(Buffer.concat(
      [zero, good.subarray(0, 32), zero, good.subarray(32)])),
    'a byte after': forger.signedBy(Buffer.concat([good, zero])) };
  for (const [name, r, s] of [['r = 0', 0n, 1n], ['s = 0', 1n, 0n],
    ['r = n', ORDER, 1n], ['s = n', 1n, ORDER], ['both n', ORDER, ORDER],
    ['1', 1n, 1n], ['n - 1', ORDER - 1n, ORDER - 1n]])
    forged[name] = forger.signedBy(numbers(r, s));
  for (const length of [1, 32, 63, 64, 65, 128, 256, 512, 16384, 22528])
    forged[`${length} zeros`] = forger.signedBy(Buffer.alloc(length));
  return refuse(forged);
});

test('A11: no length of a token is too much for the gate', () => refuse(
  Object.fromEntries([0, 1, 2, 3, 100, 4095, 4096, 4097, 8191, 8192, 8193, 65000]
    .flatMap((length) => ['A', '.'].map((letter) =>
      [`${length} times ${letter}`, letter.repeat(length)])))));

test('A6: the other signature of a token lives and dies with it', async () => {
  const made = await gate.server.createToken({ container_id: gate.containerId });
  const other = malleable(made.token);
  assert.notEqual(other, made.token);
  assert.ok(await gate.passes(other));
  assert.equal((await gate.server.api('DELETE', `/tokens/${made.id}`)).status,
    200);
  await refuse({ itself: made.token, other,
    'signed anew': new Forger(made.token, forger.key).token() });
});

test('A12, A13: a token opens its own container, warm or cold', async () => {
  const { server } = gate;
  const cold = await server.createToken({ container_id: gate.containerId });
  const wide = await server.createToken({ namespace_id: gate.namespaceId });
  const sibling = 'sibling.localhost', stranger = 'stranger.localhost';
  const namespaceId = server.namespace('others');
  const visit = async (host, text) => (await server.visit(host, text)).status;

  server.container('judged', 'sibling', '--domain', sibling);
  server.container('others', 'stranger', '--domain', stranger);
  for (let warm = 0; warm < 2; warm++) {
    assert.equal(await visit(sibling, cold.token), 403);
    assert.equal(await visit(stranger, cold.token), 403);
    assert.equal(await visit(stranger, wide.token), 403);
    for (let i = 0; i < 8; i++) // every worker knows both after that
      assert.ok(await gate.passes(cold.token));
    assert.equal(await visit(sibling, wide.token), 200);
  }
  // Well signed, by the key of another namespace, then of one that is gone.
  const elsewhere = await server.createToken({ namespace_id: namespaceId });
  const foreign = new Forger(elsewhere.token, exportKey(gate, namespaceId));
  const ours = foreign.token({ ...foreign.header }, forger.claims);
  const named = foreign.token(forger.header, forger.claims);
  assert.equal(await visit(stranger, elsewhere.token), 200);
  await refuse({ 'another key': ours, 'another key under our kid': named });
  server.gatehouse('namespace', 'delete', namespaceId);
  assert.equal(await visit(stranger, elsewhere.token), 403);
  await refuse({ 'a deleted key': ours, 'of a deleted one': elsewhere.token });
});

test('A14: an expired token is refused, warm or cold', async () => {
  const expires_at = new Date(Date.now() + 8000).toISOString();
  const make = () => gate.server.createToken(
    { container_id: gate.containerId, expires_at });
  const [warm, cold] = [await make(), await make()];
  const end = Date.parse(warm.expires_at);
  for (let i = 0; i < 8 && Date.now() < end - 2000; i++)
    assert.ok(await gate.passes(warm.token));
  await until(() => Date.now() > end, 'the expiry');
  await refuse({ warm: warm.token, cold: cold.token });
});

test('whatever the cause, a client sees the same refusal', async () => {
  const { api_keys: [key] } = (await gate.server.request({
    path: '/iam/v1alpha1/api-keys', headers: { 'X-Auth-Token':
      gate.server.owner.SCW_SECRET_KEY } })).json;
  await refuse({ 'an unknown secret key': OTHER, 'an access key': key.access_key,
    'in braces': `{${OTHER}}`, 'a word': 'x', 'nothing': '' });
  await gate.refusesVisit({});
  await gate.refusesVisit({ 'X-Auth-Token': [token, token] });
  await gate.refusesVisit({ 'X-Auth-Token': [token, 'x'] });
  await gate.refusesVisit({ Authorization: `Bearer ${token}` });
  await gate.refusesVisit({ 'X-Auth-Token': token }, 'nobody.localhost');
  await gate.refusesVisit({ 'X-Auth-Token': token }, 'x.judged.localhost');
  assert.ok(await gate.passes(token));
});

test('A20: what is not verified leaves no trace of use', async () => {
  const made = await gate.server.createToken({ container_id: gate.containerId });
  const own = new Forger(made.token, forger.key);
  const forged = own.signedBy(Buffer.alloc(64, 1));
  const use = async () => (await gate.server.api('GET', `/tokens/${made.id}`))
    .json.last_used_at;
  await refuse({ 'a bad signature': forged,
    'a longer life': own.withClaims({ exp: 4102444799 }) });
  assert.ok(!await use());
  assert.ok(await gate.passes(made.token));
  assert.ok(await use());
});

// Every file below a folder; node 18 takes sockets for folders.
function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}

test('nothing of a token is in any log or file', () => {
  const pieces = [...gate.seen].flatMap((text) => text.split('.').slice(1))
    .filter((piece) => piece.length >= 40).map((piece) => piece.slice(-40));
  const sample = pieces.filter((_, i) => i % Math.ceil(pieces.length / 200) ===
    0).concat(token.split('.')[2].slice(-40));
  const files = filesIn(gate.server.state);
  assert.ok(sample.length > 100 && files.length > 20);
  for (const path of files) {
    const data = readFileSync(path);
    for (const piece of sample)
      assert.ok(!data.includes(piece), `${path} has ${piece}`);
  }
});

test('no attack made a program end', () => {
  assert.deepEqual(workers(), pids);
  for (const name of PROGRAMS)
    assert.doesNotMatch(readFileSync(gate.server.log(name), 'utf8'),
      /ended|signal|Sanitizer|runtime error/);
});
