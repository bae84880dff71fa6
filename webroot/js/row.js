// One row of the list.
import { ask, isFiltered, open, withFilter } from './actions.js';
import { colourOf } from './colours.js';
import { scalarText } from './exact.js';
import { initials, isService, lag, splitUser, stringText, timeParts, visible } from './format.js';
import { Icon } from './icons.js';
import { html } from './lib.js';
import { log, sealedSize } from './log.js';
import { proofOf } from './proofs.js';
import { whyRedacted } from './redaction.js';
import { isSelecting } from './selecting.js';
import { address, columns, filters, timeOf, zone } from './state.js';
import { Text } from './text.js';
import { canFilter, fieldName, literal } from './url.js';
import { valuesAt } from './values.js';

/** @param {import('./table.js').Row} row */
export function EventRow({ event, index, top, position, characters, current, chosen }) {
  const onClick = () => {
    if (!isSelecting()) open(index);
  };
  const broken = proofOf(event.id)?.state === 'failed';
  const names = ['row', 'event', chosen && 'selected', current && 'current', broken && 'broken'].filter(Boolean).join(' ');
  return html`<div id=${`row-${index}`} class=${names} role="row" aria-rowindex=${position} aria-selected=${chosen}
    style=${{ top: `${top}px` }} onClick=${onClick}>
    ${columns.value.map(({ field }) => html`<${Cell} key=${field} field=${field} event=${event} characters=${characters} />`)}
    <span class="proof" role="gridcell"><${Tick} event=${event} /></span>
  </div>`;
}

function Cell({ field, event, characters }) {
  if (field === 'time') return html`<${TimeCell} event=${event} />`;
  if (event.redaction) return html`<${RedactedCell} field=${field} event=${event} />`;
  if (field === 'event_type') return html`<${TypeCell} event=${event} />`;
  if (field === 'user_id') return html`<${UserCell} event=${event} />`;
  if (field === 'data') return html`<${DataCell} event=${event} characters=${characters} />`;
  if (event.outcome && fieldName(event.outcome.keys) === field) return html`<span class="field" role="gridcell"><${OutcomeMark} outcome=${event.outcome} /></span>`;
  return html`<span class="field" role="gridcell">${valuesAt(event, field).map((node, at) => html`${at ? ', ' : ''}<${Filtering}
    field=${field} value=${scalarText(node)} inline=${true}><${Text} class=${node.text === 'null' ? 'dim' : ''} value=${node.kind === 'string' ? stringText(node.value) || 'empty' : node.text} max=${200} /><//>`)}</span>`;
}

function TimeCell({ event }) {
  const shown = timeOf(event);
  const time = timeParts(shown, zone.value);
  const late = lag(event.happened, event.timestamp);
  return html`<span class="time" role="gridcell"><time datetime=${shown} title=${shown}>${time.clock}<span class="fraction">${time.fraction}</span></time>${late
    && html`<span class="lag" title=${late.text}>${late.short}<span class="hidden"> ${late.text}</span></span>`}</span>`;
}

function TypeCell({ event }) {
  return html`<span class="type" role="gridcell">
    <i class=${`square c${colourOf(event.type)}${event.alarming ? ' alarm-shape' : ''}`}></i>
    <${Filtering} field="event_type" value=${event.type} class=${event.alarming ? 'alarming' : ''}><${Text} value=${event.type} max=${200} /><//>
    <${Excluding} field="event_type" value=${event.type} />
  </span>`;
}

function UserCell({ event }) {
  const [name, domain] = splitUser(event.user);
  return html`<span class="user" role="gridcell">
    <i class=${isService(event.user) ? 'avatar service' : 'avatar'} aria-hidden="true">${initials(event.user)}</i>
    <${Filtering} field="user_id" value=${event.user}>
      <${Text} value=${name} max=${200} />${domain && html`<${Text} class="dim" value=${domain} max=${200} />`}
    <//>
    <${Excluding} field="user_id" value=${event.user} />
  </span>`;
}

function DataCell({ event, characters }) {
  const elsewhere = (/** @type {string[] | null} */ keys) => keys !== null && columns.value.some(({ field }) => field === fieldName(keys));
  const pairs = event.pairs.filter((/** @type {import('./summary.js').Pair} */ { keys }) => !elsewhere(keys));
  return html`<span class="data" role="gridcell">${event.outcome && !elsewhere(event.outcome.keys) && html`<${OutcomeMark} outcome=${event.outcome} />${' '}`}${
    inSight(pairs, characters).map((/** @type {import('./summary.js').Pair} */ pair, /** @type {number} */ at) => html`${at ? ' ' : ''}<${Pair} pair=${pair} />`)}</span>`;
}

/** How it ended: a word with a shape, so that the colour says nothing alone. */
function OutcomeMark({ outcome }) {
  return html`<span class=${`outcome ${outcome.kind}`}><${Icon} name=${outcome.kind === 'bad' ? 'cross' : 'done'} size=${12} /><${Filtering}
    field=${fieldName(outcome.keys)} value=${outcome.word} inline=${true}><${Text} value=${outcome.word} max=${40} /><//></span>`;
}

/** As many pairs as fit into this many characters, and the one that is cut. */
function inSight(/** @type {import('./summary.js').Pair[]} */ pairs, /** @type {number} */ characters) {
  let used = 0;
  return pairs.filter((pair) => {
    const fits = used < characters;
    used += pair.key.length + pair.value.length + (pair.before?.length ?? 0) + 2;
    return fits;
  });
}

function RedactedCell({ field, event }) {
  if (field === 'event_type') return html`<span class="type" role="gridcell"><i class="square c7"></i>
      <span class=${event.alarming ? 'redacted alarming' : 'redacted'}>${event.type}</span></span>`;
  if (field === 'data') return html`<span class="data" role="gridcell"><span class="pair"><${Text} class="dim" value=${whyRedacted(event.redaction)} max=${300} /></span></span>`;
  return html`<span role="gridcell">${['seq', 'id', 'timestamp'].includes(field) ? valuesAt(event, field).map(scalarText).join() : ''}</span>`;
}

function Pair({ pair }) {
  if (pair.before !== undefined) {
    return html`<span class="pair change"><${Text} class="dim" value=${pair.key} /><span class="dim">: </span><${Text} class="was" value=${pair.before} /><span class="arrow"><span class="hidden"> became </span> → </span><${Text} class="is" value=${pair.value} /></span>`;
  }
  if (!pair.key) return html`<span class="pair dim">${pair.value}</span>`;
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
  if (proof?.state === 'proved') return html`<${Seal} name="proved" icon="check" title="Proved: unchanged since it was recorded" />`;
  if (proof?.state === 'failed') return html`<${Seal} name="failed" icon="alert" title=${`The proof failed. ${proof.problem}`} />`;
  if (log.value.state !== 'verified') return null;
  return BigInt(event.seq || -1) < sealedSize.value ? html`<${Seal} name="sealed" icon="seal" title="Sealed, not checked yet" />`
    : html`<${Seal} name="unsealed" icon="unsealed" title="Not sealed yet" />`;
}

function Seal({ name, icon, title }) {
  return html`<span class=${`tick ${name}`} title=${title}><${Icon} name=${icon} /><span class="hidden">${title}</span></span>`;
}
