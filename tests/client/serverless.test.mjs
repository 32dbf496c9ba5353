// SPDX-License-Identifier: ISC
// The Serverless Framework's plugin, its API class unmodified, against the
// whole suite.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { API, startServer } from '../server/fixture.mjs';

const require = createRequire(join(process.env.GATEHOUSE_NODE, 'package.json'));
const PLUGIN = 'serverless-scaleway-functions';
const { ContainerApi } = require(`${PLUGIN}/shared/api`);
const getJwt = require(`${PLUGIN}/jwt/lib/getJwt`);
const UNKNOWN = '11111111-1111-4111-8111-111111111111';
const NEXT_YEAR = new Date(Date.now() + 365 * 86_400_000).toISOString();

let server, api, namespace, container, project;

function connect(key = server.owner.SCW_SECRET_KEY) {
  return new ContainerApi(`http://127.0.0.1:${server.port}${API}`, key);
}

const claimsOf = (token) =>
  JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

before(async () => {
  server = await startServer();
  project = server.owner.SCW_DEFAULT_PROJECT_ID;
  api = connect();
  namespace = await api.createNamespace({ name: 'plugin', project_id: project,
    environment_variables: {}, secret_environment_variables: [] });
  container = await api.createContainer({ name: 'private-one',
    namespace_id: namespace.id, privacy: 'private', memory_limit: 256,
    environment_variables: { KEY: 'value' }, port: 8080, min_scale: 0,
    secret_environment_variables: [{ key: 'SECRET', value: 'hidden' }],
    registry_image: 'nginx:latest', health_check: null, timeout: '20s',
    scaling_option: { cpu_usage_threshold: 70 } });
});
after(() => server?.close());

describe('serverless deploy', () => {
  test('finds and waits for its namespace', async () => {
    assert.equal((await api.waitNamespaceIsReady(namespace.id)).id,
      namespace.id);
    assert.equal((await api.getNamespaceFromList('plugin', project)).id,
      namespace.id);
    assert.equal(await api.getNamespaceFromList('none', project), undefined);
    assert.deepEqual((await api.listNamespaces(project))
      .map(({ id }) => id), [namespace.id]);
    await api.updateNamespace(namespace.id, { environment_variables:
      { A: 'b' }, secret_environment_variables: [] });
    assert.deepEqual((await api.getNamespace(namespace.id))
      .environment_variables, { A: 'b' });
  });

  test('finds, changes, deploys and waits for its containers', async () => {
    const { id } = container;
    assert.deepEqual(container.scaling_option, { cpu_usage_threshold: 70 });
    assert.deepEqual((await api.listContainers(namespace.id)).map((c) => c.id),
      [id]);
    const changed = await api.updateContainer(id, { redeploy: false,
      health_check: { failure_threshold: 5, interval: '30s',
        http: { path: '/up' } } });
    assert.deepEqual(changed.health_check, { failure_threshold: 5,
      interval: '30s', http: { path: '/up' } });
    assert.equal((await api.deployContainer(id)).status, 'ready');
    assert.equal((await api.waitForContainer(id)).id, id);
    assert.deepEqual((await api.waitContainersAreDeployed(namespace.id))
      .map(({ domain_name }) => domain_name), ['private-one.localhost']);
  });

  test('sees no containers of other namespaces', async () => {
    const other = await api.createNamespace({ name: 'other',
      project_id: project });
    assert.deepEqual(await api.listContainers(other.id), []);
    await api.deleteNamespace(other.id);
  });
});

describe('serverless jwt', () => {
  test('prints a token for the namespace and each private container',
    async () => {
      const lines = [];
      const command = Object.assign(connect(), getJwt, {
        namespaceName: 'plugin', tokenExpirationDate: NEXT_YEAR,
        provider: { getScwProject: () => project },
        serverless: { cli: { log: (line) => lines.push(line) } } });
      await command.getJwt();

      assert.equal(lines.length, 2);
      for (const line of lines) {
        const token = line.split('\n')[1];
        assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
        assert.equal((await server.visit(
          container.domain_name, token)).status, 200);
      }
      assert.equal(claimsOf(lines[0].split('\n')[1]).exp,
        Math.floor(Date.parse(NEXT_YEAR) / 1000));
    });

  test('each call issues a token that is listed and can be deleted',
    async () => {
      for (const [call, id, scope] of [
        ['issueJwtNamespace', namespace.id, 'namespace_id'],
        ['issueJwtContainer', container.id, 'container_id'],
        ['issueJwtFunction', container.id, 'container_id']]) {
        const { token } = await api[call](id, NEXT_YEAR);
        const { json } = await server.api('GET',
          `/tokens/${claimsOf(token).jti}`);
        assert.equal(json[scope], id, call);
        assert.equal(json.description, 'issued by issue-jwt');
        const visit = () => server.visit(container.domain_name, token);
        assert.equal((await visit()).status, 200);
        await server.api('DELETE', `/tokens/${json.id}`);
        assert.equal((await visit()).status, 403);
      }
    });

  test('what is refused arrives with its reason', async () => {
    await assert.rejects(api.issueJwtContainer(UNKNOWN, NEXT_YEAR),
      (error) => error.response.status === 404);
    await assert.rejects(api.issueJwtContainer(container.id, 'tomorrow'),
      /expiration_date: must be an RFC 3339 time/);
    await assert.rejects(connect(UNKNOWN).issueJwtContainer(container.id,
      NEXT_YEAR), (error) => error.response.status === 401);
  });
});

test('serverless remove: what is deleted is gone', async () => {
  assert.equal((await api.deleteContainer(container.id)).status, 'deleting');
  assert.equal(await api.waitForContainer(container.id), null);
  await api.deleteNamespace(namespace.id);
  assert.equal(await api.waitNamespaceIsDeleted(namespace.id), true);
});
