// SPDX-License-Identifier: ISC
// IAM: who may do what.  Its pages by their names, each beginning with iam.
import { reload } from '../session.js';
import { application, applications } from './iam-applications.js';
import { group, groups } from './iam-groups.js';
import { keys } from './iam-keys.js';
import { policies, policy } from './iam-policies.js';
import { projects } from './iam-projects.js';
import { user, users } from './iam-users.js';

const shown = { 'iam': users, 'iam-users': users, 'iam-user': user,
  'iam-applications': applications, 'iam-application': application,
  'iam-groups': groups, 'iam-group': group, 'iam-policies': policies,
  'iam-policy': policy, 'iam-keys': keys, 'iam-projects': projects };

// What one may do is changed by these very pages, and by others meanwhile.
const fresh = (show) => async (place) => {
  await reload();
  return show(place);
};

export const iamPages = Object.fromEntries(
  Object.entries(shown).map(([name, show]) => [name, fresh(show)]));
