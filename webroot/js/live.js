// New events as they come: put on top of the list, or held back while the reader looks further down.
import { asApiError } from './api.js';
import { now } from './config.js';
import { isRead, NOT_OWN, readEvent } from './event.js';
import { batch, effect } from './lib.js';
import { conditions, load, loadStats, onLoaded } from './load.js';
import { spanOf } from './range.js';
import { disconnect } from './session.js';
import { follow } from './sse.js';
import {
  active, axis, error, events, filters, firstRun, held, live, next, opened, range, say, status, tail, token,
} from './state.js';
import { apiQuery } from './url.js';

const MAX_HELD = 5000;
const MAX_ROWS = 20_000;
const GATHER = 80;
const COUNT_AGAIN = 2000;

/** Whether the first row is in sight; the table says so. */
let atTop = true;
let call = new AbortController();
/** @type {import('./event.js').Event[]} */
let gathered = [];
let gathering = 0;
let counting = 0;
let heldTooMany = false;
/** Whether an event came that happened at another time than it was recorded, since the last count. */
let late = false;
/** The newest position that came. */
let seen = -1n;
let restarts = 0;

/** Told by the table when the reader scrolls to the top or away from it. */
export function setAtTop(/** @type {boolean} */ top) {
  atTop = top;
  if (top) showHeldUnlessReading();
}

// Nothing moves under somebody who reads an event.
function showHeldUnlessReading() {
  if (atTop && opened.value === null && held.value.length && !heldTooMany) showHeld();
}

/** Puts the held events on top. */
export function showHeld() {
  atTop = true;
  if (heldTooMany) {
    load();
    return;
  }
  const waiting = held.value;
  batch(() => {
    held.value = [];
    putOnTop(waiting);
  });
}

/** Starts, restarts or ends the tail, as the state wants it. */
function adjust() {
  call.abort();
  clearTimeout(gathering);
  gathered = [];
  heldTooMany = false;
  const wanted = token.value && status.value === 'ready' && (live.value || firstRun.value);
  if (!wanted) {
    tail.value = 'off';
    return;
  }
  call = new AbortController();
  tail.value = 'connecting';
  run(call.signal);
}

async function run(/** @type {AbortSignal} */ signal) {
  const newest = events.value.length ? String(events.value.reduce((max, { seq }) => (BigInt(seq) > max ? BigInt(seq) : max), -1n)) : null;
  seen = BigInt(newest ?? -1);
  const first = firstRun.value; // then any event of a producer ends the waiting, whatever the query was
  const query = [
    first ? NOT_OWN : apiQuery({ ...conditions(), axis: '' }, { from: null, to: null }), newest === null ? 'from=-1m' : '',
  ].filter(Boolean).join('&');
  const problem = await follow({
    path: `/events?${query}`,
    token: () => token.value,
    lastId: newest,
    signal,
    onEvent: take,
    onState: (state) => {
      tail.value = state;
      if (state === 'open') restarts = 0;
    },
  });
  if (!problem || signal.aborted) return;
  tail.value = 'off';
  if (problem.status === 401) {
    disconnect('The service does not accept this token any more.');
  } else if (problem.status === 400 && newest !== null && restarts++ === 0) {
    load(); // the log has not got the position that the list ended with: read it again
  } else {
    live.value = false;
    say(`Live ended: ${problem.message}`);
  }
}

function take(/** @type {string} */ data) {
  try {
    gathered.push(readEvent(data));
  } catch (failure) {
    error.value = asApiError(failure);
    return;
  }
  if (gathered.length === 1) gathering = setTimeout(flush, GATHER);
}

function flush() {
  const fresh = gathered.filter((event) => BigInt(event.seq) > seen).reverse();
  gathered = [];
  if (fresh.length) seen = BigInt(fresh[0].seq);
  if (!fresh.length) return;
  if (firstRun.value) {
    load();
    return;
  }
  if (atTop && opened.value === null && !held.value.length) {
    batch(() => putOnTop(fresh));
  } else if (held.value.length + fresh.length > MAX_HELD) {
    heldTooMany = true;
    held.value = [...fresh, ...held.value].slice(0, MAX_HELD);
  } else {
    held.value = [...fresh, ...held.value];
  }
  late ||= fresh.some(({ happened, timestamp }) => happened !== timestamp);
  // Counting is itself a read that may be recorded: to count again for reads alone would never end.
  if (!counting && !fresh.every(isRead)) {
    counting = setTimeout(() => {
      counting = 0;
      if (token.value) loadStats(0, late);
      late = false;
    }, COUNT_AGAIN);
  }
}

function putOnTop(/** @type {import('./event.js').Event[]} */ fresh) {
  const row = events.value[active.value]?.id;
  let list = axis.value === 'recorded' ? [...fresh, ...events.value] : putInPlace(fresh, events.value);
  if (axis.value === 'recorded' && list.length > MAX_ROWS && !filters.value.some((filter) => filter.field === 'seq')) {
    list = list.slice(0, MAX_ROWS / 2);
    const rest = apiQuery(conditions(), { from: null, to: null });
    next.value = `${rest ? `${rest}&` : ''}seq%3C${list[list.length - 1].seq}`;
  }
  events.value = list;
  if (active.value >= 0) active.value = list.findIndex(({ id }) => id === row);
}

// Where they belong by the time at which they happened; what comes after the end of the list is read with its next page.
function putInPlace(/** @type {import('./event.js').Event[]} */ fresh, /** @type {import('./event.js').Event[]} */ list) {
  const newer = (/** @type {import('./event.js').Event} */ a, /** @type {import('./event.js').Event} */ b) =>
    (a.happened === b.happened ? BigInt(a.seq) > BigInt(b.seq) : a.happened > b.happened);
  const { from } = spanOf(range.value, now());
  const known = new Set(list.slice(0, MAX_HELD).map(({ id }) => id));
  const sorted = fresh.filter((event) => !known.has(event.id) && (!from || Date.parse(event.happened) >= Date.parse(from)))
    .sort((a, b) => (newer(a, b) ? -1 : 1));
  const merged = [];
  let at = 0;
  for (const event of sorted) {
    while (at < list.length && newer(list[at], event)) merged.push(list[at++]);
    if (at < list.length || next.value === null) merged.push(event);
  }
  return [...merged, ...list.slice(at)];
}

/** Follows the state from now on. */
export function startLive() {
  onLoaded(adjust);
  effect(() => {
    if (opened.value === null) queueMicrotask(showHeldUnlessReading);
  });
  let before = '';
  effect(() => {
    const wanted = `${live.value} ${Boolean(token.value)} ${status.value}`;
    if (wanted === before) return;
    before = wanted;
    queueMicrotask(adjust);
  });
}
