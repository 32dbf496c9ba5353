// SPDX-License-Identifier: ISC
// English: users, applications, groups, policies, API keys, projects.
export default {
  'iam.title': 'IAM',
  'iam.page': '{section}, IAM',
  'iam.lead': 'Who may do what: policies give users, applications and groups ' +
    'their permissions.',
  'iam.none': 'None',
  'iam.edit': 'Edit',
  'iam.created': 'Created.',
  'iam.saved': 'Saved.',
  'iam.deleted': '{name}: done.',

  'kind.user': 'User {name}',
  'kind.application': 'Application {name}',
  'kind.group': 'Group {name}',
  'kind.nobody': 'Nobody',

  'users.title': 'Users',
  'users.search': 'Search users',
  'users.none': 'No user yet',
  'users.none-hint': 'A user is a person who can sign in.',
  'users.username': 'User name',
  'users.username-hint': '2 to 64 letters, digits and @ . _ -',
  'users.email': 'E-mail',
  'users.email-hint': 'Optional. No mail is ever sent.',
  'users.password': 'Password',
  'users.password-hint': 'Without one the user cannot sign in yet. 8 ' +
    'characters at least.',
  'users.state': 'State',
  'users.owner': 'Owner',
  'users.active': 'Active',
  'users.locked': 'Locked',
  'users.last-login': 'Last sign-in',
  'users.create': 'Create user',
  'users.edit': 'Edit user',
  'users.reset': 'Reset password',
  'users.reset-title': 'Reset the password of {name}',
  'users.reset-lead': 'The sessions of this user end. Say the new password ' +
    'to nobody else.',
  'users.reset-done': 'Password set. The sessions of this user have ended.',
  'users.lock': 'Lock user',
  'users.lock-title': 'Lock {name}?',
  'users.lock-lead': 'The sessions of this user end, and its API keys are ' +
    'refused until it is unlocked.',
  'users.locked-done': 'The user is locked.',
  'users.unlock': 'Unlock user',
  'users.unlock-title': 'Unlock {name}?',
  'users.unlock-lead': 'The user can sign in again, and its API keys work ' +
    'again.',
  'users.unlocked-done': 'The user is unlocked.',
  'users.delete': 'Delete user',
  'users.delete-title': 'Delete user {name}?',
  'users.stops': '{name} is signed out at once and cannot sign in any more; ' +
    'all its API keys stop working. Policies and tokens stay.',
  'users.owner-only': 'Only the Owner changes the Owner.',
  'users.self': 'This is you. Your password and sessions are under your ' +
    'name, above.',

  'applications.title': 'Applications',
  'applications.search': 'Search applications',
  'applications.none': 'No application yet',
  'applications.none-hint': 'An application is a program that calls the API ' +
    'or private containers: with API keys, and with what its policies allow.',
  'applications.keys': 'API keys',
  'applications.create': 'Create application',
  'applications.edit': 'Edit application',
  'applications.delete': 'Delete application',
  'applications.delete-title': 'Delete application {name}?',
  'applications.stops': {
    one: 'Its {count} API key stops working at once, and it leaves its ' +
      'groups. Its policies stay, for nobody.',
    other: 'Its {count} API keys stop working at once, and it leaves its ' +
      'groups. Its policies stay, for nobody.',
  },

  'groups.title': 'Groups',
  'groups.search': 'Search groups',
  'groups.none': 'No group yet',
  'groups.none-hint': 'The members of a group, users and applications, may ' +
    'do what the policies of the group allow.',
  'groups.create': 'Create group',
  'groups.edit': 'Edit group',
  'groups.members': 'Members',
  'groups.member': 'Member',
  'groups.no-members': 'Nobody is in this group yet.',
  'groups.all-in': 'Everybody is in this group.',
  'groups.add': 'Add member',
  'groups.add-title': 'Add a member to {name}',
  'groups.added': 'Added.',
  'groups.member.delete': 'Remove',
  'groups.member.delete-title': 'Remove {name}?',
  'groups.member.stops': 'What the policies of {group} allow, this member ' +
    'may do no more, unless another policy allows it.',
  'groups.delete': 'Delete group',
  'groups.delete-title': 'Delete group {name}?',
  'groups.stops': {
    one: 'What its policies allow, its {count} member may do no more. The ' +
      'policies stay, for nobody.',
    other: 'What its policies allow, its {count} members may do no more. The ' +
      'policies stay, for nobody.',
  },

  'policies.title': 'Policies',
  'policies.search': 'Search policies',
  'policies.none': 'No policy yet',
  'policies.none-hint': 'A policy gives a user, an application or a group ' +
    'permission sets. Without one, only the Owner may do anything.',
  'policies.principal': 'For',
  'policies.principal-hint': 'Who gets what the rules of this policy allow.',
  'policies.sets': 'Permission sets',
  'policies.no-sets': 'None yet',
  'policies.count': { one: '{count} set', other: '{count} sets' },
  'policies.create': 'Create policy',
  'policies.edit': 'Edit policy',
  'policies.delete': 'Delete policy',
  'policies.delete-title': 'Delete policy {name}?',
  'policies.stops': 'It is for: {name}. What it allows may be done no more, ' +
    'from the next request on, unless another policy allows it.',
  'policies.belongs': 'Permissions',

  'rules.title': 'Rules',
  'rules.none': 'No rule yet: this policy allows nothing.',
  'rules.sets': 'Permission sets',
  'rules.where': 'Where',
  'rules.projects': 'Projects',
  'rules.all': 'All projects',
  'rules.all-hint': 'Namespaces, containers and tokens, also in projects ' +
    'made later.',
  'rules.some': 'Some projects',
  'rules.some-hint': 'Namespaces, containers and tokens of those that you ' +
    'choose.',
  'rules.organization': 'The organization',
  'rules.organization-hint': 'Users, applications, groups, policies, API ' +
    'keys and projects.',
  'rules.add': 'Add rule',
  'rules.edit': 'Edit rule',
  'rules.delete': 'Delete rule',
  'rules.delete-title': 'Delete the rule {name}?',
  'rules.stops': '{name}, in: {place}. What it allows may be done no more, ' +
    'unless another rule allows it.',
  'rules.needs-set': 'Choose one at least.',
  'rules.needs-project': 'Choose one at least.',

  'keys.title': 'API keys',
  'keys.search': 'Search API keys',
  'keys.none': 'No API key yet',
  'keys.none-hint': 'With the secret of an API key, a user or application ' +
    'calls the API, and the private containers that its policies allow.',
  'keys.own-only': 'These are your own. To see those of others, your ' +
    'policies lack the permission set IAMReadOnly.',
  'keys.access-key': 'Access key',
  'keys.bearer': 'Bearer',
  'keys.bearer-hint': 'The key may do what its bearer may.',
  'keys.expires': 'Expires',
  'keys.expires-hint': 'It can be deleted before.',
  'keys.days': {
    one: 'In {count} day: {when}',
    other: 'In {count} days: {when}',
  },
  'keys.no-expiry': 'Never: whoever finds it can use it until it is deleted',
  'keys.never-expires': 'Never',
  'keys.expired': 'Expired',
  'keys.create': 'Create API key',
  'keys.edit': 'Edit API key',
  'keys.delete': 'Delete API key',
  'keys.delete-title': 'Delete API key {name}?',
  'keys.stops': 'Whatever uses {key} is refused from its next request on, by ' +
    'the API and by every private container.',
  'keys.made': 'API key created',
  'keys.once': 'This secret key will not be shown again. It is only ' +
    'available for copy once: store it now.',
  'keys.secret': 'Secret key',
  'keys.copy': 'Copy secret key',
  'keys.access': 'Its access key, which is no secret: {key}',
  'keys.example': 'Try it',
  'keys.copy-line': 'Copy command',

  'projects.title': 'Projects',
  'projects.search': 'Search projects',
  'projects.none': 'No project',
  'projects.none-hint': 'A project holds namespaces, and rules can be given ' +
    'on it.',
  'projects.default': 'Default',
  'projects.create': 'Create project',
  'projects.edit': 'Edit project',
  'projects.delete': 'Delete project',
  'projects.delete-title': 'Delete project {name}?',
  'projects.stops': 'Rules that name it no longer do. A project that has ' +
    'namespaces cannot be deleted.',
};
