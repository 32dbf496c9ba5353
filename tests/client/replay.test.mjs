// SPDX-License-Identifier: ISC
// What the SDKs for Go and Python were seen to send, byte for byte, but for the
// host, the key, the ids and the year: nulls, unknown_..., bodies of GET and
// DELETE, dates without zone, three regions at once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startServer } from '../server/fixture.mjs';
import { Wire, containerBeta, containerV1, decode, namespaceBeta,
  namespaceV1, token } from './wire.mjs';

const UNKNOWN = '55555555-5555-4555-8555-555555555555';
const BETA = '/containers/v1beta1/regions';
const V1 = '/containers/v1/regions';
// More than one page.
const COUNT = 52;

let server, project, namespace, container;

before(async () => {
  server = await startServer();
  project = server.owner.SCW_DEFAULT_PROJECT_ID;
  namespace = server.namespace('replayed');
  container = server.container(namespace, 'replayed-one');
});
after(() => server?.close());

// The heads, header by header, in the order they were received.
function goHead(method, path, body) {
  return [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${server.port}`,
    'User-Agent: scaleway-sdk-go/v0.0.0 (go1.23.5; linux; amd64) ' +
      'terraform-provider/x terraform/y',
    ...(body ? [`Content-Length: ${Buffer.byteLength(body)}`,
      'Content-Type: application/json'] : []),
    `X-Auth-Token: ${server.owner.SCW_SECRET_KEY}`, 'Accept-Encoding: gzip'];
}

function pythonHead(method, path, body) {
  return [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${server.port}`,
    'user-agent: scaleway-sdk-python/2.0.0', 'Accept-Encoding: gzip, deflate',
    'accept: application/json', 'Connection: keep-alive',
    `x-auth-token: ${server.owner.SCW_SECRET_KEY}`,
    ...(method === 'POST' ?
      ['content-type: application/json; charset=utf-8'] : []),
    `Content-Length: ${Buffer.byteLength(body)}`];
}

// A client: its calls one after the other on one connection.
function client(head) {
  let wire;
  return {
    close: () => wire?.close(),
    async call(method, path, body = '', status = 200) {
      wire ??= await Wire.open(server.port);
      const answer = await wire.send(head(method, path, body), body);
      assert.equal(answer.status, status, `${method} ${path} ${body}: ` +
        JSON.stringify(answer.json));
      return answer.json;
    },
  };
}

function assertGone({ type, resource, resource_id }, kind, id) {
  assert.deepEqual([type, resource, resource_id], ['not_found', kind, id]);
}

const ids = ({ tokens }) => tokens.map(({ id }) => id);

describe('Go', () => {
  const go = client(goHead);
  const TOKENS = `${BETA}/fr-par/tokens`;
  const made = [];
  after(() => go.close());

  // scw.WithAllPages: until a page is empty or the count is reached.
  async function allPages(query, region = 'fr-par', { call } = go) {
    const all = [];
    for (let page = 1; ; page++) {
      const list = await call('GET',
        `${BETA}/${region}/tokens?${query}&page=${page}`);
      assert.equal(typeof list.total_count, 'number');
      list.tokens.forEach((one) => decode(token, one));
      all.push(...ids(list));
      if (list.tokens.length === 0 || all.length >= list.total_count)
        return all;
    }
  }

  test('CreateToken, with a local time', async () => {
    const { id, expires_at } = decode(token, await go.call('POST', TOKENS,
      `{"namespace_id":"${namespace}","description":"ci",` +
      '"expires_at":"2096-05-06T16:42:11+02:00"}'));
    assert.equal(expires_at, '2096-05-06T14:42:11Z');
    made.push(id);
    const read = decode(token, await go.call('GET', `${TOKENS}/${id}`));
    assert.equal(read.expires_at, expires_at);
  });

  test('CreateToken for a container, and for nothing', async () => {
    const { id } = decode(token, await go.call('POST', TOKENS,
      `{"container_id":"${container}"}`));
    decode(token, await go.call('DELETE', `${TOKENS}/${id}`));
    assertGone(await go.call('DELETE', `${TOKENS}/${id}`, '', 404), 'token',
      id);
    const { type, details } = await go.call('POST', TOKENS, '{}', 400);
    assert.equal(type, 'invalid_arguments');
    assert.equal(details[0].reason, 'required');
  });

  test('ListTokens: a page, and WithAllPages in both orders', async () => {
    while (made.length < COUNT)
      made.push((await server.createToken({ namespace_id: namespace })).id);
    const query = `namespace_id=${namespace}&order_by=created_at`;
    const first = await go.call('GET', `${TOKENS}?${query}_asc`);
    assert.equal(first.total_count, COUNT);
    assert.ok(first.tokens.length < COUNT);
    assert.deepEqual(await allPages(`${query}_asc`), made);
    assert.deepEqual(await allPages(`${query}_desc`), [...made].reverse());
  });

  test('three regions at once: everything is listed once', async () => {
    const query = `namespace_id=${namespace}&order_by=created_at_asc`;
    const all = await Promise.all(['pl-waw', 'fr-par', 'nl-ams'].map(
      async (region) => {
        const one = client(goHead);
        try {
          return await allPages(query, region, one);
        } finally {
          one.close();
        }
      }));
    assert.deepEqual(all, [[], made, []]);
  });

  test('WaitForToken of a token that is no more', async () => {
    for (let i = 0; i < 3; i++)
      assertGone(await go.call('GET', `${TOKENS}/${UNKNOWN}`, '', 404),
        'token', UNKNOWN);
  });

  // Name, version, its structs, and what is sent for nothing set.
  for (const [version, path, namespaceOf, containerOf, fields] of [
    ['v1beta1', BETA, namespaceBeta, containerBeta,
      '"privacy":"private","protocol":"unknown_protocol",' +
      '"secret_environment_variables":null,' +
      '"http_option":"unknown_http_option","sandbox":"unknown_sandbox",' +
      '"tags":null,"command":null,"args":null}'],
    ['v1', V1, namespaceV1, containerV1,
      '"environment_variables":null,"secret_environment_variables":null,' +
      '"privacy":"private","image":"nginx:latest",' +
      '"protocol":"unknown_protocol","sandbox":"unknown_sandbox",' +
      '"tags":null,"command":null,"args":null}']])
    test(`${version}: create, list and delete, nothing set`, async () => {
      const name = `go-${version}`;
      const unset = version === 'v1' ? '"environment_variables":null,' : '';
      const ids = version === 'v1' ?
        `"project_id":"${project}","name":"${name}",` :
        `"name":"${name}","project_id":"${project}",`;
      const space = decode(namespaceOf, await go.call('POST',
        `${path}/fr-par/namespaces`,
        `{${ids}${unset}"secret_environment_variables":null,"tags":null}`));
      assert.equal((await go.call('GET', `${path}/fr-par/namespaces?` +
        `name=${name}&order_by=created_at_asc`)).namespaces[0].id, space.id);
      const one = decode(containerOf, await go.call('POST',
        `${path}/fr-par/containers`,
        `{"namespace_id":"${space.id}","name":"${name}",${fields}`));
      assert.deepEqual([one.privacy, one.protocol, one.sandbox, one.timeout,
        one.port], ['private', 'http1', 'v2', '300s', 8080]);
      const list = await go.call('GET', `${path}/fr-par/containers?` +
        `namespace_id=${space.id}&order_by=created_at_asc`);
      assert.deepEqual(list, { containers: [one], total_count: 1 });
      assert.equal(decode(containerOf, await go.call('DELETE',
        `${path}/fr-par/containers/${one.id}`)).status, 'deleting');
      assert.equal(decode(namespaceOf, await go.call('DELETE',
        `${path}/fr-par/namespaces/${space.id}`)).status, 'deleting');
      assertGone(await go.call('GET', `${path}/fr-par/namespaces/${space.id}`,
        '', 404), 'namespace', space.id);
    });

  test('v1 UpdateContainer: one field, the others unknown', async () => {
    const path = `${V1}/fr-par/containers/${container}`;
    const before = await go.call('GET', path);
    const after = decode(containerV1, await go.call('PATCH', path,
      '{"timeout":"60.000000000s","privacy":"unknown_privacy",' +
      '"protocol":"unknown_protocol","https_connection_only":true,' +
      '"sandbox":"unknown_sandbox"}'));
    assert.deepEqual(after, { ...before, timeout: '60s',
      https_connections_only: true, updated_at: after.updated_at });
  });

  test('GET /metadata is refused in JSON', async () => {
    await go.call('GET', '/metadata', '', 404);
  });
});

describe('Python', () => {
  const python = client(pythonHead);
  const TOKENS = `${BETA}/fr-par/tokens`;
  let space, made;
  after(() => python.close());

  test('create_namespace and create_container', async () => {
    space = decode(namespaceBeta, await python.call('POST',
      `${BETA}/fr-par/namespaces`, '{"name": "cns-recursing-stonebraker", ' +
      `"project_id": "${project}", "activate_vpc_integration": true}`)).id;
    decode(containerBeta, await python.call('POST',
      `${BETA}/fr-par/containers`,
      `{"namespace_id": "${space}", "name": "c1"}`));
  });

  test('create_token: a naive date is UTC', async () => {
    made = [];
    for (const members of ['"description": "ci", ' +
      '"expires_at": "2096-05-06T14:42:11"',
    '"expires_at": "2096-05-06T14:42:11+00:00"']) {
      const one = decode(token, await python.call('POST', TOKENS,
        `{"namespace_id": "${space}", ${members}}`));
      assert.equal(one.expires_at, '2096-05-06T14:42:11Z');
      made.push(one.id);
    }
  });

  test('get_token, list_tokens: a body on GET', async () => {
    decode(token, await python.call('GET', `${TOKENS}/${made[0]}`, '{}'));
    assert.deepEqual(ids(await python.call('GET',
      `${TOKENS}?namespace_id=${space}`, '{}')), made);
  });

  test('list_tokens_all asks one page too many', async () => {
    const all = [];
    for (let page = 1; page === 1 || all.length > 0; page++) {
      const list = await python.call('GET',
        `${TOKENS}?namespace_id=${space}&page=${page}`, '{}');
      assert.equal(list.total_count, made.length);
      if (list.tokens.length === 0)
        break;
      all.push(...ids(list));
    }
    assert.deepEqual(all, made);
  });

  test('delete_token: a body on DELETE', async () => {
    for (const id of made)
      assert.equal(decode(token, await python.call('DELETE',
        `${TOKENS}/${id}`, '{}')).status, 'deleting');
    assertGone(await python.call('GET', `${TOKENS}/${made[0]}`, '{}', 404),
      'token', made[0]);
  });
});
