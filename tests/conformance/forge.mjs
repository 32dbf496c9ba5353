// SPDX-License-Identifier: ISC
// Tokens as an attacker would write them, signed with a namespace's own key
// where the signature must not be what they fail by.
import { execFileSync } from 'node:child_process';
import { createHmac, createPrivateKey, createPublicKey, sign }
  from 'node:crypto';
import { join } from 'node:path';
import { BUILD } from '../server/fixture.mjs';

// Text, bytes, or a value as JSON.
export const encode = (part) => Buffer.from(
  typeof part === 'string' || Buffer.isBuffer(part) ? part :
    JSON.stringify(part)).toString('base64url');

export const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));

// A namespace's private key; no program of ours shows it.
export function exportKey(gate, namespaceId = gate.namespaceId) {
  const der = execFileSync(join(BUILD, 'tests/conformance/export_key'),
    [namespaceId], { encoding: 'utf8',
      env: { ...process.env, GATEHOUSE_CONF: gate.server.conf } });
  return createPrivateKey({ key: Buffer.from(der.trim(), 'base64url'),
    format: 'der', type: 'pkcs8' });
}

const ecdsa = (text, key, dsaEncoding) =>
  sign('sha256', Buffer.from(text), { key, dsaEncoding });

// Writes tokens like `token`, with the ES256 key that signed it.
export class Forger {
  constructor(token, key) {
    [this.header, this.claims] = token.split('.').slice(0, 2).map(decode);
    this.key = key;
    this.publicKey = createPublicKey(key);
  }

  // Well signed, whatever it says.
  token(header = this.header, claims = this.claims) {
    const text = `${encode(header)}.${encode(claims)}`;
    return `${text}.${encode(ecdsa(text, this.key, 'ieee-p1363'))}`;
  }

  withHeader(change) {
    return this.token({ ...this.header, ...change });
  }

  withClaims(change) {
    return this.token(this.header, { ...this.claims, ...change });
  }

  // The claims with one piece of their text replaced.
  withText(from, to) {
    const text = JSON.stringify(this.claims);
    if (!text.includes(from))
      throw new Error(`no ${from} in ${text}`);
    return this.token(this.header, text.replace(from, () => to));
  }

  // Well signed, but as DER (RFC 3279).
  inDer() {
    const text = `${encode(this.header)}.${encode(this.claims)}`;
    return `${text}.${encode(ecdsa(text, this.key, 'der'))}`;
  }

  // With the signature of those bytes.
  signedBy(bytes, header = this.header) {
    return `${encode(header)}.${encode(this.claims)}.${encode(bytes)}`;
  }

  // HMAC under a secret that everybody knows.
  hmac(secret, alg = 'HS256') {
    const text = `${encode({ ...this.header, alg })}.${encode(this.claims)}`;
    return `${text}.${createHmac(`sha${alg.slice(2)}`, secret).update(text)
      .digest('base64url')}`;
  }
}

const ORDER =
  0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const octets = (number) => number.toString(16).padStart(64, '0');

// An ES256 token's other signature: s' = n - s (RFC 6979 has nothing on it).
export function malleable(token) {
  const [header, claims, signature] = token.split('.');
  const hex = Buffer.from(signature, 'base64url').toString('hex');
  const s = ORDER - BigInt(`0x${hex.slice(64)}`);
  return `${header}.${claims}.` +
    encode(Buffer.from(hex.slice(0, 64) + octets(s), 'hex'));
}

// r and s as 64 octets.
export const numbers = (r, s) => Buffer.from(octets(r) + octets(s), 'hex');
export { ORDER };
