// SPDX-License-Identifier: ISC
// How a row of the matrix becomes bytes, and an answer a verdict; and who asks.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { SECRET } from './applications.mjs';

// {NAME} stands for one of the values.
function fill(text, values) {
  return text.replace(/\{([a-z-]+)\}/g, (_, name) => {
    if (!(name in values))
      throw new Error(`no value for ${name}`);
    return values[name];
  });
}

function chunked(chunks, extension = '') {
  return [...chunks, ''].map((chunk) =>
    `${chunk.length.toString(16)}${extension}\r\n${chunk}${chunk && '\r\n'}`)
    .join('') + '\r\n';
}

// A row's request as it is sent.  `rest` follows the head as it is.
export function bytesOf(row, values) {
  const { method = 'GET', target = '/', host, version = 'HTTP/1.1', token, lines = [],
    body, chunks, extension, rest = '', bytes } = row;
  const head = [`${method} ${target} ${version}`,
    ...host === null ? [] : [`Host: ${host}`],
    ...token === undefined ? [] : [`X-Auth-Token: ${token}`], ...lines,
    ...body === undefined ? [] : [`Content-Length: ${fill(body, values).length}`],
    ...chunks === undefined ? [] : ['Transfer-Encoding: chunked'],
    ...lines.some((line) => /^Connection:/.test(line)) ? [] : ['Connection: close']];
  const content = chunks === undefined ? body ?? rest :
    chunked(chunks.map((chunk) => fill(chunk, values)), extension);
  return Buffer.from(fill(bytes ?? [...head, '', content].join('\r\n'), values),
    'latin1');
}

export function isJson({ headers, body }, method) {
  if (headers['content-type'] !== 'application/json')
    return false;
  try {
    return method === 'HEAD' || typeof JSON.parse(body).message === 'string';
  } catch {
    return false;
  }
}

// What an answer came to, in the words of matrix.mjs; `asked` is how often the
// application was.
export function verdictOf(answer, asked, method) {
  const { status, body, headers } = answer;
  if (asked > 1)
    return `passed ${asked} times`;
  if (asked === 1 || body.includes(SECRET))
    return status < 300 ? 'passed' : `passed, and then ${status}`;
  if (!isJson(answer, method) && (status >= 400 && status < 500 || status === 501 ||
    status === 505))
    return 'invalid, not in JSON';
  if (status < 400 || !isJson(answer, method))
    return String(status);
  if ((status === 403 || status === 401) &&
    (method === 'HEAD' || /"refusal_id":"[\w-]{22}"/.test(body)))
    return status === 403 ? 'refused' : 'refused with 401';
  if (status >= 500 && status !== 501 && status !== 505 || status === 403)
    return 'closed';
  return 'invalid';
}

// A refusal as the gate words it, to a request of fixture.mjs.
export function assertRefused(server, { status, headers, json, body }) {
  assert.equal(status, server.refusal, body);
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(json.type, 'permissions_denied');
  assert.match(json.refusal_id, /^[\w-]{22}$/);
}

// Tokens of all kinds, under the names that matrix.mjs has for them.
export async function guests(server) {
  const ids = server.containerIds;
  const make = async (scope) => (await server.createToken(scope)).token;
  const deleted = await server.createToken({ namespace_id: server.namespaceId });
  const guest = await make({ namespace_id: server.namespaceId });
  const values = { guest, deleted: deleted.token,
    // Late enough for a program that is started anew for it.
    expired: await make({ namespace_id: server.namespaceId,
      expires_at: new Date(Date.now() + 5000).toISOString() }),
    own: await make({ container_id: ids['proxied.test'] }),
    other: await make({ container_id: ids['files.test'] }),
    shop: await make({ container_id: ids['shop.test'] }),
    foreign: await make({ namespace_id: server.foreignId }),
    key: server.owner.SCW_SECRET_KEY, 'files-id': ids['files.test'],
    short: guest.slice(0, -1),
    forged: guest.slice(0, -20) + (await make(
      { namespace_id: server.namespaceId })).slice(-20) };
  await server.api('DELETE', `/tokens/${deleted.id}`);
  return values;
}

export function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}
