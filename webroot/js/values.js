// The values of any field of an event, for the columns of the list; pure.
import { isScalar, member } from './exact.js';
import { treeFor } from './event.js';
import { keysOf } from './facetpaths.js';

/** @typedef {import('./exact.js').Node} Node */
/** @typedef {import('./event.js').Event} Event */

const OWN = new Set(['event_type', 'user_id', 'occurred_at', 'source', 'tenant', 'dedup_key', 'id', 'seq', 'timestamp']);
const MAX_SHOWN = 5;

/** The scalars at a field, as conditions find them: at the top of the event or in its data, in every element of arrays. */
export function valuesAt(/** @type {Event} */ event, /** @type {string} */ field) {
  const keys = keysOf(field);
  const tree = treeFor(event);
  if (keys[0] === 'variant_data' || (OWN.has(keys[0]) && keys.length === 1)) return leaves(tree, keys);
  const inData = leaves(member(tree, 'variant_data'), keys);
  return inData.length || OWN.has(keys[0]) ? inData : leaves(tree, keys);
}

/** @returns {Node[]} */
function leaves(/** @type {Node | undefined} */ node, /** @type {string[]} */ keys) {
  if (node === undefined) return [];
  if (node.kind === 'array') return node.items.flatMap((item) => leaves(item, keys)).slice(0, MAX_SHOWN);
  if (!keys.length) return isScalar(node) ? [node] : [];
  return leaves(member(node, keys[0]), keys.slice(1));
}
