// SPDX-License-Identifier: ISC
// What one says of a container, when it is made and later.
import { text } from '../text.js';
import { checkField, textField } from '../ui/field.js';

const LONGEST = 255; // characters of a description

const hostOf = ({ public_endpoint: url }) => url ? new URL(url).hostname : '';

function privacyField({ privacy = 'private' }) {
  const field = checkField({ name: 'privacy', role: 'switch',
    label: text('container.private'), hint: text('container.switch'),
    value: privacy === 'private' });
  return { ...field, value: () => field.value() ? 'private' : 'public' };
}

// The fields of a container as it is; of one to be made without `it`.
export function containerFields(it = {}) {
  return [privacyField(it),
    textField({ name: 'domain_name', label: text('container.host'),
      hint: text(it.id ? 'container.host-hint' : 'container.host-new'),
      value: hostOf(it), autocapitalize: 'none', spellcheck: 'false',
      autocomplete: 'off' }),
    textField({ name: 'description', label: text('description'),
      value: it.description ?? '', longest: LONGEST, autocomplete: 'off' }),
    ...it.id ? [corsField(it)] : []];
}

function corsField({ cors_origin: origin = '' }) {
  return textField({ name: 'cors_origin', label: text('container.cors'),
    hint: text('container.cors-hint', { origin: location.origin }),
    value: origin, type: 'url', autocomplete: 'off' });
}
