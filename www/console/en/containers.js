// SPDX-License-Identifier: ISC
// English: namespaces, containers and tokens.
export default {
  'containers.title': 'Containers',
  'containers.lead': 'Applications behind your web server, in namespaces of ' +
    'those that belong together.',
  'name.search': 'Search by name',

  'namespace': 'Namespace',
  'namespace.tabs': 'Parts of this namespace',
  'namespace.containers': 'Containers',
  'namespace.tokens': 'Tokens',
  'namespace.settings': 'Settings',
  'namespaces.title': 'Namespaces',
  'namespaces.count': { one: '{count} namespace', other: '{count} namespaces' },
  'namespaces.none': 'No namespace yet',
  'namespaces.none-hint': 'A namespace holds the containers that belong ' +
    'together, and a token can open all of them.',
  'namespace.create': 'Create namespace',
  'namespace.name-hint': 'Letters, digits and hyphens, beginning with a ' +
    'letter. It cannot be changed later.',
  'namespace.made': 'The namespace {name} was created',
  'namespace.saved': 'The namespace {name} was saved',
  'namespace.delete': 'Delete namespace',
  'namespace.delete-title': 'Delete namespace {name}?',
  'namespace.delete-stops': 'Its containers and all their tokens are deleted ' +
    'with it. The gate refuses every request to them from then on.',
  'namespace.deleted': 'The namespace {name} was deleted',

  'container': 'Container',
  'container.tabs': 'Parts of this container',
  'container.overview': 'Overview',
  'container.settings': 'Container settings',
  'container.about': 'This container',
  'container.address': 'Address',
  'container.privacy': 'Privacy',
  'container.private': 'Private',
  'container.public': 'Public',
  'container.private-hint': 'A request needs a token.',
  'container.public-hint': 'Every request passes.',
  'container.switch': 'On: the gate lets a request in only with a good ' +
    'X-Auth-Token. Off: the container is public, and everybody may enter.',
  'container.host': 'Host name',
  'container.host-hint': 'Where it answers, without a port. Your web ' +
    'server must know it too.',
  'container.host-new': 'Where it answers. Left empty, it is the name before ' +
    'the domain of this installation.',
  'container.cors': 'Pages that may call it from a browser',
  'container.cors-hint': 'One origin, such as {origin}, whose pages may send ' +
    'an X-Auth-Token (CORS). Empty: none. A token is needed all the same.',
  'containers.count': { one: '{count} container', other: '{count} containers' },
  'container.none': 'No container yet',
  'container.none-hint': 'A container is an application behind your web ' +
    'server. Register it here, and the gate asks for a token at its door.',
  'container.create': 'Create container',
  'container.name-hint': '2 to 34 lower-case letters, digits and hyphens. It ' +
    'cannot be changed later.',
  'container.made': 'The container {name} was created',
  'container.saved': 'The container {name} was saved',
  'container.delete': 'Delete container',
  'container.delete-title': 'Delete container {name}?',
  'container.delete-stops': 'Its tokens are deleted with it, and the gate ' +
    'refuses every request to it. The application itself is left alone.',
  'container.deleted': 'The container {name} was deleted',

  'tokens': 'Tokens',
  'tokens.none': 'No token yet',
  'tokens.none-container': 'A token is a pass for a program: sent as ' +
    'X-Auth-Token, it opens this container until it expires or is deleted.',
  'tokens.none-namespace': 'A token of the namespace opens all of its ' +
    'containers, also those that are made later, until it expires or is ' +
    'deleted.',
  'tokens.container-lead': 'What opens this container: its own tokens, and ' +
    'those of the whole namespace.',
  'tokens.namespace-lead': 'What opens every container of this namespace. ' +
    'Tokens of one container are listed with that.',
  'token.search': 'Search by description or id',
  'token.count': {
    one: '{count} token of {total}',
    other: '{count} tokens of {total}',
  },
  'token.scope': 'Opens',
  'token.of-container': 'This container',
  'token.of-namespace': 'The whole namespace',
  'token.filter-container': 'This container',
  'token.filter-namespace': 'The whole namespace',
  'token.filter-active': 'Active',
  'token.filter-soon': 'Expires within 7 days',
  'token.filter-expired': 'Expired',
  'token.by': 'by {name}',
  'token.expires': 'Expires',
  'token.used': 'Last used',
  'token.active': 'Active',
  'token.soon': 'Expires {when}',
  'token.expired': 'Expired',
  'token.no-description': 'No description',

  'token.generate': 'Generate token',
  'token.example': 'Where it will be used',
  'token.opens-container': 'Opens {name} alone.',
  'token.opens-namespace': 'Opens every container of {name}.',
  'token.expiration': 'Expiration date',
  'token.days': { one: 'In {count} day', other: 'In {count} days' },
  'token.custom': 'Another date',
  'token.day': 'Date',
  'token.day-hint': 'It expires at the end of that day, in your time zone.',
  'token.day-missing': 'choose a date',
  'token.day-past': 'this day is over',
  'token.expires-at': 'Expires {when}',
  'token.no-expiry': 'No expiration date',
  'token.no-expiry-hint': 'Whoever gets hold of it can enter until somebody ' +
    'deletes it here.',

  'token.lost': 'a token of this description was made before the connection ' +
    'was lost, and its text is lost. Close this, load the page again and ' +
    'delete that token, or choose another description',
  'token.made': 'Token generated',
  'token.once': 'The token is only available for copy once, now. Store it ' +
    'safely before you leave this page.',
  'token.token': 'Token',
  'token.copy': 'Copy token',
  'token.use': 'How to use it',
  'token.copy-curl': 'Copy with the token in it',
  'token.no-host': 'https://HOST/',

  'token.delete': 'Delete token',
  'token.delete-one': 'Delete token {name}',
  'token.delete-title': 'Delete token {name}?',
  'token.delete-container': 'The container {name} stops accepting it at the ' +
    'next request.',
  'token.delete-namespace': 'Every container of {name} stops accepting it at ' +
    'the next request.',
  'token.delete-used': 'It was used within the last 24 hours: something still ' +
    'depends on it.',
  'token.deleted': 'The token {name} was deleted',

  'try': 'Try it',
  'try.title': 'Try {name}',
  'try.lead': 'See what this container answers to your browser, with a token ' +
    'and without.',
  'try.hint': 'Your browser asks the container itself, and shows what comes ' +
    'back.',
  'try.request': 'GET {url}',
  'try.token': 'X-Auth-Token',
  'try.token-hint': 'A token, or nothing. It is sent to the container only, ' +
    'and kept nowhere.',
  'try.send': 'Send',
  'try.refused': 'The gate refused it.',
  'try.passed': 'It was let in.',
  'try.other': 'It was let in, and the application answers this.',
  'try.closed': 'A browser sends a token to another host only when that ' +
    'allows it. You can let this container answer pages of {origin}; a token ' +
    'is needed all the same.',
  'try.open': 'Allow this console to call it',
};
