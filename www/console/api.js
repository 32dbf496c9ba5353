// SPDX-License-Identifier: ISC
// The server.  Nothing else calls fetch: a session's cookie goes along by
// itself, and the server takes a change from pages of its own origin only, as
// JSON (sign-in(8)).
import { text } from './text.js';

// What went wrong.  `kind`: lost, unreachable, session, password, pause, forbidden, missing,
// taken, invalid, server.  `fields` says which argument is wrong, and why.
export class ApiError extends Error {
  constructor(kind, status, body) {
    super(words(kind, body));
    this.kind = kind;
    this.status = status;
    this.body = body;
    this.fields = kind === 'invalid' ? fieldsOf(body) : {};
  }
}

function fieldsOf(body) {
  return Object.fromEntries((body.details ?? []).map(
    ({ argument_name: name, help_message: help, reason }) =>
      [name, help ?? reason]));
}

const KINDS = { 400: 'invalid', 403: 'forbidden', 404: 'missing', 409: 'taken',
  412: 'invalid', 413: 'invalid', 429: 'pause' };

function kindOf(status, body) {
  if (status === 401)
    return body.method === 'password' ? 'password' : 'session';
  return KINDS[status] ?? 'server';
}

function words(kind, body) {
  if (kind === 'forbidden' && body.permission_set !== undefined)
    return text('error.forbidden-set', { set: body.permission_set });
  if (kind === 'pause')
    return text('error.pause', { count: body.reset_seconds ?? 60 });
  if (kind === 'invalid' && body.help_message !== undefined)
    return text('error.said', { words: body.help_message });
  return text(`error.${kind}`);
}

// Set by session.js: signs in again and answers whether that went well.
let signInAgain = async () => false;
export function onSessionEnd(ask) {
  signInAgain = ask;
}

async function send(method, path, body) {
  try {
    return await fetch(path, { method, credentials: 'same-origin',
      cache: 'no-store', redirect: 'error',
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new ApiError('lost', 0, {});
  }
}

async function read(response) {
  if (response.status === 204)
    return null;
  try {
    return await response.json();
  } catch (error) {
    // A body cut short, or one that is none of ours.
    if (error instanceof SyntaxError)
      throw new ApiError('server', response.status, {});
    throw new ApiError('lost', 0, {});
  }
}

async function once(method, path, body) {
  const response = await send(method, path, body);
  const answer = await read(response);
  if (!response.ok)
    throw new ApiError(kindOf(response.status, answer), response.status,
      answer);
  return answer;
}

// A request; the answer's JSON, or null where there is none.  When the session
// has ended nothing was done, so after signing in again it is sent once more.
export async function call(method, path, body, { again = true } = {}) {
  try {
    return await once(method, path, body);
  } catch (error) {
    if (error.kind !== 'session' || !again || !await signInAgain())
      throw error;
    return once(method, path, body);
  }
}

export const get = (path, query = {}) => call('GET', path + toQuery(query));
export const post = (path, body) => call('POST', path, body);
export const patch = (path, body) => call('PATCH', path, body);
export const put = (path, body) => call('PUT', path, body);
export const remove = (path) => call('DELETE', path);

// What another host, a container's, says to a GET with this token or none:
// { status, body }.
export async function visit(url, token) {
  try {
    const answer = await fetch(url, { credentials: 'omit', cache: 'no-store',
      headers: token === '' ? {} : { 'X-Auth-Token': token } });
    return { status: answer.status, body: (await answer.text()).slice(0, 2000) };
  } catch {
    throw new ApiError('unreachable', 0, {});
  }
}

function toQuery(query) {
  const pairs = Object.entries(query).filter(([, value]) =>
    value !== undefined && value !== null && value !== '');
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
