// SPDX-License-Identifier: ISC
// English: what all pages share.
export default {
  'title': '{page} - Gatehouse',
  'nav': 'Sections',
  'nav.containers': 'Containers',
  'nav.iam': 'IAM',
  'nav.account': 'Your account, {name}',
  'crumbs': 'Where you are',
  'cancel': 'Cancel',
  'name': 'Name',
  'description': 'Description',
  'created': 'Created',
  'id': 'Id',
  'status': 'Status',
  'actions': 'Actions',
  'settings': 'Settings',
  'save': 'Save',
  'all': 'All',
  'never': 'Never',
  'you': 'you',
  'irreversible': 'This action is irreversible.',

  'sign-in': 'Sign in',
  'sign-in.title': 'Sign in',
  'sign-in.hint': 'To make tokens for private containers, and to delete them.',
  'sign-in.username': 'User name',
  'sign-in.password': 'Password',
  'sign-in.again': 'Sign in again',
  'sign-in.ended': 'Your session has ended. Nothing was lost: sign in, and ' +
    'what you were doing goes on.',
  'sign-out': 'Sign out',

  'missing.title': 'There is nothing here',
  'missing.home': 'To the containers',
  'problem.title': 'That did not work',
  'problem.again': 'Try again',
  'missing-set': 'You may not change this: it needs the Owner, or a policy ' +
    'with the permission set {set}.',
  'missing-read': 'You may not see this: it needs the Owner, or a policy ' +
    'with the permission set {set}.',

  'error.lost': 'The server cannot be reached. Nothing that you typed is ' +
    'lost; please try again when the connection is back.',
  'error.unreachable': 'The container gave no answer that this browser may ' +
    'read.',
  'error.session': 'Your session has ended. Please sign in.',
  'error.password': 'User name or password is wrong, or the user is locked.',
  'error.pause': {
    one: 'Too many attempts. Please wait {count} second.',
    other: 'Too many attempts. Please wait {count} seconds.',
  },
  'error.forbidden': 'You may not do this.',
  'error.forbidden-set': 'You may not do this: your policies lack the ' +
    'permission set {set}.',
  'error.missing': 'It does not exist, or no longer, or you may not see it.',
  'error.taken': 'That name is taken.',
  'error.invalid': 'The server did not understand this request.',
  'error.said': 'The server says: {words}.',
  'error.server': 'The server has a problem. Please try again in a moment.',
  'error.console': 'The console has a fault. Please load this page again.',

  'field.count': '{length} of {longest}',
  'field.longest': {
    one: 'At most {count} character',
    other: 'At most {count} characters',
  },
  'field.error': '{label}: {words}',
  'form.wrong': 'Please look at this again:',

  'list.asc': '{caption}, sorted by {column}, ascending',
  'list.desc': '{caption}, sorted by {column}, descending',
  'list.count': '{count} of {total}',
  'list.filter': 'Filter',
  'list.pages': 'Pages of this list',
  'list.previous': 'Previous',
  'list.next': 'Next',
  'list.part': 'Page {part} of {last}',

  'copy.done': 'Copied',
  'copy.hide': 'Hide',
  'copy.show': 'Show',
  'copy.by-hand': 'It is selected: press Ctrl+C',
  'once.not-copied': 'It was not copied yet, and cannot be shown again.',
  'once.leave': 'Close without copying',
  'once.done': 'Done',
  'time.now': 'just now',
};
