// The rail: how often each value occurs, and a click to narrow the list to it or to be rid of it.
import { ask, isFiltered, withFilter } from './actions.js';
import { colourOf } from './colours.js';
import { canCount, facetField, keysOf } from './facetpaths.js';
import { count, keyText, stringText, visible } from './format.js';
import { Icon } from './icons.js';
import { html, useLayoutEffect, useRef, useState } from './lib.js';
import { addFacet } from './load.js';
import { address, fields, filters, sheetOpen, stats } from './state.js';
import { Text } from './text.js';
import { literal, unwritten } from './url.js';

/** @typedef {{kind: string, text: string, cut: boolean, count: bigint | null}} FacetValue */

const NAMES = { event_type: 'Event type', user_id: 'User', source: 'Source', tenant: 'Tenant' };

export function Facets() {
  const facets = stats.value?.facets ?? new Map();
  const shown = [...facets.keys()].filter((path) => path in NAMES || facets.get(path).values.length > 0 || isUsed(path));
  const rail = useRef(/** @type {HTMLElement | null} */ (null));
  const open = sheetOpen.value;
  useLayoutEffect(() => {
    if (!open) return undefined;
    const before = document.activeElement;
    rail.current?.focus();
    const outside = (/** @type {Event} */ pressed) => {
      if (pressed.target instanceof Node && !rail.current?.contains(pressed.target)) sheetOpen.value = false;
    };
    addEventListener('pointerdown', outside);
    return () => {
      removeEventListener('pointerdown', outside);
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [open]);
  return html`<nav class=${open ? 'rail open' : 'rail'} aria-label="Filters by value" tabindex="-1" ref=${rail}>
    <div class="sheet-head"><h2>Filters</h2><span class="spring"></span>
      <button type="button" class="primary small" onClick=${() => { sheetOpen.value = false; }}>Show ${stats.value ? count(stats.value.count) : 'the'} ${stats.value?.count === 1n ? 'event' : 'events'}</button></div>
    ${shown.map((path, at) => html`<${Facet} key=${path} path=${path} facet=${facets.get(path)} max=${at < 2 ? 8 : 5} />`)}
    ${shown.length > 0 && html`<${AddFacet} shown=${shown} />`}
  </nav>`;
}

function isUsed(/** @type {string} */ path) {
  return filters.value.some((filter) => filter.field === facetField(path));
}

function Facet({ path, facet, max }) {
  const [all, setAll] = useState(false);
  if (!facet.values.length && !isUsed(path)) return null;
  const values = (all ? facet.values : facet.values.slice(0, max)).concat(chosenElsewhere(path, facet.values, all ? facet.values.length : max));
  const largest = facet.values.length ? Number(facet.values[0].count) : 1; // they come in this order
  const rest = all ? 0 : facet.values.length - max;
  const more = facet.distinct - BigInt(facet.values.length);
  const name = NAMES[path];
  return html`<details class="facet" open>
    <summary><${Icon} name="caret" size=${12} />
      ${name ? html`<span class="facet-name">${name}</span>` : html`<${Text} class="facet-name mono" value=${keysOf(path).slice(1).map(keyText).join('.')} max=${60} />`}
      <span class="dim">${count(facet.distinct)}${facet.highCardinality ? '+' : ''}</span></summary>
    <ul>${values.map((/** @type {FacetValue} */ value) => html`<${Value} key=${value.kind + value.text} path=${path} value=${value} share=${Math.min(1, Number(value.count ?? 0) / largest)} />`)}</ul>
    ${rest > 0 && html`<button type="button" class="show-more" onClick=${() => setAll(true)}>Show ${rest} more</button>`}
    ${all && facet.values.length > max && html`<button type="button" class="show-more" onClick=${() => setAll(false)}>Show fewer</button>`}
    ${all && more > 0n && html`<p class="facet-note">${count(more)} more; type ${facetField(path)}=…</p>`}
  </details>`;
}

/** The values that are filtered on and not among the first, with their counts where they are known. @returns {FacetValue[]} */
function chosenElsewhere(/** @type {string} */ path, /** @type {FacetValue[]} */ values, /** @type {number} */ shown) {
  const field = facetField(path);
  const on = filters.value.filter((filter) => filter.field === field && /^!?=$/.test(filter.op));
  return on.flatMap(({ op, value }) => {
    const at = values.findIndex(({ text, cut }) => literal(text) + (cut ? '*' : '') === value);
    if (at >= 0) return at < shown ? [] : [values[at]];
    const text = unwritten(value);
    if (text === null) return [];
    return [{ kind: 'string', text, cut: false, count: op === '=' && on.length === 1 ? stats.value?.count ?? null : null }];
  });
}

function Value({ path, value, share }) {
  const field = facetField(path);
  const { text } = value;
  const written = literal(text) + (value.cut ? '*' : '');
  const chosen = isFiltered(field, written);
  const without = isFiltered(field, written, '!=');
  const wanted = chosen ? filters.value.filter((filter) => !(filter.field === field && filter.op === '=' && filter.value === written))
    : withFilter(field, written);
  const follow = (/** @type {MouseEvent} */ clicked) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
    clicked.preventDefault();
    ask({ filters: wanted });
  };
  const kind = path === 'event_type' ? html`<i class=${`square c${colourOf(text)}`}></i>` : '';
  return html`<li class=${`value${chosen ? ' chosen' : ''}${without ? ' without' : ''}`}>
    <a href=${address({ filters: wanted, event: null })} aria-current=${chosen ? 'true' : undefined} draggable=${false} onClick=${follow}>
      <span class="fill" style=${{ width: `${Math.max(2, share * 100)}%` }}></span>
      ${kind}<${Text} class=${`value-text${path in NAMES ? '' : ' mono'}${text === '' ? ' dim' : ''}`} value=${text === '' ? 'empty' : path in NAMES || value.kind !== 'string' ? text : stringText(text)} max=${120} />
      <span class="value-count">${value.count === null ? '' : count(value.count)}</span>
    </a>
    <button type="button" class="exclude" aria-label=${`Exclude ${visible(text)}`} title="Exclude"
      onClick=${() => ask({ filters: withFilter(field, written, '!=') })}><${Icon} name="minus" size=${14} /></button>
  </li>`;
}

function AddFacet({ shown }) {
  const choices = fields.value.map(({ path }) => path)
    .filter((path) => !shown.includes(path) && canCount(path) && !['id', 'seq', 'timestamp', 'dedup_key', 'occurred_at'].includes(path));
  if (!choices.length) return null;
  const pick = (/** @type {Event} */ changed) => {
    const select = /** @type {HTMLSelectElement} */ (changed.target);
    if (select.value) addFacet(select.value);
    select.value = '';
  };
  return html`<label class="add-facet"><span class="hidden">Count another field</span>
    <select onChange=${pick}><option value="">Count another field…</option>
      ${choices.map((path) => html`<option value=${path}>${visible(path.replace(/^variant_data\./, ''))}</option>`)}
    </select></label>`;
}
