// The two times of an event: when it happened, as its sender says, and when it was recorded, which is proved.
import { ask } from './actions.js';
import { count } from './format.js';
import { html } from './lib.js';
import { address, axis, elsewhere, filters } from './state.js';

const CHOICES = /** @type {const} */ ([
  ['occurred', 'Happened', 'By the time at which events happened, as their senders say'], ['recorded', 'Recorded', 'By the time at which events were recorded, which is proved'],
]);

export function AxisSwitch() {
  return html`<div class="segments axis" role="group" aria-label="Time that counts">
    ${CHOICES.map(([value, label, title]) => html`
      <button type="button" aria-pressed=${axis.value === value} title=${title} onClick=${() => ask({ axis: value })}>${label}</button>`)}
  </div>`;
}

/** What the other time has in the range, as links that lead there. */
export function Elsewhere() {
  if (!elsewhere.value.length) return null;
  return html`<p class="elsewhere" role="status">${elsewhere.value.map((each) => html`<${More} ...${each} />`)}</p>`;
}

function More({ count: more, bound, axis: other }) {
  const wanted = { filters: [...filters.value, bound], axis: other };
  const when = bound.op === '<' ? 'before' : 'after';
  const one = more === 1n;
  const text = other === 'recorded' ? `${one ? 'was' : 'were'} recorded in this range but happened ${when} it`
    : `happened in this range but ${one ? 'was' : 'were'} recorded ${when} it`;
  const onClick = (/** @type {MouseEvent} */ clicked) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
    clicked.preventDefault();
    ask(wanted);
  };
  return html`<a class="link" href=${address({ ...wanted, event: null })} onClick=${onClick}>${count(more)} more ${text}</a>`;
}
