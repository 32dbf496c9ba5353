// SPDX-License-Identifier: ISC
// Elements.  What comes from elsewhere is only ever text in them.

// el('a', { href, onclick: f, hidden: false }, 'words', node, [more]):
// functions listen, true is an attribute without value, false, null and
// undefined are none.  Children that are null or false are left out.
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    set(node, key, value);
  node.append(...clean(children));
  return node;
}

function set(node, key, value) {
  if (typeof value === 'function')
    node.addEventListener(key.replace(/^on/, ''), value);
  else if (value === true)
    node.setAttribute(key, '');
  else if (value !== false && value !== null && value !== undefined)
    node.setAttribute(key, value);
}

export function clean(children) {
  return children.flat(Infinity)
    .filter((child) => child !== null && child !== undefined &&
      child !== false && child !== '');
}

let ids = 0;

// An id for what a label or description refers to.
export function newId(word) {
  return `${word}-${++ids}`;
}
