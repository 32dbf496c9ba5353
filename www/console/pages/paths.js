// SPDX-License-Identifier: ISC
// Where the API has its resources.
import { region } from '../session.js';

const join = (base, segments) =>
  [base, ...segments.map(encodeURIComponent)].join('/');

// Namespaces and containers; tokens are of v1beta1 only.
export const v1 = (...segments) =>
  join(`/containers/v1/regions/${region()}`, segments);
export const v1beta1 = (...segments) =>
  join(`/containers/v1beta1/regions/${region()}`, segments);
export const iam = (...segments) => join('/iam/v1alpha1', segments);
export const account = (...segments) => join('/account/v3', segments);
