// Text that somebody else chose: isolated from the text around it, with invisible characters shown as escapes.
import { clip, pieces } from './format.js';
import { html } from './lib.js';

const LONGEST = 2000;

/** A piece of event text. A `path` may be broken after its signs rather than within its words. */
export function Text({ value, max = LONGEST, class: name = undefined, path = false }) {
  const parts = pieces(clip(value, max));
  return html`<bdi class=${name}>${parts.map((part) =>
    part.escape ? html`<span class="escape">${part.text}</span>` : path ? breakable(part.text) : part.text)}</bdi>`;
}

function breakable(/** @type {string} */ text) {
  return text.split(/(?<=[._\]/-])/).map((piece, at) => (at ? html`<wbr />${piece}` : piece));
}
