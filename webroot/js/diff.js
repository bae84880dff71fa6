// Before and after: words within long texts, elements within arrays, and whole values else.
import { isScalar, scalarText } from './exact.js';
import { visible } from './format.js';
import { html } from './lib.js';
import { Text } from './text.js';
import { parts, wordParts } from './words.js';

/** @typedef {import('./exact.js').Node} Node */
/** @typedef {import('./words.js').Part} Part */

export function Diff({ changes }) {
  return html`<div class="diff">${changes.map((/** @type {import('./changes.js').Change} */ change) => html`<section aria-label=${visible(change.name)}>
    <h3><${Text} value=${change.name} /></h3><${Difference} ...${change} />
  </section>`)}</div>`;
}

function Difference({ before, after }) {
  if (before?.kind === 'array' && after?.kind === 'array') {
    const found = parts(before.items.map((/** @type {Node} */ item) => item.text), after.items.map((/** @type {Node} */ item) => item.text));
    if (found) return found.map((part) => html`<${Element} part=${part} />`);
  }
  const words = before?.kind === 'string' && after?.kind === 'string' ? wordParts(before.value, after.value) : null;
  return html`<${Side} sign="-" word="before" node=${before} words=${words} /><${Side} sign="+" word="after" node=${after} words=${words} />`;
}

const NAMES = { '-': 'before', '+': 'after', '=': 'same' };

function Element({ part }) {
  const word = { '-': 'removed', '+': 'added', '=': 'kept' }[/** @type {Part} */ (part).sign];
  return html`<p class=${NAMES[part.sign]}><span aria-hidden="true">${part.sign === '=' ? ' ' : part.sign}</span><span class="hidden">${word}: </span><${Text} value=${part.text} /></p>`;
}

function Side({ sign, word, node, words }) {
  if (node === undefined) return null;
  const text = isScalar(node) ? scalarText(node) : node.text;
  const shown = text === '' ? html`<i class="dim">empty</i>`
    : words ? html`<span>${words.map((/** @type {Part} */ part) => (part.sign === '=' ? html`<${Text} value=${part.text} />`
      : part.sign === sign ? html`<mark><${Text} value=${part.text} /></mark>` : ''))}</span>`
      : html`<${Text} value=${text} />`;
  return html`<p class=${word}><span aria-hidden="true">${sign}</span><span class="hidden">${word}: </span>${shown}</p>`;
}
