// The conditions of the search as chips: real links that turn a condition around, and a cross that removes it.
import { ask, turned } from './actions.js';
import { visible } from './format.js';
import { Icon } from './icons.js';
import { html } from './lib.js';
import { address, filters, isLocked, stats, wrong } from './state.js';
import { Text } from './text.js';
import { filterText } from './url.js';

const SIGNS = { '=': '=', '!=': '≠', '>=': '≥', '<=': '≤', '>': '>', '<': '<' };
const WORDS = { '=': 'is', '!=': 'is not', '>=': 'is at least', '<=': 'is at most', '>': 'is more than', '<': 'is less than' };

/** `removed` is called after a chip is gone. */
export function Chips({ removed }) {
  const wanted = filters.value;
  const bad = wrong.value;
  if (!wanted.length && !bad.length) return null;
  return html`<ul class="chips" aria-label="Filters">
    ${wanted.map((filter, index) => html`<${Chip} key=${filterText(filter)} filter=${filter} index=${index}
      remove=${() => { ask({ filters: wanted.filter((_, other) => other !== index) }); removed(); }} />`)}
    ${bad.map((text) => html`<li key=${text} class="chip wrong"><${Text} class="chip-value" value=${text} max=${80} />
      <button type="button" aria-label=${visible(`Remove ${text}, which cannot be understood`)}
        onClick=${() => { ask({ wrong: bad.filter((other) => other !== text) }); removed(); }}><${Icon} name="close" size=${12} /></button></li>`)}
  </ul>`;
}

function Chip({ filter, index, remove }) {
  const others = filters.value.with(index, turned(filter));
  const meaning = WORDS[filter.op];
  const before = filters.value[index - 1];
  const or = before?.field === filter.field && before.op === filter.op && /^!?=$/.test(filter.op);
  const unknown = stats.value?.unknown.includes(filter.field);
  const flip = (/** @type {MouseEvent} */ clicked) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
    clicked.preventDefault();
    ask({ filters: others });
  };
  return html`<li class=${`chip${filter.op === '!=' ? ' not' : ''}${unknown ? ' unknown' : ''}`} title=${unknown ? 'No event has this field' : undefined}>
    ${or && html`<span class="chip-or">${filter.op === '=' ? 'or' : 'nor'}</span>`}
    <${Text} class="chip-field" value=${filter.field} max=${60} />
    ${isLocked(filter) ? html`<span class="chip-op">${SIGNS[filter.op]}</span>` : html`<a class="chip-op" href=${address({ filters: others, event: null })} onClick=${flip} title="Turn around"
      aria-label=${`${meaning}; turn around`}>${SIGNS[filter.op]}</a>`}
    <${Text} class="chip-value" value=${filter.value} max=${80} />
    ${isLocked(filter) ? html`<span class="chip-lock" title="Set by the page around this one"><${Icon} name="lock" size=${12} /><span class="hidden">, set by the page around this one</span></span>`
      : html`<button type="button" onClick=${remove} aria-label=${visible(`Remove the filter ${filter.field} ${meaning} ${filter.value}`)}>
      <${Icon} name="close" size=${12} />
    </button>`}
  </li>`;
}
