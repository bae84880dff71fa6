// A JSON tree with line numbers, digit for digit as it was recorded.
import { clip, pieces } from './format.js';
import { html, useState } from './lib.js';

/** @typedef {import('./exact.js').Node} Node */

const LINES = 1000;
const STRING = 2000;

/** @typedef {{depth: number, key?: string, node?: Node, mark?: string, comma: boolean}} Line */

/** @returns {Line[]} */
function linesOf(/** @type {Node} */ root) {
  /** @type {Line[]} */
  const lines = [];
  const walk = (/** @type {Node} */ node, /** @type {number} */ depth, /** @type {string | undefined} */ key, /** @type {boolean} */ comma) => {
    /** @type {[string | undefined, Node][]} */
    const inner = node.kind === 'object' ? node.entries : node.kind === 'array' ? node.items.map((item) => [undefined, item]) : [];
    const [left, right] = node.kind === 'object' ? '{}' : '[]';
    if (node.kind !== 'object' && node.kind !== 'array') {
      lines.push({ depth, key, node, comma });
    } else if (inner.length === 0) {
      lines.push({ depth, key, mark: left + right, comma });
    } else {
      lines.push({ depth, key, mark: left, comma: false });
      inner.forEach(([name, child], at) => walk(child, depth + 1, name, at < inner.length - 1));
      lines.push({ depth, mark: right, comma });
    }
  };
  walk(root, 0, undefined, false);
  return lines;
}

export function Json({ node }) {
  const [all, setAll] = useState(false);
  const lines = linesOf(node);
  const shown = all ? lines : lines.slice(0, LINES);
  return html`<div class="json" translate="no">
    <ol>${shown.map((line) => html`<li class=${`depth-${Math.min(line.depth, 16)}`}><${JsonLine} line=${line} /></li>`)}</ol>
    ${shown.length < lines.length && html`<button type="button" class="button" onClick=${() => setAll(true)}>Show all ${lines.length} lines</button>`}
  </div>`;
}

function JsonLine({ line }) {
  const key = line.key === undefined ? '' : html`<${Source} class="json-key" text=${JSON.stringify(line.key)} />: `;
  const value = line.node ? html`<${Source} class=${`json-${line.node.kind}`} text=${line.node.text} />` : line.mark;
  return html`${key}${value}${line.comma ? ',' : ''}`;
}

/** A token as it stands in the source. */
function Source({ text, class: name }) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? text : clip(text, STRING);
  return html`<bdi class=${name}>${pieces(shown).map((part) =>
    part.escape ? html`<span class="escape">${part.text}</span>` : part.text)}</bdi>${shown.length < text.length
      && html` <button type="button" class="link-button" onClick=${() => setWhole(true)}>show all ${text.length} characters</button>`}`;
}
