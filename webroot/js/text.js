// Text that somebody else chose: isolated from the text around it, with invisible characters shown as escapes.
import { clip, pieces } from './format.js';
import { html } from './lib.js';

const LONGEST = 2000;

/** A piece of event text. */
export function Text({ value, max = LONGEST, class: name = undefined }) {
  const parts = pieces(clip(value, max));
  return html`<bdi class=${name}>${parts.map((part) =>
    part.escape ? html`<span class="escape">${part.text}</span>` : part.text)}</bdi>`;
}
