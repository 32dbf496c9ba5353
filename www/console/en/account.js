// SPDX-License-Identifier: ISC
// English: one's own account.
export default {
  'account.title': 'Your account',
  'account.username': 'User name',
  'account.id': 'Id',
};
