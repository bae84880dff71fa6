// The list of events: one scroll container in which only the rows in sight exist.
import { category, count, initials, isAlarming, isService, splitUser, summary, timeParts } from './format.js';
import { batch, computed, html, signal, useEffect, useLayoutEffect, useRef } from './lib.js';
import { active, events, filters, loadMore, more, next, open, opened, refreshing, setFilters, withFilter, zone } from './state.js';
import { Text } from './text.js';
import { writeUrl } from './url.js';

const HEAD = 33;
const OVERSCAN = 6;
const NARROW = matchMedia('(max-width: 760px)');

const rowHeight = signal(NARROW.matches ? 56 : 32);
const firstRow = signal(0);
const rowsInSight = signal(24);

/** Rows from top to bottom: events, and a line where the day changes. */
const lines = computed(() => {
  const rows = [];
  let day = '';
  events.value.forEach((event, index) => {
    const time = timeParts(event.timestamp, zone.value);
    if (index > 0 && time.day !== day) rows.push({ key: `day ${time.day} ${index}`, day: time.day });
    day = time.day;
    rows.push({ key: event.id, day, event, index, time });
  });
  return rows;
});

export function Table() {
  const scroller = useRef(null);
  const rows = lines.value;
  const height = rowHeight.value;
  const from = Math.max(0, firstRow.value - OVERSCAN);
  const to = Math.min(rows.length, firstRow.value + rowsInSight.value + OVERSCAN);
  const top = rows[Math.min(firstRow.value, rows.length - 1)];

  const look = () => {
    const box = scroller.current;
    if (!box) return;
    batch(() => {
      rowHeight.value = NARROW.matches ? 56 : 32;
      firstRow.value = Math.floor(box.scrollTop / rowHeight.value);
      rowsInSight.value = Math.ceil(box.clientHeight / rowHeight.value);
    });
  };
  const onScroll = () => {
    const box = scroller.current;
    if (!box) return; // a scroll that is told of after the list has gone
    look();
    if (box.scrollTop > 0 && box.scrollTop + box.clientHeight > box.scrollHeight - 12 * height && !more.value.error) loadMore();
  };

  useLayoutEffect(() => {
    look();
    const resized = new ResizeObserver(look);
    resized.observe(scroller.current);
    return () => resized.disconnect();
  }, []);

  const line = rows.findIndex((row) => row.event && row.index === active.value);
  useEffect(() => {
    const box = scroller.current;
    if (!box || line < 0) return;
    const above = line * height;
    const inSight = box.clientHeight - (NARROW.matches ? 0 : HEAD);
    if (above < box.scrollTop) box.scrollTop = above;
    else if (above + height > box.scrollTop + inSight) box.scrollTop = above + height - inSight;
  }, [line, height]);

  return html`<section class=${refreshing.value ? 'list refreshing' : 'list'} aria-label="Events">
    <p class="counts" role="status"><${Counts} /></p>
    <div id="events" class="events" role="grid" tabindex="0" aria-label="Events, newest first" ref=${scroller}
      aria-rowcount=${next.value ? -1 : rows.length + 1} aria-busy=${refreshing.value || more.value.busy}
      aria-activedescendant=${line >= from && line < to ? `row-${active.value}` : undefined} onScroll=${onScroll}>
      <div class="row head" role="row" aria-rowindex="1">
        <span role="columnheader"><b>${top?.day || 'Time'}</b> ${zone.value === 'utc' ? 'UTC' : 'local'}</span>
        <span role="columnheader">Event</span>
        <span role="columnheader">User</span>
        <span role="columnheader">Data</span>
      </div>
      <div class="rows" role="rowgroup" style=${{ height: `${rows.length * height}px` }}>
        ${rows.slice(from, to).map((row, at) => row.event
          ? html`<${EventRow} key=${row.key} row=${row} top=${(from + at) * height} position=${from + at + 2} />`
          : html`<div key=${row.key} class="row day" role="row" aria-rowindex=${from + at + 2}
              style=${{ top: `${(from + at) * height}px` }}><span role="gridcell" aria-colspan="4">${row.day}</span></div>`)}
      </div>
      <div class="list-end" role="rowgroup"><div role="row"><div role="gridcell" aria-colspan="4"><${End} /></div></div></div>
    </div>
  </section>`;
}

function Counts() {
  const list = events.value;
  const newest = timeParts(list[0].timestamp, zone.value);
  const oldest = timeParts(list[list.length - 1].timestamp, zone.value);
  const clock = (/** @type {string} */ text) => text.slice(0, 5);
  const until = (newest.day === oldest.day ? '' : `${newest.day}, `) + clock(newest.clock);
  const what = (next.value ? 'newest ' : '') + (list.length === 1 ? 'event' : 'events');
  return html`<span><b>${count(list.length)}</b> ${what}</span>${' '}
    <span class="span">${oldest.day}, ${clock(oldest.clock)} – ${until} ${zone.value === 'utc' ? 'UTC' : 'local time'}</span>`;
}

function EventRow({ row, top, position }) {
  const { event, index, time } = row;
  const chosen = opened.value === event.id;
  const onClick = () => {
    if (document.getSelection()?.isCollapsed !== false) open(index);
  };
  const names = ['row', 'event', chosen && 'selected', active.value === index && 'current'].filter(Boolean).join(' ');
  const [name, domain] = splitUser(event.user);
  return html`<div id=${`row-${index}`} class=${names} role="row" aria-rowindex=${position} aria-selected=${chosen}
    style=${{ top: `${top}px` }} onClick=${onClick}>
    <span class="time" role="gridcell"><time datetime=${event.timestamp} title=${event.timestamp}>${time.clock}<span class="fraction">${time.fraction}</span></time></span>
    <span class="type" role="gridcell">
      <i class=${`square c${category(event.type)}`}></i>
      <${Filtering} field="event_type" value=${event.type} class=${isAlarming(event.type, event.data) ? 'alarming' : ''}>
        <${Text} value=${event.type} max=${200} />
      <//>
    </span>
    <span class="user" role="gridcell">
      <i class=${isService(event.user) ? 'avatar service' : 'avatar'} aria-hidden="true">${initials(event.user)}</i>
      <${Filtering} field="user_id" value=${event.user}>
        <${Text} value=${name} max=${200} />${domain && html`<${Text} class="dim" value=${domain} max=${200} />`}
      <//>
    </span>
    <span class="data" role="gridcell">${summary(event.data).map((pair) => html`<span class="pair"><${Text}
      class="dim" value=${pair.key} /><span class="dim">=</span><${Text} class=${pair.weak ? 'dim' : ''} value=${pair.value} /></span>`)}</span>
  </div>`;
}

/** A value that narrows the list to itself; a real link, so it opens in another tab as well. */
function Filtering({ field, value, class: name = '', children }) {
  const present = filters.value.some((filter) => filter.field === field && filter.op === '=' && filter.value === value);
  const wanted = present ? filters.value : withFilter(field, value);
  const onClick = (clicked) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return clicked.stopPropagation();
    clicked.preventDefault();
    if (present) return undefined;
    clicked.stopPropagation();
    if (document.getSelection()?.isCollapsed !== false) setFilters(wanted);
    return undefined;
  };
  return html`<a class=${`filtering ${name}`} href=${writeUrl(wanted, null)} tabindex="-1" draggable=${false}
    onClick=${onClick}>${children}</a>`;
}

function End() {
  if (more.value.error) {
    return html`<p class="form-error">${more.value.error}</p><button type="button" class="button" onClick=${loadMore}>Try again</button>`;
  }
  if (next.value) {
    return html`<button type="button" class="button" onClick=${loadMore} disabled=${more.value.busy}>
      ${more.value.busy ? 'Loading…' : 'Load more'}</button>`;
  }
  return html`<p>${filters.value.length ? 'No more events match.' : 'This is where the log begins.'}</p>`;
}
