// A JSON tree with line numbers and folds, digit for digit as it was recorded.
import { copy } from './copy.js';
import { clip, pieces } from './format.js';
import { Icon } from './icons.js';
import { html, useState } from './lib.js';
import { say } from './state.js';

/** @typedef {import('./exact.js').Node} Node */

const LINES = 1000;
const STRING = 2000;
const DEEPEST = 16;

/**
 * One line. `end` is the index of the line that closes what this one opens, `inner` how many members it has.
 * @typedef {{depth: number, key?: string, node?: Node, mark?: string, comma: boolean, end?: number, inner?: number, close?: string}} Line
 */

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
      const opening = /** @type {Line} */ ({ depth, key, mark: left, comma, inner: inner.length, close: right });
      lines.push(opening);
      inner.forEach(([name, child], at) => walk(child, depth + 1, name, at < inner.length - 1));
      opening.end = lines.length;
      lines.push({ depth, mark: right, comma });
    }
  };
  walk(root, 0, undefined, false);
  return lines;
}

export function Json({ node }) {
  const [all, setAll] = useState(false);
  const [folded, setFolded] = useState(/** @type {Set<number>} */ (new Set()));
  const lines = linesOf(node);
  const max = all ? lines.length : LINES;
  const shown = [];
  for (let at = 0; at < lines.length && shown.length < max; at++) {
    const line = lines[at];
    const shut = folded.has(at);
    shown.push(html`<${JsonLine} key=${at} number=${at + 1} line=${line} shut=${shut} fold=${() => fold(at)} />`);
    if (shut && line.end) at = line.end;
  }
  const fold = (/** @type {number} */ at) => {
    const other = new Set(folded);
    if (!other.delete(at)) other.add(at);
    setFolded(other);
  };
  const onCopy = async () => say((await copy(node.text)) ? 'JSON copied' : 'This browser does not allow copying here');
  return html`<div class="json" translate="no">
    <button type="button" class="copy-json icon-button small" aria-label="Copy as JSON" title="Copy as JSON" onClick=${onCopy}><${Icon} name="copy" size=${14} /></button>
    <ol>${shown}</ol>
    ${shown.length >= max && max < lines.length && html`<button type="button" class="button" onClick=${() => setAll(true)}>Show all ${lines.length} lines</button>`}
  </div>`;
}

function JsonLine({ line, number, shut, fold }) {
  const key = line.key === undefined ? '' : html`<${Source} class="json-key" text=${JSON.stringify(line.key)} />: `;
  const value = line.node ? html`<${Source} class=${`json-${line.node.kind}`} text=${line.node.text} />` : line.mark;
  const comma = line.comma && (!line.end || shut) ? ',' : '';
  return html`<li class=${`depth-${Math.min(line.depth, DEEPEST)}`}><span class="line-number" aria-hidden="true">${number}</span>
    ${line.end && html`<button type="button" class="fold" aria-expanded=${!shut} aria-label=${`${shut ? 'Unfold' : 'Fold'} line ${number}`} onClick=${fold}><${Icon} name="caret" size=${10} /></button>`}${key}${value}${shut
      && html`<span class="dim"> ${line.inner} … </span>${line.close}`}${comma}</li>`;
}

/** A token as it stands in the source. */
function Source({ text, class: name }) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? text : clip(text, STRING);
  return html`<bdi class=${name}>${pieces(shown).map((part) =>
    part.escape ? html`<span class="escape">${part.text}</span>` : part.text)}</bdi>${shown.length < text.length
      && html` <button type="button" class="link-button" onClick=${() => setWhole(true)}>show all ${text.length} characters</button>`}`;
}
