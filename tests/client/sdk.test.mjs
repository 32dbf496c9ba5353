// SPDX-License-Identifier: ISC
// Scaleway's published SDK for JavaScript, unmodified, against the whole suite.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startServer } from '../server/fixture.mjs';

const require = createRequire(join(process.env.GATEHOUSE_NODE, 'package.json'));
const { createAdvancedClient, createClient, Errors, withHTTPClient,
  withProfile } = require('@scaleway/sdk-client');
const { Containerv1beta1 } = require('@scaleway/sdk-container');
const UNKNOWN = '11111111-1111-4111-8111-111111111111';

let server, api, namespace, container;

// The settings of a user who sourced owner.env.
function profile() {
  const { owner } = server;
  return { apiURL: `http://127.0.0.1:${server.port}`,
    accessKey: owner.SCW_ACCESS_KEY,
    secretKey: owner.SCW_SECRET_KEY,
    defaultOrganizationId: owner.SCW_DEFAULT_ORGANIZATION_ID,
    defaultProjectId: owner.SCW_DEFAULT_PROJECT_ID,
    defaultRegion: owner.SCW_DEFAULT_REGION };
}

function connect(settings) {
  return new Containerv1beta1.API(createClient({ ...profile(), ...settings }));
}

before(async () => {
  server = await startServer();
  api = connect();
  namespace = await api.createNamespace({ name: 'sdk', tags: ['a', 'b'],
    description: 'of the SDK', environmentVariables: { KEY: 'value' },
    secretEnvironmentVariables: [{ key: 'SECRET', value: 'hidden' }] });
  container = await api.createContainer({ namespaceId: namespace.id,
    name: 'private-one', privacy: 'private', registryImage: 'nginx:latest',
    port: 80, minScale: 1, maxScale: 4, memoryLimit: 256, timeout: '30s' });
});
after(() => server?.close());

// What the SDK's iterator finds, which goes page by page.
async function collect(pages) {
  const items = [];
  for await (const page of pages)
    items.push(...page);
  return items;
}

describe('namespaces', () => {
  test('create gives back what was sent', () => {
    assert.equal(namespace.name, 'sdk');
    assert.equal(namespace.description, 'of the SDK');
    assert.deepEqual(namespace.tags, ['a', 'b']);
    assert.deepEqual(namespace.environmentVariables, { KEY: 'value' });
    assert.equal(namespace.secretEnvironmentVariables[0].key, 'SECRET');
    assert.match(namespace.secretEnvironmentVariables[0].hashedValue,
      /^\$argon2id\$/);
    assert.equal(namespace.projectId, server.owner.SCW_DEFAULT_PROJECT_ID);
    assert.equal(namespace.region, 'fr-par');
    assert.ok(namespace.createdAt instanceof Date);
  });

  test('get, wait, update', async () => {
    const { id: namespaceId } = namespace;
    assert.equal((await api.getNamespace({ namespaceId })).name, 'sdk');
    assert.equal((await api.waitForNamespace({ namespaceId })).status, 'ready');
    const updated = await api.updateNamespace(
      { namespaceId, description: 'changed' });
    assert.equal(updated.description, 'changed');
    assert.deepEqual(updated.tags, ['a', 'b']);
  });

  test('list by name, and page through all', async () => {
    const { namespaces, totalCount } = await api.listNamespaces({ name: 'sdk' });
    assert.equal(totalCount, 1);
    assert.equal(namespaces[0].id, namespace.id);
    for (let i = 0; i < 5; i++)
      await api.createNamespace({ name: `page-${i}` });
    const all = await api.listNamespaces(
      { pageSize: 2, orderBy: 'name_asc' }).all();
    assert.deepEqual(all.map(({ name }) => name),
      ['page-0', 'page-1', 'page-2', 'page-3', 'page-4', 'sdk']);
    assert.equal((await collect(api.listNamespaces({ pageSize: 4 }))).length, 6);
  });

  test('create without a name: the SDK invents one', async () => {
    const { id, name } = await api.createNamespace();
    assert.match(name, /^cns-/);
    assert.equal((await api.deleteNamespace({ namespaceId: id })).status,
      'deleting');
  });
});

describe('containers', () => {
  test('create gives back what was sent', () => {
    const { name, privacy, registryImage, port, minScale, maxScale,
      memoryLimit, timeout, domainName, namespaceId } = container;
    assert.deepEqual({ name, privacy, registryImage, port, minScale, maxScale,
      memoryLimit, timeout, domainName, namespaceId },
    { name: 'private-one', privacy: 'private', registryImage: 'nginx:latest',
      port: 80, minScale: 1, maxScale: 4, memoryLimit: 256, timeout: '30s',
      domainName: 'private-one.localhost', namespaceId: namespace.id });
  });

  test('get, wait, update, deploy, list', async () => {
    const { id: containerId } = container;
    assert.equal((await api.getContainer({ containerId })).id, containerId);
    assert.equal((await api.waitForContainer({ containerId })).status, 'ready');
    assert.equal((await api.updateContainer(
      { containerId, description: 'd', redeploy: false })).description, 'd');
    assert.equal((await api.deployContainer({ containerId })).id, containerId);
    const { containers, totalCount } = await api.listContainers(
      { namespaceId: namespace.id });
    assert.equal(totalCount, 1);
    assert.equal(containers[0].id, containerId);
  });
});

describe('tokens', () => {
  test('the journey: 403, 200, 403', async () => {
    const host = container.domainName;
    assert.equal((await server.visit(host)).status, 403);
    const { id: tokenId, token } = await api.createToken(
      { containerId: container.id });
    assert.equal((await server.visit(host, token)).status, 200);
    assert.equal((await api.deleteToken({ tokenId })).status, 'deleting');
    assert.equal((await server.visit(host, token)).status, 403);
  });

  test('the text is shown once', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000);
    const made = await api.createToken(
      { namespaceId: namespace.id, description: 'ci', expiresAt });
    assert.match(made.token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    assert.match(made.publicKey, /^-----BEGIN /);
    assert.equal(made.namespaceId, namespace.id);
    assert.equal(made.containerId, undefined);
    assert.equal(made.expiresAt.getTime(),
      Math.floor(expiresAt.getTime() / 1000) * 1000);
    const again = await api.getToken({ tokenId: made.id });
    assert.equal(again.token, '<hidden>');
    assert.equal(again.publicKey, '');
    assert.equal(again.description, 'ci');
    const waited = await api.waitForToken({ tokenId: made.id });
    assert.equal(waited.status, 'ready');
    const listed = await api.listTokens({ namespaceId: namespace.id });
    assert.equal(listed.tokens[0].token, '<hidden>');
    assert.equal((await server.visit(
      container.domainName, made.token)).status, 200);
  });

  test('list in order, and page through all', async () => {
    const { id: containerId } = await api.createContainer(
      { namespaceId: namespace.id, name: 'paged', privacy: 'private' });
    const made = [];
    for (let i = 0; i < 7; i++)
      made.push((await api.createToken({ containerId })).id);
    const ids = (tokens) => tokens.map(({ id }) => id);
    assert.deepEqual(ids(await api.listTokens(
      { containerId, pageSize: 3 }).all()), made);
    assert.deepEqual(ids(await collect(api.listTokens(
      { containerId, pageSize: 2, orderBy: 'created_at_desc' }))),
    [...made].reverse());
    const past = await api.listTokens({ containerId, page: 9 });
    assert.deepEqual([past.tokens, past.totalCount], [[], 7]);
    assert.ok((await api.listTokens()).totalCount >= 7);
    const elsewhere = await api.listTokens({ region: 'nl-ams' });
    assert.equal(elsewhere.totalCount, 0);
  });
});

describe('errors arrive as what they are', () => {
  const {
    AlreadyExistsError, DeniedAuthenticationError, InvalidArgumentsError,
    ResourceNotFoundError, ScalewayError } = Errors;
  const make = (request) => api.createToken(request);
  const cases = {
    'a container that is not there': [ResourceNotFoundError, 404,
      () => make({ containerId: UNKNOWN })],
    'a token that is not there': [ResourceNotFoundError, 404,
      () => api.getToken({ tokenId: UNKNOWN })],
    'a token that is not there, deleted': [ResourceNotFoundError, 404,
      () => api.deleteToken({ tokenId: UNKNOWN })],
    'an id that is none': [ResourceNotFoundError, 404,
      () => api.getNamespace({ namespaceId: 'x' })],
    'a token without scope': [InvalidArgumentsError, 400, () => make({})],
    'an expiry in the past': [InvalidArgumentsError, 400,
      () => make({ containerId: container.id, expiresAt: new Date(0) })],
    'a page that is none': [InvalidArgumentsError, 400,
      () => api.listTokens({ page: -1 })],
    'a name that breaks the rules': [InvalidArgumentsError, 400,
      () => api.createContainer({ namespaceId: namespace.id, name: '!' })],
    'a region that is not ours': [InvalidArgumentsError, 400,
      () => api.createNamespace({ name: 'x1', region: 'nl-ams' })],
    'a name that is taken': [AlreadyExistsError, 409, () =>
      api.createContainer({ namespaceId: namespace.id, name: 'private-one' })],
    'an unknown key': [DeniedAuthenticationError, 401,
      () => connect({ secretKey: UNKNOWN }).listTokens()],
    'a body that is too large': [ScalewayError, 413, () =>
      make({ containerId: container.id, description: 'x'.repeat(70_000) })],
  };

  for (const [name, [type, status, call]] of Object.entries(cases))
    test(`${name}: ${type.name}`, async () => {
      await assert.rejects(async () => call(), (error) => {
        assert.equal(error.constructor.name, type.name, String(error));
        assert.equal(error.status, status);
        assert.doesNotMatch(String(error), /could not parse/);
        return true;
      });
    });

  test('the gate\'s refusal: PermissionsDeniedError', async () => {
    const client = createAdvancedClient(withProfile(profile()),
      withHTTPClient(async () => {
        const { status, headers, body } =
          await server.visit(container.domainName);
        return new Response(body, { status, headers });
      }));
    await assert.rejects(new Containerv1beta1.API(client).listTokens(),
      { constructor: Errors.PermissionsDeniedError, status: 403 });
  });

  test('no key at all: DeniedAuthenticationError', async () => {
    const client = createClient({ apiURL: `http://127.0.0.1:${server.port}`,
      defaultRegion: 'fr-par' });
    await assert.rejects(new Containerv1beta1.API(client).listNamespaces(),
      { constructor: DeniedAuthenticationError, status: 401 });
  });
});

test('what is deleted takes its own along', async () => {
  const token = await api.createToken({ containerId: container.id });
  await api.deleteContainer({ containerId: container.id });
  await assert.rejects(api.getToken({ tokenId: token.id }), { status: 404 });
  assert.equal((await server.visit(
    container.domainName, token.token)).status, 403);
  await api.deleteNamespace({ namespaceId: namespace.id });
  await assert.rejects(
    api.waitForNamespace({ namespaceId: namespace.id }), { status: 404 });
});
