// SPDX-License-Identifier: ISC
// API v1 beside v1beta1, on the same records.  Its SDK for JavaScript is not on
// npm: these are its requests, as they were recorded, by the fetch that it uses
// itself; v1beta1 by the SDK that is.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startServer } from '../server/fixture.mjs';
import { containerV1, decode, namespaceV1 } from './wire.mjs';

const require = createRequire(join(process.env.GATEHOUSE_NODE, 'package.json'));
const { createClient } = require('@scaleway/sdk-client');
const { Containerv1beta1 } = require('@scaleway/sdk-container');

let server, api, space, one;

before(async () => {
  server = await startServer();
  const { owner } = server;
  api = new Containerv1beta1.API(createClient({
    apiURL: `http://127.0.0.1:${server.port}`,
    accessKey: owner.SCW_ACCESS_KEY, secretKey: owner.SCW_SECRET_KEY,
    defaultProjectId: owner.SCW_DEFAULT_PROJECT_ID,
    defaultRegion: owner.SCW_DEFAULT_REGION }));
});
after(() => server?.close());

async function v1(method, path, body, status = 200) {
  const answer = await fetch(`http://127.0.0.1:${server.port}` +
    `/containers/v1/regions/fr-par/${path}`, { method,
    headers: { Accept: 'application/json',
      'User-Agent': 'scaleway-sdk-js/2.6.0',
      'x-auth-token': server.owner.SCW_SECRET_KEY,
      ...(body && { 'Content-Type': 'application/json; charset=utf-8' }) },
    body: body && JSON.stringify(body) });
  assert.equal(answer.headers.get('content-type'), 'application/json');
  const json = await answer.json();
  assert.equal(answer.status, status, JSON.stringify(json));
  return json;
}

test('a namespace made by v1 is there for v1beta1', async () => {
  space = decode(namespaceV1, await v1('POST', 'namespaces', {
    description: 'd', environment_variables: { A: 'b' }, name: 'ns1',
    project_id: server.owner.SCW_DEFAULT_PROJECT_ID,
    secret_environment_variables: { S: 'v' }, tags: ['t'] }));
  assert.deepEqual(space.tags, ['t']);
  assert.match(space.secret_environment_variables.S, /^\$argon2id\$/);
  for (const path of ['namespaces?name=ns1', `namespaces/${space.id}`]) {
    const answer = await v1('GET', path);
    assert.deepEqual(answer.namespaces?.[0] ?? answer, space);
  }
  const beta = await api.getNamespace({ namespaceId: space.id });
  assert.deepEqual(beta.secretEnvironmentVariables, [{ key: 'S',
    hashedValue: space.secret_environment_variables.S }]);
  assert.equal((await v1('PATCH', `namespaces/${space.id}`,
    { description: 'x' })).description, 'x');
});

test('a container made by v1 has v1beta1\'s names and units there',
  async () => {
    one = decode(containerV1, await v1('POST', 'containers', {
      https_connections_only: true, image: 'nginx:latest',
      memory_limit_bytes: 2048000000, mvcpu_limit: 1000, name: 'c1',
      namespace_id: space.id, port: 80, privacy: 'private',
      timeout: '300s' }));
    assert.equal(one.public_endpoint, `http://c1.localhost:${server.port}`);
    assert.equal(one.https_connections_only, true);
    const beta = await api.getContainer({ containerId: one.id });
    assert.deepEqual([beta.httpOption, beta.memoryLimit, beta.cpuLimit,
      beta.registryImage, beta.domainName, beta.localStorageLimit],
    ['redirected', 2048, 1000, 'nginx:latest', 'c1.localhost', 1000]);
    assert.deepEqual(beta.healthCheck, { failureThreshold: 30,
      http: undefined, interval: '10s', tcp: {} });
  });

test('update, redeploy, list', async () => {
  const path = `containers/${one.id}`;
  const changed = await v1('PATCH', path,
    { https_connection_only: false, privacy: 'public' });
  assert.deepEqual([changed.https_connections_only, changed.privacy],
    [false, 'public']);
  assert.equal((await server.visit('c1.localhost')).status, 200);
  await v1('PATCH', path, { privacy: 'private' });
  assert.equal((await server.visit('c1.localhost')).status, 403);
  const { updated_at, ...rest } = await v1('POST', `${path}/redeploy`, {});
  assert.deepEqual({ ...rest, updated_at },
    { ...one, https_connections_only: false, updated_at });
  assert.ok(updated_at > changed.updated_at);
  for (const query of [`containers?namespace_id=${space.id}` +
    '&order_by=name_asc', `namespaces/${space.id}/containers`]) {
    const { containers, total_count } = await v1('GET', query);
    assert.equal(total_count, 1);
    assert.equal(containers[0].id, one.id);
  }
});

test('what v1beta1 makes v1 can read', async () => {
  const { id } = await api.createContainer({ namespaceId: space.id,
    name: 'older', port: 80, memoryLimit: 256, timeout: '30s' });
  const shown = decode(containerV1, await v1('GET', `containers/${id}`));
  assert.deepEqual([shown.timeout, shown.memory_limit_bytes, shown.port,
    shown.startup_probe], ['30s', 256000000, 80, null]);
  assert.equal(shown.liveness_probe.timeout, '1s');
});

test('delete takes containers and tokens along, in both', async () => {
  const { id: tokenId, token } = await api.createToken(
    { containerId: one.id });
  assert.equal((await server.visit('c1.localhost', token)).status, 200);
  assert.equal((await v1('DELETE', `namespaces/${space.id}`)).status,
    'deleting');
  assert.equal((await server.visit('c1.localhost', token)).status, 403);
  await assert.rejects(api.getToken({ tokenId }), { status: 404 });
  for (const [resource, { id }] of [['namespace', space],
    ['container', one]]) {
    const error = await v1('DELETE', `${resource}s/${id}`, undefined, 404);
    assert.deepEqual([error.type, error.resource, error.resource_id],
      ['not_found', resource, id]);
  }
});
