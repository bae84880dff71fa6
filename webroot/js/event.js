// One event: what a row shows of it is taken out once, the whole is read again from its text when somebody looks.
import { member, parseExact, scalarText } from './exact.js';
import { isAlarming, summary } from './format.js';

/** @typedef {import('./exact.js').Node} Node */

/**
 * One event as the API returned it. `text` is its JSON, digit for digit.
 * @typedef {{id: string, seq: string, timestamp: string, type: string, user: string, alarming: boolean,
 *   pairs: import('./format.js').Pair[], text: string}} Event
 */

/** @returns {Event} */
export function toEvent(/** @type {Node} */ node) {
  const type = scalarText(member(node, 'event_type'));
  const data = member(node, 'variant_data');
  return {
    id: scalarText(member(node, 'id')),
    seq: scalarText(member(node, 'seq')),
    timestamp: scalarText(member(node, 'timestamp')),
    type,
    user: scalarText(member(node, 'user_id')),
    alarming: isAlarming(type, data),
    pairs: summary(data),
    text: node.text,
  };
}

/** An event from its JSON. */
export function readEvent(/** @type {string} */ text) {
  return toEvent(parseExact(text));
}

let last = { text: '', node: /** @type {Node} */ ({ kind: 'literal', text: 'null' }) };

/** The whole event as a tree; the last one is remembered. */
export function treeOf(/** @type {Event} */ event) {
  if (last.text !== event.text) last = { text: event.text, node: parseExact(event.text) };
  return last.node;
}
