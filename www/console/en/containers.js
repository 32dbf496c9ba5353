// SPDX-License-Identifier: ISC
// English: namespaces, containers and tokens.
export default {
  'containers.title': 'Containers',
  'containers.lead': 'A namespace holds containers that belong together.',
  'namespaces.none': 'No namespace yet',
  'namespaces.none-hint': 'A namespace holds the containers that belong ' +
    'together, and a token can open all of them.',
  'namespace.name': 'Namespace',
};
