// One row of the list.
import { ask, isFiltered, open, withFilter } from './actions.js';
import { initials, isService, splitUser, timeParts, visible } from './format.js';
import { colourOf } from './colours.js';
import { Icon } from './icons.js';
import { html } from './lib.js';
import { sealedSize } from './log.js';
import { proofOf } from './proofs.js';
import { whyRedacted } from './redaction.js';
import { isSelecting } from './selecting.js';
import { address, filters, zone } from './state.js';
import { Text } from './text.js';
import { canFilter, fieldName, literal } from './url.js';

/** @param {import('./table.js').Row} row */
export function EventRow({ event, index, top, position, characters, current, chosen }) {
  const time = timeParts(event.timestamp, zone.value);
  const onClick = () => {
    if (!isSelecting()) open(index);
  };
  const names = ['row', 'event', chosen && 'selected', current && 'current'].filter(Boolean).join(' ');
  return html`<div id=${`row-${index}`} class=${names} role="row" aria-rowindex=${position} aria-selected=${chosen}
    style=${{ top: `${top}px` }} onClick=${onClick}>
    <span class="time" role="gridcell"><time datetime=${event.timestamp} title=${event.timestamp}>${time.clock}<span class="fraction">${time.fraction}</span></time></span>
    ${event.redaction ? html`<${RedactedCells} event=${event} />` : html`<${Cells} event=${event} characters=${characters} />`}
    <span class="proof" role="gridcell"><${Tick} event=${event} /></span>
  </div>`;
}

function Cells({ event, characters }) {
  const [name, domain] = splitUser(event.user);
  return html`<span class="type" role="gridcell">
    <i class=${`square c${colourOf(event.type)}`}></i>
    <${Filtering} field="event_type" value=${event.type} class=${event.alarming ? 'alarming' : ''}><${Text} value=${event.type} max=${200} /><//>
    <${Excluding} field="event_type" value=${event.type} />
  </span>
  <span class="user" role="gridcell">
    <i class=${isService(event.user) ? 'avatar service' : 'avatar'} aria-hidden="true">${initials(event.user)}</i>
    <${Filtering} field="user_id" value=${event.user}>
      <${Text} value=${name} max=${200} />${domain && html`<${Text} class="dim" value=${domain} max=${200} />`}
    <//>
    <${Excluding} field="user_id" value=${event.user} />
  </span>
  <span class="data" role="gridcell">${inSight(event.pairs, characters).map((/** @type {import('./format.js').Pair} */ pair) => html`<${Pair} pair=${pair} />${' '}`)}</span>`;
}

/** As many pairs as fit into this many characters, and the one that is cut. */
function inSight(/** @type {import('./format.js').Pair[]} */ pairs, /** @type {number} */ characters) {
  let used = 0;
  return pairs.filter((pair) => {
    const fits = used < characters;
    used += pair.key.length + pair.value.length + 2;
    return fits;
  });
}

function RedactedCells({ event }) {
  return html`<span class="type" role="gridcell"><i class="square c7"></i>
      <span class=${event.alarming ? 'redacted alarming' : 'redacted'}>${event.type}</span></span>
    <span class="user" role="gridcell"></span>
    <span class="data" role="gridcell"><span class="pair"><${Text} class="dim" value=${whyRedacted(event.redaction)} max=${300} /></span></span>`;
}

function Pair({ pair }) {
  const value = html`<${Text} class=${pair.weak ? 'dim' : ''} value=${pair.value} />`;
  return html`<span class="pair"><${Text} class="dim" value=${pair.key} /><span class="dim">=</span>${pair.keys && canFilter(pair.keys)
    ? html`<${Filtering} field=${fieldName(pair.keys)} value=${pair.exact} inline=${true}>${value}<//>` : value}</span>`;
}

/** A value that narrows the list to itself, with Alt to all but itself; a real link, so it opens in another tab too. */
function Filtering({ field, value, class: name = '', inline = false, children }) {
  const written = literal(value);
  const present = isFiltered(field, written);
  const wanted = present ? filters.value : withFilter(field, written);
  const onClick = (/** @type {MouseEvent} */ clicked) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return clicked.stopPropagation();
    clicked.preventDefault();
    if (isSelecting()) return clicked.stopPropagation();
    if (clicked.altKey) {
      clicked.stopPropagation();
      return ask({ filters: withFilter(field, written, '!=') });
    }
    if (present) return undefined; // nothing to narrow: the row opens
    clicked.stopPropagation();
    return ask({ filters: wanted });
  };
  return html`<a class=${`filtering ${inline ? 'inline' : ''} ${name}`} href=${address({ filters: wanted, event: null })} tabindex="-1"
    draggable=${false} onClick=${onClick}>${children}</a>`;
}

function Excluding({ field, value }) {
  const onClick = (/** @type {MouseEvent} */ clicked) => {
    clicked.stopPropagation();
    ask({ filters: withFilter(field, literal(value), '!=') });
  };
  return html`<button type="button" class="exclude" tabindex="-1" aria-label=${`Exclude ${visible(value)}`} title="Exclude" onClick=${onClick}><${Icon} name="minus" size=${14} /></button>`;
}

function Tick({ event }) {
  const proof = proofOf(event.id);
  if (proof?.state === 'proved') return html`<span class="tick proved" title="Proved: unchanged since it was recorded"><${Icon} name="check" /><span class="hidden">Proved</span></span>`;
  if (proof?.state === 'failed') return html`<span class="tick failed" title="The proof failed"><${Icon} name="alert" /><span class="hidden">Proof failed</span></span>`;
  if (BigInt(event.seq || -1) < sealedSize.value) {
    return html`<span class="tick" title="Sealed, not checked yet: the signed checkpoint covers it"><${Icon} name="seal" /><span class="hidden">Sealed, not checked yet</span></span>`;
  }
  return null;
}
