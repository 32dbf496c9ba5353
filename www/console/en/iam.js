// SPDX-License-Identifier: ISC
// English: users, applications, groups, policies, API keys.
export default {
  'iam.title': 'Identity and access',
  'iam.lead': 'Who may do what.',
};
