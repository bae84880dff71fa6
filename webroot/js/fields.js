// The leaves of an event by their paths. Each can be included, excluded, searched for everywhere, copied.
import { ask, at, touching, withFilter } from './actions.js';
import { copy } from './copy.js';
import { isScalar, scalarText } from './exact.js';
import { clip, keyText, stringText, visible } from './format.js';
import { Icon } from './icons.js';
import { html, useState } from './lib.js';
import { address, say } from './state.js';
import { Text } from './text.js';
import { canFilter, fieldName, literal } from './url.js';

/** @typedef {import('./exact.js').Node} Node */
/** @typedef {{path: string, keys: string[], node: Node}} Leaf */

const SHOWN = 200;

/** The leaves of the event itself, then those of its data. */
export function fieldsOf(/** @type {Node} */ root) {
  const own = /** @type {Leaf[]} */ ([]);
  const data = /** @type {Leaf[]} */ ([]);
  const walk = (/** @type {Node} */ node, /** @type {string} */ path, /** @type {string[]} */ keys, /** @type {Leaf[]} */ into) => {
    if (node.kind === 'object' && node.entries.length) {
      for (const [key, child] of node.entries) walk(child, path ? `${path}.${keyText(key)}` : keyText(key), [...keys, key], into);
    } else if (node.kind === 'array' && node.items.length) {
      node.items.forEach((item, at) => walk(item, `${path}[${at}]`, keys, into));
    } else {
      into.push({ path, keys, node });
    }
  };
  if (root.kind === 'object') {
    for (const [key, node] of root.entries) {
      if (key === 'variant_data') walk(node, '', [key], data);
      else walk(node, key, [key], own);
    }
  }
  return { own, data, total: own.length + data.length };
}

/** `redaction` tells that the event redacts others, at the positions in its `seqs`. */
export function Fields({ rows, redaction }) {
  const [all, setAll] = useState(false);
  const data = all ? rows.data : rows.data.slice(0, SHOWN);
  return html`<dl class="fields">${rows.own.map((/** @type {Leaf} */ leaf) => html`<${Field} leaf=${leaf} />`)}</dl>
    ${rows.data.length > 0 && html`<h3>variant_data</h3><dl class="fields">${data.map((/** @type {Leaf} */ leaf) => html`<${Field} leaf=${leaf} redaction=${redaction} />`)}</dl>`}
    ${data.length < rows.data.length && html`<button type="button" class="button" onClick=${() => setAll(true)}>Show all ${rows.data.length} fields</button>`}`;
}

/** A position of the log, as a link to the event that stands there. */
function Position({ seq }) {
  const query = at(seq);
  const onClick = (/** @type {MouseEvent} */ clicked) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
    clicked.preventDefault();
    ask(query);
  };
  return html`<a class="link" href=${address(query)} onClick=${onClick}>${seq}</a>`;
}

function Field({ leaf, redaction }) {
  const { path, keys, node } = leaf;
  const seqs = redaction && keys.join('.') === 'variant_data.seqs' && node.kind === 'number';
  const text = isScalar(node) ? scalarText(node) : node.text;
  return html`<div class="field-row" tabindex="-1"><dt><${Text} value=${path} path=${true} /></dt><dd>
    ${text === '' ? html`<span class="dim">empty</span>` : seqs ? html`<${Position} seq=${text} />` : html`<${Text} class=${text === 'null' ? 'dim' : undefined} value=${keys[0] === 'variant_data' && node.kind === 'string' ? stringText(text) : text} />`}
    ${isScalar(node) && html`<${Actions} field=${fieldName(keys)} keys=${keys} path=${path} text=${text} />`}</dd></div>`;
}

const UNFILTERED = new Set(['id', 'timestamp', 'occurred_at']);

function Actions({ field, keys, path, text }) {
  const filtering = canFilter(keys) && keys[0] !== 'redacted' && !UNFILTERED.has(field) && text.length <= 500;
  const everywhere = touching(text);
  const filter = (/** @type {'=' | '!='} */ op) => ({ filters: withFilter(field, literal(text), op) });
  const onCopy = async () => say((await copy(text)) ? 'Copied' : 'This browser does not allow copying here');
  return html`<span class="field-actions">
    ${filtering && html`<${Step} query=${filter('=')} icon="include" label=${`Only ${path} = ${text}`} />
      <${Step} query=${filter('!=')} icon="exclude" label=${`Exclude ${path} = ${text}`} />`}
    ${everywhere && html`<${Step} query=${everywhere} icon="target" label=${`Everything about ${text}`} />`}
    <button type="button" aria-label=${`Copy ${clip(visible(path), 80)}`} title="Copy" onClick=${onCopy}><${Icon} name="copy" size=${14} /></button>
  </span>`;
}

function Step({ query, icon, label }) {
  const short = clip(visible(label), 80);
  const onClick = (/** @type {MouseEvent} */ clicked) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
    clicked.preventDefault();
    ask(query);
  };
  return html`<a href=${address(query)} aria-label=${short} title=${short} onClick=${onClick}><${Icon} name=${icon} size=${14} /></a>`;
}
