// SPDX-License-Identifier: ISC
// English: one's own account, and sessions.
export default {
  'account.title': 'Your account',
  'account.username': 'User name',
  'account.email': 'E-mail',
  'account.type': 'You are',
  'account.owner': 'the Owner, who may do everything',
  'account.member': 'a member, who may do what policies allow',
  'account.change': 'Change password',
  'account.change-lead': 'All your other sessions end. API keys and tokens ' +
    'stay.',
  'account.current-password': 'Current password',
  'account.new-password': 'New password',
  'account.repeated': 'New password, again',
  'account.password-hint': '8 characters at least; 15 or more are better. ' +
    'A few words that do not belong together are good.',
  'account.differs': 'is not the same as above',
  'account.wrong': 'is not right',
  'account.changed': 'Password changed. All your other sessions have ended.',

  'sessions.title': 'Sessions',
  'sessions.hint': 'Where you are signed in. End those that you do not know, ' +
    'and change your password then.',
  'sessions.agent': 'Browser',
  'sessions.unknown': 'Unknown',
  'sessions.this': 'This one',
  'sessions.address': 'Address',
  'sessions.began': 'Signed in',
  'sessions.used': 'Last used',
  'sessions.end': 'End session',
  'sessions.end-title': 'End this session?',
  'sessions.stops': 'Whoever uses it, from {address}, must sign in again.',
  'sessions.ended': 'The session has ended.',
  'sessions.sign-out': 'Sign out ends it',
  'sessions.none': 'Signed in nowhere.',
};
