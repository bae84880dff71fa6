// One event: what a row shows of it is taken out once, the whole is read again from its text when somebody looks.
import { member, parseExact, scalarText } from './exact.js';
import { isAlarming } from './format.js';
import { outcomeOf, summary } from './summary.js';
import { redactedName, redactionOf } from './redaction.js';

/** @typedef {import('./exact.js').Node} Node */

/**
 * One event as the API returned it. `text` is its JSON, digit for digit. A redacted one has no user and no pairs, and
 * for its type the words that say so. `happened` is when its sender says it did, in UTC to the microsecond, else `timestamp`.
 * @typedef {{id: string, seq: string, timestamp: string, happened: string, type: string, user: string, alarming: boolean,
 *   outcome: import('./summary.js').Outcome | null, pairs: import('./summary.js').Pair[], text: string, redaction: import('./redaction.js').Redaction | null}} Event
 */

/** @returns {Event} */
export function toEvent(/** @type {Node} */ node) {
  const redaction = redactionOf(node);
  const type = redaction ? redactedName(redaction) : scalarText(member(node, 'event_type'));
  const data = member(node, 'variant_data');
  return {
    id: scalarText(member(node, 'id')),
    seq: scalarText(member(node, 'seq')),
    timestamp: scalarText(member(node, 'timestamp')),
    happened: instant(scalarText(member(node, 'occurred_at'))) ?? scalarText(member(node, 'timestamp')),
    type,
    user: scalarText(member(node, 'user_id')),
    alarming: redaction ? !redaction.told : isAlarming(type, data),
    outcome: redaction ? null : outcomeOf(data),
    pairs: summary(data),
    text: node.text,
    redaction,
  };
}

const TIME = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:[0-5]\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

/** A time in RFC 3339 as the service writes times; null when it is none. */
function instant(/** @type {string} */ text) {
  const [, day, clock, digits = '', offset] = TIME.exec(text) ?? [];
  const time = day ? Date.parse(`${day}T${clock}${offset.toUpperCase()}`) : NaN;
  return Number.isNaN(time) ? null : `${new Date(time).toISOString().slice(0, 19)}.${digits.padEnd(6, '0').slice(0, 6)}Z`;
}

/** Whether it is one of those that the service records about itself. */
export function isOwn(/** @type {Event} */ event) {
  return !event.redaction && event.type.startsWith('evident.');
}

/** Whether it tells that somebody read, as each look at the page does where reads are recorded. */
export function isRead(/** @type {Event} */ event) {
  return !event.redaction && event.type === 'evident.events_read';
}

/** The condition that leaves those out. */
export const NOT_OWN = 'event_type!=evident.*';

/** An event from its JSON. */
export function readEvent(/** @type {string} */ text) {
  return toEvent(parseExact(text));
}

/** Those that were looked at last. @type {Map<string, Node>} */
const trees = new Map();
const MAX_TREES = 200;

/** The whole event as a tree. */
export function treeFor(/** @type {Event} */ { text }) {
  let tree = trees.get(text);
  if (!tree) {
    tree = parseExact(text);
    if (trees.size >= MAX_TREES) trees.clear();
    trees.set(text, tree);
  }
  return tree;
}
