// Events whose content was deleted: what the API says of it, in words; pure.
import { member, scalarText } from './exact.js';

/** @typedef {import('./exact.js').Node} Node */
/**
 * `by` is the position of the event that says so. Where `told` is false none does: nobody deleted the content in the
 * way that the service has for it.
 * @typedef {{told: boolean, actor: string, reason: string, by: string}} Redaction
 */

/** What an event says of its own redaction; null when it has its content. @returns {Redaction | null} */
export function redactionOf(/** @type {Node} */ event) {
  const node = member(event, 'redacted');
  if (!node) return null;
  const text = (/** @type {string} */ name) => scalarText(member(node, name));
  return { told: node.kind === 'object', actor: text('actor'), reason: text('reason'), by: text('by') };
}

/** The name that a redacted event has in place of its type. */
export function redactedName(/** @type {Redaction} */ redaction) {
  return redaction.told ? 'content redacted' : 'content missing';
}

/** Why there is no content. */
export function whyRedacted(/** @type {Redaction} */ { told, actor, reason }) {
  return told ? `by ${actor} because “${reason}”` : 'nothing in the log says why: it was tampered with or damaged';
}
