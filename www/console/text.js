// SPDX-License-Identifier: ISC
// All words of the console.  A language is a folder of tables like en/, named
// here; a key that it lacks is an error, not an English word.
import account from './en/account.js';
import common from './en/common.js';
import containers from './en/containers.js';
import iam from './en/iam.js';

const table = { ...common, ...containers, ...iam, ...account };
export const language = 'en';

// How its readers here write dates and numbers.
export const locale = navigator.languages.find(
  (name) => name.split('-')[0] === language) ?? 'en-GB';

const plural = new Intl.PluralRules(language);

// An entry with plural forms is an object by Intl.PluralRules, and chosen by
// the value `count`.
function find(key, values) {
  const entry = table[key];
  if (entry === undefined)
    throw new Error(`there is no text "${key}"`);
  return typeof entry === 'string' ? entry
    : entry[plural.select(values.count)];
}

// The text of a key as an array, in which {name} is values.name: a string,
// number or node.
export function parts(key, values = {}) {
  return find(key, values).split(/\{(\w+)\}/)
    .map((part, i) => i % 2 === 0 ? part : shown(values[part], key, part))
    .filter((part) => part !== '');
}

function shown(value, key, name) {
  if (value === undefined)
    throw new Error(`the text "${key}" wants {${name}}`);
  return typeof value === 'number'
    ? new Intl.NumberFormat(locale).format(value) : value;
}

// The same as one string.
export function text(key, values) {
  return parts(key, values).join('');
}
