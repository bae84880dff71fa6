// What the reader can ask for. Steps that change the query or open the drawer are steps that Back undoes.
import { getEvents } from './api.js';
import { DEFAULT_COLUMNS } from './columns.js';
import { copy } from './copy.js';
import { batch } from './lib.js';
import { load, loadMore, loadOpened, loadStats, onLoaded } from './load.js';
import { isMoving } from './range.js';
import {
  active, address, adopt, axis, columns, embedded, events, filters, firstRun, live, lockedIn, opened, order, prefer, q, range, refreshing, say, status, stats, theme, token, wrong, zone, density, tokenScreen,
} from './state.js';
import { filterText, literal, sameFilters } from './url.js';

/** @typedef {import('./url.js').Filter} Filter */

const AROUND = 50;
const MAX_WAITING = 50;
/** Rows that are read again for somebody who comes back to one of them. */
const MAX_RETURN = 5000;

/** What the keyboard asked of a list that was still on its way. @type {(() => void)[]} */
let waiting = [];

onLoaded(() => {
  for (const action of waiting.splice(0)) whenListed(action);
});

/** Does something with the list: now, or as soon as the one that is being loaded is there. */
export function whenListed(/** @type {() => void} */ action) {
  if (status.value !== 'loading' && !refreshing.value) action();
  else if (waiting.length < MAX_WAITING) waiting.push(action);
}

/** Runs another query; what is not given stays as it is. */
export function ask(/** @type {{q?: string, filters?: Filter[], range?: string, wrong?: string[], axis?: 'occurred' | 'recorded', order?: 'asc' | 'desc'}} */ wanted) {
  const others = lockedIn(wanted.filters ?? filters.value);
  const same = (wanted.q ?? q.value) === q.value && (wanted.range ?? range.value) === range.value
    && sameFilters(others, filters.value) && (wanted.wrong ?? wrong.value).length === wrong.value.length
    && (wanted.axis ?? axis.value) === axis.value && (wanted.order ?? order.value) === order.value;
  if (same) return;
  rememberRow();
  batch(() => {
    q.value = wanted.q ?? q.value;
    filters.value = others;
    range.value = wanted.range ?? range.value;
    wrong.value = wanted.wrong ?? wrong.value;
    axis.value = wanted.axis ?? axis.value;
    order.value = wanted.order ?? order.value;
    if (!isMoving(range.value) || order.value === 'asc') live.value = false;
  });
  history.pushState(null, '', address());
  start();
}

// The entry of the history that is left keeps the row, and how many there were, for whoever comes back.
function rememberRow() {
  const row = opened.value ?? events.value[active.value]?.id;
  history.replaceState(row ? { row, rows: Math.min(events.value.length, MAX_RETURN) } : null, '');
}

/** Puts the keyboard on the row that was left, as far down as the list has to be read again for it. */
async function returnTo(/** @type {{row: string, rows: number}} */ { row, rows }) {
  const find = () => events.value.findIndex((event) => event.id === row);
  for (let read = -1; find() < 0 && read < events.value.length && events.value.length < rows;) {
    read = events.value.length;
    await loadMore();
  }
  if (active.value < 0) active.value = find();
}

function start() {
  waiting = [];
  if (!token.value) return;
  if (status.value === 'failed') status.value = 'loading';
  load();
}

/** The filters with one more; of its opposite and itself there is one at most. */
export function withFilter(/** @type {string} */ field, /** @type {string} */ value, /** @type {Filter['op']} */ op = '=') {
  const clash = (/** @type {Filter} */ other) => other.field === field && other.value === value && /^!?=$/.test(other.op);
  const others = /^!?=$/.test(op) ? filters.value.filter((other) => !clash(other)) : filters.value.filter((other) =>
    filterText(other) !== filterText({ field, op, value }));
  return [...others, { field, op, value }];
}

/** The filters with more of them; those of one field stand together. */
export function withFilters(/** @type {Filter[]} */ more) {
  let all = filters.value;
  for (const filter of more) {
    const at = all.findLastIndex((other) => other.field === filter.field && other.op === filter.op);
    if (!all.some((other) => filterText(other) === filterText(filter))) {
      all = at < 0 ? [...all, filter] : all.toSpliced(at + 1, 0, filter);
    }
  }
  return all;
}

/** The filter's turn: equal to unequal, at least to less, and back. @returns {Filter} */
export function turned(/** @type {Filter} */ filter) {
  const op = /** @type {Filter['op']} */ ({ '=': '!=', '!=': '=', '>=': '<', '<': '>=', '>': '<=', '<=': '>' }[filter.op]);
  return { ...filter, op };
}

/** Whether the list is narrowed to a value. */
export function isFiltered(/** @type {string} */ field, /** @type {string} */ value, /** @type {Filter['op']} */ op = '=') {
  return filters.value.some((filter) => filter.field === field && filter.op === op && filter.value === value);
}

/** Opens the event of a row in the drawer. */
export function open(/** @type {number} */ index) {
  const event = events.value[index];
  if (!event) return;
  active.value = index;
  if (opened.value === event.id) return;
  const first = opened.value === null;
  if (first) rememberRow();
  opened.value = event.id;
  history[first ? 'pushState' : 'replaceState'](null, '', address());
}

/** Closes the drawer. */
export function close() {
  if (opened.value === null) return;
  opened.value = null;
  history.pushState(null, '', address());
}

/** Moves the keyboard's row; an open drawer follows. */
export function move(/** @type {number} */ steps) {
  const last = events.value.length - 1;
  if (last < 0) return;
  const from = active.value;
  const to = from < 0 && Number.isFinite(steps) ? 0 : Math.max(0, Math.min(last, from + steps));
  active.value = to;
  if (opened.value !== null) open(to);
  if (to > last - 20) loadMore();
}

/** Narrows the list to, or rids it of, a value of the row that the keyboard stands on. */
export function narrow(/** @type {'user_id' | 'event_type'} */ field, /** @type {Filter['op']} */ op) {
  const event = events.value[active.value];
  const value = field === 'user_id' ? event?.user : event?.type;
  if (value && !event.redaction) ask({ filters: withFilter(field, literal(value), op) });
}

export function toggleLive() {
  live.value = !live.value;
  if (live.value && (!isMoving(range.value) || order.value === 'asc')) {
    if (!isMoving(range.value)) range.value = '1h';
    order.value = 'desc';
    history.pushState(null, '', address());
    start();
  } else {
    history.replaceState(null, '', address());
  }
}

const DARK = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark now. */
export function isDark() {
  return theme.value === 'auto' ? DARK.matches : theme.value === 'dark';
}

/** Turns light into dark and back. */
export function toggleTheme() {
  prefer('theme', isDark() ? 'light' : 'dark');
}

/** Shows other columns. */
export function showColumns(/** @type {import('./columns.js').Column[]} */ wanted) {
  columns.value = wanted.length ? wanted : DEFAULT_COLUMNS;
  history.replaceState(history.state, '', address());
}

/** Shows times in a zone. */
export function showZone(/** @type {string} */ wanted) {
  if (wanted === zone.value) return;
  prefer('tz', wanted);
  if (stats.value) loadStats(); // the histogram's steps begin at midnight of the zone
}

export function toggleZone() {
  showZone(zone.value === 'utc' ? 'local' : 'utc');
}

export function toggleDensity() {
  prefer('density', density.value === 'compact' ? 'comfortable' : 'compact');
}

/** Everything by one user, of all times. */
export function byUser(/** @type {string} */ user) {
  return { q: '', filters: [/** @type {Filter} */ ({ field: 'user_id', op: '=', value: literal(user) })], range: 'all' };
}

/** The event at one position of the log. */
export function at(/** @type {string} */ seq) {
  return { q: '', filters: [/** @type {Filter} */ ({ field: 'seq', op: '=', value: seq })], range: 'all' };
}

/** Everything in which a value occurs, in whichever field, of all times; null for a value without a word in it. */
export function touching(/** @type {string} */ value) {
  const phrase = value.replace(/["\s\p{Cc}]+/gu, ' ').trim();
  if (!/[\p{L}\p{N}]/u.test(phrase) || phrase.length > 300) return null;
  return { q: `"${phrase}"`, filters: [], range: 'all' };
}

/** Shows the events before and after one, whatever they are about, with that one open. */
export async function around(/** @type {import('./event.js').Event} */ event) {
  const signal = AbortSignal.timeout(15_000);
  try {
    const [older, newer] = await Promise.all([
      getEvents(token.value, `seq%3C${event.seq}&limit=${AROUND}`, signal),
      getEvents(token.value, `seq%3E${event.seq}&order=asc&limit=${AROUND}`, signal),
    ]);
    const bound = (/** @type {Filter['op']} */ op, /** @type {string | undefined} */ seq) => ({ field: 'seq', op, value: seq ?? event.seq });
    ask({ q: '', filters: [bound('>=', older.events.at(-1)?.seq), bound('<=', newer.events.at(-1)?.seq)], range: 'all', axis: 'recorded', order: 'desc' });
  } catch {
    say('The events around this one could not be read.');
  }
}

/** Puts the address of what is open on the clipboard. */
export async function copyLink() {
  // From within a frame too: the link leads to the whole page, outside of it.
  const link = embedded ? new URL(address({ event: opened.value, embed: false, lock: [] }), location.href).href : location.href;
  say((await copy(link)) ? 'Link copied' : `Copy this link: ${link}`);
}

/** Back and forward. */
export function followHistory() {
  const before = JSON.stringify([q.value, filters.value, range.value, wrong.value, axis.value, order.value]);
  const row = opened.value;
  adopt(location.search);
  active.value = events.value.findIndex((event) => event.id === (opened.value ?? row));
  if (!token.value) return;
  const same = JSON.stringify([q.value, filters.value, range.value, wrong.value, axis.value, order.value]) === before;
  if (same) loadOpened();
  else start();
  const { state } = history;
  if (typeof state?.row === 'string' && !(same && active.value >= 0)) whenListed(() => returnTo(state));
}

/** Asks again for what is on the screen. */
export function refresh() {
  if (!token.value && !tokenScreen.value.busy) return;
  if (status.value === 'failed') status.value = 'loading';
  load();
}

/** Whether there is anything to export. */
export function hasEvents() {
  return !firstRun.value && events.value.length > 0;
}

/** Tries a token; keeps it when the API takes it. */
export async function connect(/** @type {string} */ candidate) {
  if (!/^[\x21-\x7e]+$/.test(candidate)) {
    const reason = candidate ? 'A token has no spaces and only ASCII characters.' : 'Enter a token.';
    tokenScreen.value = { open: true, error: reason, busy: false };
    return;
  }
  tokenScreen.value = { open: !embedded, error: '', busy: true };
  await load(candidate);
}

/** Leaves the token screen with the token that was there before. */
export function keepToken() {
  const { busy } = tokenScreen.value;
  tokenScreen.value = { open: false, error: '', busy: false };
  if (busy || status.value !== 'ready') load();
}
