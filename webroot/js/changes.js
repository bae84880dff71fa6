// What changed, in whichever of the usual forms an event tells it; pure.
import { isScalar, member, scalarText } from './exact.js';

/** @typedef {import('./exact.js').Node} Node */
/** @typedef {{name: string, before: Node | undefined, after: Node | undefined}} Change */

const PAIRS = [['from', 'to'], ['before', 'after'], ['old', 'new'], ['old_value', 'new_value']];
const WHOLES = [['before', 'after'], ['old', 'new'], ['old_values', 'new_values'], ['from', 'to']];
const MAX_CHANGES = 500;

/** Members of the data that tell of changes, and so say nothing else. */
export const TELLING_CHANGES = new Set(['changes', ...WHOLES.flat()]);

/**
 * The changes that an event's data tells of: `changes` as {field: {from, to}}, {field: [from, to]} or a list of {field,
 * from, to}; or the whole of it `before` and `after`, `old` and `new`, `old_values` and `new_values`.
 * @returns {Change[]}
 */
export function changesOf(/** @type {Node | undefined} */ data) {
  const changes = member(data, 'changes');
  const listed = changes?.kind === 'object' ? changes.entries.flatMap(([name, node]) => change(name, node) ?? [])
    : changes?.kind === 'array' ? changes.items.flatMap((node) => {
      const name = scalarText(member(node, 'field') ?? member(node, 'name') ?? member(node, 'path'));
      return (name && change(name, node)) || [];
    }) : [];
  if (listed.length) return listed.slice(0, MAX_CHANGES);
  for (const [before, after] of WHOLES) {
    const found = differences(data, member(data, before), member(data, after));
    if (found.length) return found.slice(0, MAX_CHANGES);
  }
  return [];
}

/** @returns {Change | null} */
function change(/** @type {string} */ name, /** @type {Node} */ node) {
  if (node.kind === 'array' && node.items.length === 2) return { name, before: node.items[0], after: node.items[1] };
  for (const [before, after] of PAIRS) {
    if (member(node, before) !== undefined || member(node, after) !== undefined) {
      return { name, before: member(node, before), after: member(node, after) };
    }
  }
  return null;
}

/** @returns {Change[]} */
function differences(/** @type {Node | undefined} */ data, /** @type {Node | undefined} */ before, /** @type {Node | undefined} */ after) {
  if (before === undefined || after === undefined) return [];
  if (isScalar(before) && isScalar(after)) {
    const name = ['field', 'setting', 'attribute', 'name', 'key'].map((each) => scalarText(member(data, each))).find(Boolean);
    return before.text === after.text ? [] : [{ name: name ?? 'value', before, after }];
  }
  if (before.kind !== 'object' || after.kind !== 'object') return [];
  const names = [...new Set([...before.entries, ...after.entries].map(([name]) => name))];
  return names.map((name) => ({ name, before: member(before, name), after: member(after, name) }))
    .filter((each) => each.before?.text !== each.after?.text);
}
