// The list of events: one scroll container in which only the rows in sight exist.
import { hasEvents } from './actions.js';
import { NoMatch } from './empty.js';
import { tracks } from './columns.js';
import { dayLabel, dayOf } from './format.js';
import { Head } from './tablehead.js';
import { batch, html, signal, useEffect, useLayoutEffect, useRef } from './lib.js';
import { Lines } from './lines.js';
import { setAtTop, showHeld } from './live.js';
import { loadMore, MAX_ROWS } from './load.js';
import { EventRow } from './row.js';
import { paper } from './paper.js';
import { wantProofs } from './rowproofs.js';
import { copyRows, selectOverLinks } from './selecting.js';
import { active, axis, columns, density, events, filters, held, listNumber, live, more, narrowed, next, opened, range, order, refreshing, timeOf, zone } from './state.js';

const HEAD = 33;
const OVERSCAN = 5;
const AHEAD = 200;
/** What the other columns take at least, and the narrowest character of the data, in pixels. */
const OTHERS = 516;
const CHARACTER = 6;
const NARROW = matchMedia('(max-width: 760px)');

const firstLine = signal(0);
const linesInSight = signal(24);
/** How many characters of data a row can show at most; what nobody can see is not drawn. */
const characters = signal(160);
const narrow = signal(NARROW.matches);
/** Rows that are drawn on paper, of those that are loaded. */
const MAX_PRINTED = 1000;
NARROW.addEventListener('change', () => { narrow.value = NARROW.matches; });

const lines = new Lines();

/** What a row is drawn from, besides the state that it looks at itself; the same again draws nothing.
 * @typedef {{event: import('./event.js').Event, index: number, top: number, position: number, characters: number,
 *   current: boolean, chosen: boolean}} Row */

/** The height of a row. */
export function rowHeight() {
  return narrow.value ? 80 : density.value === 'compact' ? 32 : 40;
}

export function Table() {
  const scroller = useRef(/** @type {HTMLElement | null} */ (null));
  const list = events.value;
  lines.update(list, zone.value, timeOf, axis.value);
  const height = rowHeight();
  const total = lines.count;
  const from = paper.value ? 0 : Math.max(0, Math.min(total, firstLine.value) - OVERSCAN);
  const to = Math.min(total, paper.value ? MAX_PRINTED : firstLine.value + linesInSight.value + OVERSCAN);
  const top = total ? list[lines.at(Math.min(firstLine.value, total - 1)).index] : null;

  const look = () => {
    const box = scroller.current;
    if (!box) return;
    batch(() => {
      firstLine.value = Math.floor(box.scrollTop / rowHeight());
      linesInSight.value = Math.ceil((box.clientHeight - HEAD) / rowHeight()) + 1;
      characters.value = Math.ceil(Math.max(120, box.clientWidth - (narrow.value ? 0 : OTHERS)) / 100) * (100 / CHARACTER);
    });
  };
  const onScroll = () => {
    const box = scroller.current;
    if (!box) return; // a scroll that is told of after the list has gone
    look();
    setAtTop(box.scrollTop < 4);
    if (box.scrollTop > 0 && firstLine.value + linesInSight.value > total - AHEAD && !more.value.error) loadMore();
  };

  useLayoutEffect(() => {
    look();
    const resized = new ResizeObserver(look);
    resized.observe(/** @type {Element} */ (scroller.current));
    return () => resized.disconnect();
  }, []);
  useLayoutEffect(look, [height]);

  const line = active.value >= 0 && active.value < list.length ? lines.lineOf(active.value) : -1;
  const shownLine = useRef('');
  // Taken now: when the effect runs, the state may be further than the line that was drawn.
  const wanted = `${line < 0 ? '' : list[active.value].id} ${height} ${listNumber.value}`;
  useEffect(() => {
    const box = scroller.current;
    if (!box || shownLine.current === wanted) return;
    const another = shownLine.current.split(' ')[2] !== wanted.split(' ')[2];
    shownLine.current = wanted;
    if (line < 0) {
      if (another) box.scrollTop = 0;
      return;
    }
    const above = line * height;
    const inSight = box.clientHeight - HEAD;
    if (another) box.scrollTop = above < inSight ? 0 : above - inSight / 2;
    else if (above < box.scrollTop) box.scrollTop = above;
    else if (above + height > box.scrollTop + inSight) box.scrollTop = above + height - inSight;
  });
  // Rows that come on top push the others down; what the reader looks at stays where it is.
  const firstId = useRef('');
  useLayoutEffect(() => {
    const box = scroller.current;
    const before = firstId.current;
    firstId.current = list[0]?.id ?? '';
    if (!box || !before || before === firstId.current || box.scrollTop < 4) return;
    const moved = list.findIndex((event) => event.id === before);
    if (moved > 0 && !heldShown) box.scrollTop += lines.lineOf(moved) * height;
    else if (heldShown) box.scrollTop = 0;
    heldShown = false;
  }, [list]);

  const cells = columns.value.length + 1;
  const shown = [];
  for (let at = from; at < to; at++) {
    const { index, isDay } = lines.at(at);
    const event = list[index];
    shown.push(isDay
      ? html`<div key=${`day ${event.id}`} class="row day" role="row" aria-rowindex=${at + 2} style=${{ top: `${at * height}px` }}>
          <span role="gridcell" aria-colspan=${cells}>${dayLabel(dayOf(timeOf(event), zone.value))}</span></div>`
      : html`<${EventRow} key=${event.id} event=${event} index=${index} top=${at * height} position=${at + 2} characters=${characters.value}
          current=${active.value === index} chosen=${opened.value === event.id} />`);
  }
  const seen = shown.length ? lines.at(from).index : 0;
  const rows = list.slice(seen, to > from ? lines.at(to - 1).index + 1 : seen);
  const sight = `${rows[0]?.id} ${rows.at(-1)?.id} ${rows.length}`;
  useEffect(() => wantProofs(rows), [sight]);
  const current = line >= from && line < to ? `row-${active.value}` : undefined;
  return html`<section class=${refreshing.value ? 'list refreshing' : 'list'} aria-label="Events">
    ${held.value.length > 0 && html`<button type="button" class="new-events" onClick=${() => { heldShown = true; showHeld(); if (scroller.current) scroller.current.scrollTop = 0; }}>
      ↑ ${held.value.length} new ${held.value.length === 1 ? 'event' : 'events'}</button>`}
    <div id="events" class=${`events ${density.value}`} role="grid" tabindex="0" aria-label=${order.value === 'asc' ? 'Events, oldest first' : 'Events, newest first'} ref=${scroller}
      aria-rowcount=${next.value ? -1 : total + 1} aria-colcount=${cells} style=${{ '--cols': tracks(columns.value) ?? '' }} aria-busy=${refreshing.value || more.value.busy}
      aria-activedescendant=${current} onScroll=${onScroll} onMouseDown=${selectOverLinks} onCopy=${copyRows}>
      <${Head} top=${top} />
      <div class="rows" role="rowgroup" style=${{ height: `${total * height}px` }}>${shown}</div>
      <div class="list-end" role="rowgroup"><div role="row" aria-rowindex=${total + 2}><div role="gridcell" aria-colspan=${cells}><${End} /></div></div></div>
    </div>
    <p class="hidden" role="status">${live.value && held.value.length ? `${held.value.length} new ${held.value.length === 1 ? 'event' : 'events'}` : ''}</p>
  </section>`;
}

let heldShown = false;

function End() {
  if (!hasEvents()) return html`<${NoMatch} />`;
  if (more.value.error) {
    return html`<p class="form-error">${more.value.error}</p><button type="button" class="button" onClick=${loadMore}>Try again</button>`;
  }
  if (events.value.length >= MAX_ROWS) return html`<p>The page holds no more rows. Narrow the search, or export it.</p>`;
  if (next.value) {
    return html`<button type="button" class="button" onClick=${loadMore} disabled=${more.value.busy}>
      ${more.value.busy ? 'Loading…' : 'Load more'}</button>`;
  }
  const whole = !filters.value.length && !narrowed.value && range.value === 'all';
  return html`<p>${whole ? 'This is where the log begins.' : 'No more events match.'}</p>`;
}
