// Before and after, from variant_data.changes.
import { isScalar, member, scalarText } from './exact.js';
import { visible } from './format.js';
import { html } from './lib.js';
import { Text } from './text.js';

/** @typedef {import('./exact.js').Node} Node */
/** @typedef {{name: string, before: Node | undefined, after: Node | undefined}} Change */

const PAIRS = [['from', 'to'], ['before', 'after'], ['old', 'new']];

/** The changes that an event tells of: {field: {from, to}}, or a list of {field, from, to}. @returns {Change[]} */
export function changesOf(/** @type {Node | undefined} */ data) {
  const changes = member(data, 'changes');
  if (changes?.kind === 'object') return changes.entries.flatMap(([name, node]) => change(name, node) ?? []);
  if (changes?.kind === 'array') {
    return changes.items.flatMap((node) => {
      const name = scalarText(member(node, 'field') ?? member(node, 'name'));
      return (name && change(name, node)) || [];
    });
  }
  return [];
}

/** @returns {Change | null} */
function change(/** @type {string} */ name, /** @type {Node} */ node) {
  for (const [before, after] of PAIRS) {
    if (member(node, before) !== undefined || member(node, after) !== undefined) {
      return { name, before: member(node, before), after: member(node, after) };
    }
  }
  return null;
}

export function Diff({ changes }) {
  return html`<div class="diff">${changes.map((/** @type {Change} */ { name, before, after }) => html`<section aria-label=${visible(name)}>
    <h3><${Text} value=${name} /></h3>
    <${Side} sign="-" word="before" node=${before} /><${Side} sign="+" word="after" node=${after} />
  </section>`)}</div>`;
}

function Side({ sign, word, node }) {
  if (node === undefined) return null;
  const text = isScalar(node) ? scalarText(node) : node.text;
  return html`<p class=${word}><span aria-hidden="true">${sign}</span><span class="hidden">${word}: </span>${text === '' ? html`<i class="dim">empty</i>` : html`<${Text} value=${text} />`}</p>`;
}
