// The head of the list: what the columns are, and edges that make them wider. In its first cell stands the day.
import { ask, showColumns } from './actions.js';
import { clamp, columnTitle } from './columns.js';
import { ColumnsMenu } from './columnsmenu.js';
import { dayLabel, dayOf, visible, zoneOffset } from './format.js';
import { html } from './lib.js';
import { columns, order, timeOf, zone } from './state.js';
import { Text } from './text.js';

const STEP = 16;

export function Head({ top }) {
  return html`<div class="row head" role="row" aria-rowindex="1">
    ${columns.value.map(({ field }, at) => html`<span key=${field} role="columnheader" aria-sort=${field === 'time' ? (order.value === 'asc' ? 'ascending' : 'descending') : undefined}>${field === 'time'
      ? html`<${Order} top=${top} />`
      : html`<${Text} value=${columnTitle(field)} max=${60} />`}<${Edge} field=${field} at=${at} /></span>`)}
    <span role="columnheader" class="columns-cell"><span class="hidden">Proof</span><${ColumnsMenu} /></span>
  </div>`;
}

/** The day of the top row; pressed, it turns the order of the list around. */
function Order({ top }) {
  const oldest = order.value === 'asc';
  const title = oldest ? 'Oldest first; press for the newest first' : 'Newest first; press for the oldest first';
  return html`<button type="button" class="order" title=${title} onClick=${() => ask({ order: oldest ? 'desc' : 'asc' })}>
    <b>${top ? dayLabel(dayOf(timeOf(top), zone.value)) : 'Time'}</b> ${zoneOffset(zone.value, top ? Date.parse(timeOf(top)) : Date.now())}
    <span class="order-sign" aria-hidden="true">${oldest ? '↑' : '↓'}</span><span class="hidden">, ${title}</span></button>`;
}

/** The right edge of a column: drag it, or press the arrow keys on it. */
function Edge({ field, at }) {
  const size = (/** @type {number} */ width) => showColumns(columns.value.with(at, { field, width: clamp(width) }));
  const widthOf = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (event.currentTarget).parentElement).getBoundingClientRect().width;
  const onPointerDown = (/** @type {PointerEvent} */ pressed) => {
    const edge = /** @type {HTMLElement} */ (pressed.currentTarget);
    const start = widthOf(pressed) - pressed.clientX;
    edge.setPointerCapture(pressed.pointerId);
    edge.onpointermove = (moved) => size(start + moved.clientX);
    edge.onpointerup = () => { edge.onpointermove = null; };
    pressed.preventDefault();
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ pressed) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[pressed.key];
    if (!step) return;
    size(widthOf(pressed) + step);
    pressed.preventDefault();
    pressed.stopPropagation();
  };
  const { width } = columns.value[at];
  return html`<span class="edge" role="separator" tabindex="0" aria-orientation="vertical" aria-label=${visible(`Width of ${columnTitle(field)}`)}
    aria-valuenow=${width ?? 0} aria-valuetext=${width ? `${width} pixels` : 'by itself'} onPointerDown=${onPointerDown} onKeyDown=${onKeyDown}
    onDblClick=${() => showColumns(columns.value.with(at, { field, width: null }))}></span>`;
}
