// SPDX-License-Identifier: ISC
// The calls of the Terraform provider's acceptance test of
// scaleway_container_token: two tokens, of a namespace and of a container,
// made, read, and destroyed.  The provider reads answers without asking
// whether they are whole, so each is decoded as Go would.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../server/fixture.mjs';
import { containerV1, decode, namespaceV1, token } from './wire.mjs';

const AGENT = 'scaleway-sdk-go/v1.0.0 (go1.23.5; linux; amd64) ' +
  'terraform-provider/2.75.0 terraform/1.9.0';
const V1 = '/containers/v1/regions/fr-par';
const BETA = '/containers/v1beta1/regions/fr-par';
// What a plan says; the provider compares instants.
const EXPIRY = '2096-05-06T16:42:11+02:00';

let server, calls = 0;

before(async () => {
  server = await startServer();
});
after(() => server?.close());

async function call(method, path, body, status = 200) {
  calls++;
  const answer = await server.request({ method, path,
    headers: { 'User-Agent': AGENT, 'Accept-Encoding': 'gzip',
      'X-Auth-Token': server.owner.SCW_SECRET_KEY,
      ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body) });
  assert.equal(answer.status, status, `${method} ${path}: ${answer.body}`);
  assert.equal(answer.headers['content-type'], 'application/json');
  return answer.json;
}

const readNamespace = async (id) =>
  decode(namespaceV1, await call('GET', `${V1}/namespaces/${id}`));
const readToken = async (id) =>
  decode(token, await call('GET', `${BETA}/tokens/${id}`));

// d.Set("timeout", container.Timeout.Seconds): no look whether it is nil.
async function readContainer(id) {
  const container = decode(containerV1,
    await call('GET', `${V1}/containers/${id}`));
  assert.equal(container.timeout, '300s');
  assert.match(container.public_endpoint, /^http:\/\//);
  return container;
}

// A waiter ends at once at what is no transient status.
const assertReady = ({ status }) => assert.equal(status, 'ready');

// httperrors.Is404, and what the SDK makes of the type.
async function gone(method, path, resource, id) {
  const { type, ...error } = await call(method, `${path}/${id}`, undefined,
    404);
  assert.equal(type, 'not_found');
  assert.deepEqual([error.resource, error.resource_id], [resource, id]);
}

let namespace, container, ofNamespace, ofContainer;

test('apply: the namespace', async () => {
  namespace = decode(namespaceV1, await call('POST', `${V1}/namespaces`, {
    project_id: server.owner.SCW_DEFAULT_PROJECT_ID, name: 'tf-ns-gifted-roe',
    description: '', environment_variables: {},
    secret_environment_variables: {}, tags: null }));
  assertReady(await readNamespace(namespace.id));
  assert.deepEqual(await readNamespace(namespace.id), namespace);
});

test('apply: its token, with an expiry', async () => {
  ofNamespace = decode(token, await call('POST', `${BETA}/tokens`,
    { namespace_id: namespace.id, description: 'tf test',
      expires_at: EXPIRY }));
  assert.match(ofNamespace.token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  const read = await readToken(ofNamespace.id);
  assert.equal(read.namespace_id, namespace.id);
  assert.ok(!('container_id' in read));
  assert.equal(read.description, 'tf test');
  assert.equal(Date.parse(read.expires_at), Date.parse(EXPIRY));
});

test('apply: the container', async () => {
  assertReady(await readNamespace(namespace.id));
  container = decode(containerV1, await call('POST', `${V1}/containers`, {
    namespace_id: namespace.id, name: 'tf-co-zen-pare',
    environment_variables: null, secret_environment_variables: null,
    privacy: 'public', image: 'nginx:latest', protocol: 'http1',
    https_connections_only: false, sandbox: 'unknown_sandbox', tags: null,
    command: null, args: null }));
  assertReady(await readContainer(container.id));
  assert.deepEqual(await readContainer(container.id), container);
});

test('apply: its token, without one', async () => {
  ofContainer = decode(token, await call('POST', `${BETA}/tokens`,
    { container_id: container.id }));
  const read = await readToken(ofContainer.id);
  assert.equal(read.container_id, container.id);
  assert.ok(!('namespace_id' in read));
  assert.equal(read.description, '');
  assert.equal(read.expires_at, null);
});

test('check: both tokens are there, and nothing is to be changed', async () => {
  for (const made of [ofNamespace, ofContainer]) {
    const { token: text, ...read } = await readToken(made.id);
    assert.equal(text, '<hidden>');
    assert.deepEqual(read, { ...read, id: made.id, status: 'ready' });
  }
  assert.deepEqual(await readNamespace(namespace.id), namespace);
  assert.deepEqual(await readContainer(container.id), container);
  assert.equal((await readToken(ofNamespace.id)).expires_at,
    ofNamespace.expires_at);
  assert.equal((await readToken(ofContainer.id)).expires_at, null);
});

test('destroy: tokens, container, namespace, until each is 404', async () => {
  for (const { id } of [ofContainer, ofNamespace]) {
    const deleted = decode(token, await call('DELETE', `${BETA}/tokens/${id}`));
    assert.deepEqual([deleted.status, deleted.token], ['deleting', '']);
  }
  for (const [kind, read, struct, { id }] of [
    ['container', readContainer, containerV1, container],
    ['namespace', readNamespace, namespaceV1, namespace]]) {
    assertReady(await read(id));
    assert.equal(decode(struct, await call('DELETE', `${V1}/${kind}s/${id}`))
      .status, 'deleting');
    await gone('GET', `${V1}/${kind}s`, kind, id);
  }
  for (const { id } of [ofContainer, ofNamespace])
    await gone('DELETE', `${BETA}/tokens`, 'token', id);
});

test('those were all 27 calls', () => {
  assert.equal(calls, 27);
});
