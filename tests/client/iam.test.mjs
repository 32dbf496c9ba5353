// SPDX-License-Identifier: ISC
// Scaleway's published SDK of IAM for JavaScript, unmodified, against the whole
// suite.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startServer } from '../server/fixture.mjs';

const require = createRequire(join(process.env.GATEHOUSE_NODE, 'package.json'));
const { createClient, Errors } = require('@scaleway/sdk-client');
const { Containerv1beta1 } = require('@scaleway/sdk-container');
const { Iamv1alpha1 } = require('@scaleway/sdk-iam');
const UNKNOWN = '11111111-1111-4111-8111-111111111111';
const ACCESS_KEY = /^SCW[A-Z0-9]{17}$/;

let server, api, organizationId;

// A client as a user has it who sourced owner.env, with `settings` changed.
function client(settings = {}) {
  const { owner } = server;
  return createClient({
    apiURL: `http://127.0.0.1:${server.port}`,
    accessKey: owner.SCW_ACCESS_KEY,
    secretKey: owner.SCW_SECRET_KEY,
    defaultOrganizationId: owner.SCW_DEFAULT_ORGANIZATION_ID,
    defaultProjectId: owner.SCW_DEFAULT_PROJECT_ID,
    defaultRegion: owner.SCW_DEFAULT_REGION, ...settings });
}

const as = ({ accessKey, secretKey }) =>
  new Iamv1alpha1.API(client({ accessKey, secretKey }));

before(async () => {
  server = await startServer();
  api = new Iamv1alpha1.API(client());
  organizationId = server.owner.SCW_DEFAULT_ORGANIZATION_ID;
});
after(() => server?.close());

// Everything that the SDK reads has arrived, dates as dates.
function assertWhole(object, missing = []) {
  for (const [name, value] of Object.entries(object))
    assert.equal(value === undefined, missing.includes(name), name);
  assert.ok(object.createdAt instanceof Date);
  assert.ok(object.updatedAt instanceof Date);
}

test('applications: create, get, update, list, delete', async () => {
  const made = await api.createApplication(
    { name: 'app1', description: 'd', tags: ['t'] });
  assertWhole(made);
  assert.equal(made.organizationId, organizationId);
  const { id: applicationId } = made;
  assert.deepEqual(await api.getApplication({ applicationId }), made);
  assert.equal((await api.updateApplication(
    { applicationId, description: 'new' })).description, 'new');
  const { applications, totalCount } = await api.listApplications(
    { applicationIds: [applicationId, UNKNOWN], organizationId });
  assert.equal(totalCount, 1);
  assert.deepEqual(applications[0].tags, ['t']);
  assert.match((await api.createApplication({})).name, /^app-/);
  assert.equal(await api.deleteApplication({ applicationId }), undefined);
  await assert.rejects(api.getApplication({ applicationId }),
    { constructor: Errors.ResourceNotFoundError, status: 404 });
});

test('groups: members come and go', async () => {
  const made = await api.createGroup({ name: 'g1', description: '' });
  assertWhole(made);
  const { id: groupId } = made;
  const { id: applicationId } = await api.createApplication({});
  const { users } = await api.listUsers({ organizationId });
  const userId = users[0].id;
  assert.deepEqual((await api.addGroupMember({ groupId, userId })).userIds,
    [userId]);
  assert.deepEqual((await api.addGroupMembers(
    { groupId, applicationIds: [applicationId] })).applicationIds,
  [applicationId]);
  assert.deepEqual((await api.removeGroupMember(
    { groupId, userId })).userIds, []);
  assert.deepEqual((await api.setGroupMembers({ groupId, userIds: [userId],
    applicationIds: [] })).applicationIds, []);
  assert.deepEqual((await api.listGroups({ userIds: [userId] })).groups
    .map(({ id }) => id), [groupId]);
  assert.equal((await api.updateGroup({ groupId, name: 'g2' })).name, 'g2');
  assert.equal((await api.getGroup({ groupId })).name, 'g2');
  assert.equal(await api.deleteGroup({ groupId }), undefined);
});

test('users: create, update, lock, unlock, delete', async () => {
  const member = { email: 'a@b.c', username: 'u1', firstName: 'A',
    lastName: '', locale: '', phoneNumber: '', sendPasswordEmail: false,
    sendWelcomeEmail: false, password: 'three bright lanterns' };
  const made = await api.createUser({ member, tags: ['t'] });
  assertWhole(made, ['lastLoginAt']);
  assert.equal(made.type, 'member');
  assert.equal(made.status, 'activated');
  const { id: userId } = made;
  assert.deepEqual(await api.getUser({ userId }), made);
  assert.equal((await api.updateUser({ userId, lastName: 'B' })).lastName,
    'B');
  assert.equal((await api.updateUserUsername(
    { userId, username: 'u2' })).username, 'u2');
  assert.equal((await api.updateUserPassword(
    { userId, password: 'four bright lanterns' })).id, userId);
  assert.equal((await api.lockUser({ userId })).locked, true);
  assert.equal((await api.unlockUser({ userId })).locked, false);
  assert.deepEqual((await api.listUsers({ type: 'member', tag: 't',
    mfa: false, orderBy: 'username_asc' })).users.map(({ id }) => id),
  [userId]);
  assert.equal(await api.deleteUser({ userId }), undefined);
  const [owner] = (await api.listUsers({ type: 'owner' })).users;
  await assert.rejects(api.deleteUser({ userId: owner.id }),
    { constructor: Errors.PreconditionFailedError, status: 412 });
});

describe('API keys', () => {
  let applicationId;

  before(async () => {
    applicationId = (await api.createApplication({})).id;
  });

  test('create, get, update, list, delete', async () => {
    const expiresAt = new Date('2099-01-01T00:00:00.000Z');
    const made = await api.createAPIKey({ applicationId, expiresAt,
      description: 'd', defaultProjectId: organizationId });
    const { accessKey } = made;
    assertWhole(made, ['userId']);
    assert.match(accessKey, ACCESS_KEY);
    assert.deepEqual(made.expiresAt, expiresAt);
    assert.deepEqual(await api.getAPIKey({ accessKey }),
      { ...made, secretKey: null });
    assert.equal((await api.updateAPIKey(
      { accessKey, description: 'new' })).description, 'new');
    assert.equal((await api.listAPIKeys({ bearerId: applicationId,
      bearerType: 'application', organizationId, expired: false,
      accessKeys: [accessKey] })).apiKeys[0].accessKey, accessKey);
    assert.equal(await api.deleteAPIKey({ accessKey }), undefined);
    await assert.rejects(api.getAPIKey({ accessKey }),
      { constructor: Errors.ResourceNotFoundError, status: 404 });
  });

  test('a key opens what a policy allows, until it is deleted', async () => {
    const key = await api.createAPIKey({ applicationId });
    const containers = new Containerv1beta1.API(client(key));
    const { id } = await new Containerv1beta1.API(client())
      .createNamespace({ name: 'seen' });
    assert.equal((await containers.listNamespaces()).totalCount, 0);
    await api.createPolicy({ name: 'p1', applicationId, rules: [{
      condition: '', permissionSetNames: ['ContainersReadOnly'],
      projectIds: [organizationId] }] });
    assert.equal((await containers.listNamespaces()).totalCount, 1);
    await assert.rejects(containers.deleteNamespace({ namespaceId: id }),
      { constructor: Errors.PermissionsDeniedError, status: 403 });
    await api.deleteAPIKey({ accessKey: key.accessKey });
    await assert.rejects(containers.listNamespaces(),
      { constructor: Errors.DeniedAuthenticationError, status: 401 });
  });

  test('page through all', async () => {
    const { id: bearerId } = await api.createApplication({});
    const made = [];
    for (let i = 0; i < 5; i++)
      made.push((await api.createAPIKey({ applicationId: bearerId }))
        .accessKey);
    assert.deepEqual((await api.listAPIKeys({ bearerId, pageSize: 2 }).all())
      .map(({ accessKey }) => accessKey), made);
    assert.equal((await api.getApplication({ applicationId: bearerId }))
      .nbApiKeys, 5);
  });
});

describe('errors arrive as what they are', () => {
  const { AlreadyExistsError, DeniedAuthenticationError,
    InvalidArgumentsError, PermissionsDeniedError,
    ResourceNotFoundError } = Errors;
  const cases = {
    'a name that is taken': [AlreadyExistsError, 409, async () => {
      await api.createGroup({ name: 'taken' });
      await api.createGroup({ name: 'taken' });
    }],
    'a name that breaks the rules': [InvalidArgumentsError, 400,
      () => api.createGroup({ name: 'a/b' })],
    'a key for nobody': [InvalidArgumentsError, 400,
      () => api.createAPIKey({ description: 'd' })],
    'an organization that is not ours': [ResourceNotFoundError, 404,
      () => api.createGroup({ organizationId: UNKNOWN })],
    'an access key that is not there': [ResourceNotFoundError, 404,
      () => api.getAPIKey({ accessKey: 'SCWABCDEFGHIJKLMNOPQ' })],
    'an unknown secret': [DeniedAuthenticationError, 401,
      () => as({ accessKey: 'SCWABCDEFGHIJKLMNOPQ', secretKey: UNKNOWN })
        .listUsers()],
    'who has no right': [PermissionsDeniedError, 403, async () => {
      const { id: applicationId } = await api.createApplication({});
      await as(await api.createAPIKey({ applicationId })).listUsers();
    }],
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
});
