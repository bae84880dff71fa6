// When the events happened. Drag to zoom; with the keyboard, arrows look at a bar, with Shift they select, Enter zooms.
import { ask } from './actions.js';
import { bars, OTHER, ticks } from './bars.js';
import { legend } from './colours.js';
import { browserZone, count, moment, zoneName } from './format.js';
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from './lib.js';
import { rangeBetween } from './range.js';
import { events, filters, next, q, stats, statsProblem, zone } from './state.js';
import { Text } from './text.js';
import { AxisSwitch, Elsewhere } from './timeaxis.js';
import { standIn } from './timezone.js';
import { UnknownFields } from './unknown.js';

const HEIGHT = 92;
const AXIS = 18;
const TOP = 14;
const PLOT = HEIGHT - AXIS;

export function Histogram() {
  const histogram = stats.value?.histogram;
  const order = legend.value;
  return html`<section class="histogram" aria-label="Events over time">
    <div class="histogram-head">
      <${AxisSwitch} />
      <p class="counts" role="status"><${Counts} histogram=${histogram} /></p>
      <ul class="legend" aria-label="Kinds of events">${order.map((kind) => html`<li><i class=${`square c${kind.colour}`}></i><${Text} value=${kind.name} max=${24} /></li>`)}</ul>
    </div>
    <${Elsewhere} />
    <${Plot} histogram=${histogram} order=${order} />
  </section>`;
}

function Counts({ histogram }) {
  const total = stats.value?.count ?? BigInt(events.value.length);
  const approximate = !stats.value && next.value ? '+' : '';
  const [only] = filters.value;
  const subject = filters.value.length === 1 && !q.value && only.field === 'user_id' && only.op === '=' && !only.value.includes('*');
  const span = histogram?.from && html`<span class="span">${moment(histogram.from, zone.value)} – ${moment(histogram.to, zone.value)} ${zoneName(zone.value, Date.parse(histogram.to))}${zone.value !== 'utc' && standIn.value && html` <span class="late">at UTC${standIn.value}: the service does not know the zone ${browserZone() || 'of this browser'}</span>`}</span>`;
  const problem = statsProblem.value;
  const late = problem && html`<span class="late">${problem.kind === 'index-behind' ? 'counting when the search index has caught up' : `not counted: ${problem.message}`}</span>`;
  return html`<span><b>${count(total)}${approximate}</b> ${total === 1n ? 'event' : 'events'}${subject && html` by <b class="subject"><${Text} value=${only.value} max=${60} /></b>`}</span>${' '}${late || span}<${UnknownFields} />`;
}

function Plot({ histogram, order }) {
  const box = useRef(/** @type {SVGSVGElement | null} */ (null));
  const [width, setWidth] = useState(0);
  const [at, setAt] = useState(-1);
  const [brush, setBrush] = useState(/** @type {[number, number] | null} */ (null));
  const dragging = useRef(false);
  useLayoutEffect(() => {
    const element = /** @type {SVGSVGElement} */ (box.current);
    const look = () => setWidth(element.clientWidth);
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    return () => resized.disconnect();
  }, []);
  useEffect(() => {
    setAt(-1);
    setBrush(null);
  }, [histogram]);

  const list = useMemo(() => (histogram?.buckets.length ? bars(histogram, order) : []), [histogram]);
  const start = list[0]?.start ?? 0;
  const end = Math.max(list.at(-1)?.end ?? 0, start + 1);
  const place = (/** @type {number} */ time) => ((time - start) / (end - start)) * width;
  const peak = list.reduce((max, bar) => (bar.count > max ? bar.count : max), 0n);
  const scale = (PLOT - TOP) / Math.max(1, Number(peak));
  // Drawn once for all that the mouse looks at.
  const columns = useMemo(() => list.map((each) =>
    html`<${Column} key=${each.from} bar=${each} x=${place(each.start)} wide=${place(each.end) - place(each.start)} scale=${scale} />`), [list, width]);
  const bar = list[at];
  const first = brush ? Math.min(...brush) : -1;
  const last = brush ? Math.max(...brush) : -1;

  const under = (/** @type {PointerEvent} */ moved) => {
    const x = moved.clientX - /** @type {SVGSVGElement} */ (box.current).getBoundingClientRect().left;
    const time = start + (Math.max(0, Math.min(width - 1, x)) / width) * (end - start);
    return list.findIndex((candidate) => time < candidate.end);
  };
  const zoom = (/** @type {number} */ from, /** @type {number} */ to) => {
    setBrush(null);
    if (list[from] && list[to]) ask({ range: rangeBetween(list[from].from, list[to].to) });
  };
  const onPointerDown = (/** @type {PointerEvent} */ pressed) => {
    if (pressed.button !== 0 || !list.length) return;
    pressed.preventDefault(); // dragging is not asking for the keyboard's focus
    box.current?.setPointerCapture(pressed.pointerId);
    dragging.current = true;
    const index = under(pressed);
    setBrush([index, index]);
  };
  const onPointerMove = (/** @type {PointerEvent} */ moved) => {
    if (!list.length) return;
    const index = under(moved);
    setAt(index);
    if (dragging.current && brush) setBrush([brush[0], index]);
  };
  const onPointerUp = (/** @type {PointerEvent} */ released) => {
    if (!dragging.current || !brush) return;
    dragging.current = false;
    zoom(Math.min(brush[0], under(released)), Math.max(brush[0], under(released)));
  };
  const leave = () => {
    if (!dragging.current) setAt(-1);
  };
  const cancel = () => {
    dragging.current = false;
    setBrush(null);
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ pressed) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -list.length, End: list.length }[pressed.key];
    if (step && list.length) {
      const from = at < 0 ? (step > 0 ? -1 : list.length) : at;
      const to = Math.max(0, Math.min(list.length - 1, from + step));
      setAt(to);
      setBrush(pressed.shiftKey ? [brush ? brush[0] : Math.max(0, at), to] : null);
    } else if (pressed.key === 'Enter' && bar) {
      if (brush) zoom(first, last);
      else zoom(at, at);
    } else if (pressed.key === 'Escape' && (brush || bar)) {
      cancel();
      setAt(-1);
    } else {
      return;
    }
    pressed.preventDefault();
    pressed.stopPropagation();
  };

  const marks = width && list.length ? ticks(start, end, Math.max(3, Math.floor(width / 80)), zone.value) : [];
  return html`<div class="plot">
    <svg ref=${box} class=${list.length ? 'bars' : 'bars none'} height=${HEIGHT} tabindex="0" role="group" aria-roledescription="histogram"
      aria-label="Histogram: arrow keys look at a bar, Enter shows its time only" onPointerDown=${onPointerDown} onPointerMove=${onPointerMove}
      onPointerUp=${onPointerUp} onPointerCancel=${cancel} onPointerLeave=${leave} onKeyDown=${onKeyDown} onBlur=${leave}>
      <defs><pattern id="other" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="f3" width="2.5" height="5" /></pattern></defs>
      ${peak > 0n && html`<line class="peak" x1="0" x2=${width} y1=${TOP + 0.5} y2=${TOP + 0.5} />`}
      ${bar && html`<rect class="look" x=${place(bar.start)} y="0" width=${Math.max(1, place(bar.end) - place(bar.start))} height=${PLOT} />`}
      ${width > 0 && columns}
      <line class="ground" x1="0" x2=${width} y1=${PLOT + 0.5} y2=${PLOT + 0.5} />
      ${marks.map(({ at: time, label }) => html`<text x=${place(time)} y=${HEIGHT - 3} text-anchor=${place(time) < 18 ? 'start' : place(time) > width - 18 ? 'end' : 'middle'}>${label}</text>`)}
      ${peak > 0n && html`<text class="peak-count" x=${width} y=${TOP - 4} text-anchor="end">${count(peak)}</text>`}
      ${brush && list[first] && html`<rect class="brush" x=${place(list[first].start) + 0.5} y="0.5" width=${Math.max(1, place(list[last].end) - place(list[first].start) - 1)} height=${PLOT - 0.5} />`}
    </svg>
    <p class="hidden" role="status">${bar ? tell(bar, list, first, last) : ''}</p>
    ${bar && html`<${Tooltip} bar=${bar} x=${place((bar.start + bar.end) / 2)} width=${width} />`}
  </div>`;
}

function tell(/** @type {import('./bars.js').Bar} */ bar, /** @type {import('./bars.js').Bar[]} */ list, /** @type {number} */ first, /** @type {number} */ last) {
  const one = `${count(bar.count)} ${bar.count === 1n ? 'event' : 'events'}, ${moment(bar.from, zone.value)}`;
  return first >= 0 && last > first ? `${one}; from ${moment(list[first].from, zone.value)} to ${moment(list[last].to, zone.value)}` : one;
}

function Column({ bar, x, wide, scale }) {
  let top = PLOT;
  const gap = wide > 4 ? 1 : 0;
  return html`<g>${bar.segments.map((/** @type {import('./bars.js').Segment} */ segment) => {
    const whole = Number(bar.count) * scale; // a height in pixels, no number that anybody reads
    const height = Math.max(whole < 2 ? 2 : 0.6, Number(segment.count) * scale);
    top -= height;
    const slit = height > 4 && top > PLOT - whole + 1 ? 1 : 0;
    return html`<rect class=${`f${segment.colour}`} fill=${segment.colour === OTHER ? 'url(#other)' : undefined} x=${x + gap / 2} y=${top + slit} width=${Math.max(0.6, wide - gap)} height=${Math.max(0.5, height - slit)} rx=${gap && height > 3 ? 1.5 : 0} />`;
  })}</g>`;
}

function Tooltip({ bar, x, width }) {
  const right = x > width - 200;
  const place = right ? { right: `${Math.max(0, width - x + 12)}px` } : { left: `${x + 12}px` };
  return html`<div class="tooltip" style=${place} aria-hidden="true">
    <p><b>${count(bar.count)} ${bar.count === 1n ? 'event' : 'events'}</b> · ${moment(bar.from, zone.value).replace(/^\w+ /, '').replace(',', '')}</p>
    ${bar.segments.slice(0, 9).map((/** @type {import('./bars.js').Segment} */ segment) => html`<p><i class=${`square c${segment.colour}`}></i><${Text} value=${segment.name} max=${28} /><span>${count(segment.count)}</span></p>`)}
  </div>`;
}
