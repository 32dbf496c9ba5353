// SPDX-License-Identifier: ISC
// The pages by their names in the address.  Each is a function of the place,
// which answers { title, body }, or a promise of that.
import { account } from './pages/account.js';
import { container } from './pages/container.js';
import { containers } from './pages/containers.js';
import { iamPages } from './pages/iam.js';
import { namespace } from './pages/namespace.js';

export const pages = { containers, namespace, container, account, ...iamPages };
