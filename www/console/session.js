// SPDX-License-Identifier: ISC
// Who is signed in, and what that user may do.
import { call } from './api.js';

let session = null;

export const user = () => session?.user ?? null;
export const region = () => session.region;

// Whether it may do so in at least one project; the server judges each.
export function can(action, resource) {
  return session.permissions[resource]?.includes(action) ?? false;
}

const WRITES = { project: 'ProjectManager',
  application: 'IAMApplicationManager', token: 'ContainersFullAccess',
  namespace: 'ContainersFullAccess', container: 'ContainersFullAccess' };
const READS = { project: 'ProjectReadOnly', token: 'ContainersReadOnly',
  namespace: 'ContainersReadOnly', container: 'ContainersReadOnly' };

// The permission set that is missing where can() says no.
export function neededSet(action, resource) {
  return action === 'read' ? READS[resource] ?? 'IAMReadOnly'
    : WRITES[resource] ?? 'IAMManager';
}

// Throws an ApiError of kind session when nobody is signed in.
export async function load() {
  session = await call('GET', '/session', undefined, { again: false });
}

// The same anew, while somebody is signed in.
export async function reload() {
  session = await call('GET', '/session');
}

export async function signIn(credentials) {
  session = await call('POST', '/session', credentials, { again: false });
}

export async function changePassword(passwords) {
  session = await call('POST', '/session/password', passwords);
}

export async function signOut() {
  try {
    await call('DELETE', '/session', undefined, { again: false });
  } catch (error) {
    if (error.kind !== 'session')
      throw error;
  }
  session = null;
}
