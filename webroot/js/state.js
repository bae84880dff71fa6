// What the page knows, as signals. What changes them: actions.js (what the reader asks for), load.js (responses of the
// API), live.js (new events), log.js and proofs.js (proofs).
import { batch, computed, signal } from './lib.js';
import { DEFAULT_COLUMNS } from './columns.js';
import { DEFAULT_RANGE } from './range.js';
import { store, stored } from './storage.js';
import { readUrl, writeUrl } from './url.js';

/** @typedef {import('./event.js').Event} Event */
/** @typedef {import('./url.js').Filter} Filter */
/** @typedef {import('./api.js').ApiError} ApiError */

export const TOKEN = 'evident.token';

const first = readUrl(location.search);

/** Only table and drawer, inside another product's page. */
export const embedded = first.embed;

/** Fields whose filters the page around this one has chosen: they stay. */
const locked = new Set(first.lock);
const chosen = first.filters.filter(({ field }) => locked.has(field));

/** Whether a filter stays. */
export function isLocked(/** @type {Filter} */ { field }) {
  return locked.has(field);
}

/** Filters with those that stay, and no others of their fields. */
export function lockedIn(/** @type {Filter[]} */ wanted) {
  return locked.size ? [...chosen, ...wanted.filter((filter) => !isLocked(filter))] : wanted;
}

/** What the server of this page said; null until then. */
export const config = signal(/** @type {import('./config.js').Config | null} */ (null));
/** Why the page cannot start at all. */
export const broken = signal('');

const remembered = embedded ? '' : stored(TOKEN, 'session') ?? '';
export const token = signal(remembered);
/** The token screen: closed, asked for by the reader, or with the reason why it came. */
export const tokenScreen = signal({ open: !remembered && !embedded, error: '', busy: false });

// The query

export const q = signal(first.q);
export const filters = signal(/** @type {Filter[]} */ (first.filters));
export const range = signal(first.range);
/** What the address says and cannot be understood: nothing is asked while it is there, since it might narrow the list. */
export const wrong = signal(first.wrong);
/** Which of its two times an event counts with: when it happened, as its sender says, or when it was recorded. */
export const axis = signal(first.axis);
/** desc: the newest first. */
export const order = signal(first.order);
export const live = signal(first.live);
/** The id of the event in the drawer. */
export const opened = signal(first.event);

/** Whether anything but the time narrows the list. */
export const narrowed = computed(() => filters.value.some((filter) => !isLocked(filter)) || q.value !== '');

// How it is shown

export const theme = signal(first.theme ?? preference('theme', ['auto', 'light', 'dark']));
export const zone = signal(first.tz ?? preference('tz', ['utc', 'local']));
export const density = signal(first.density ?? preference('density', ['compact', 'comfortable']));
export const columns = signal(first.columns ?? DEFAULT_COLUMNS);
export const helpOpen = signal(false);
/** Whether keys of one character do something (WCAG 2.1.4): who speaks to the browser switches them off. */
export const letterKeys = signal(stored('evident.keys') !== 'off');
/** Whether the filters by value lie over the list, where there is no space beside it. */
export const sheetOpen = signal(false);
/** The export under way. */
export const exporting = signal(/** @type {{format: string, events: number, of: number, bytes: number} | null} */ (null));
/** What is said to those who cannot see it change, and shown for a moment. */
export const notice = signal('');

// The list

/** loading: nothing to show yet; ready; failed: `error` tells why. */
export const status = signal(/** @type {'loading' | 'ready' | 'failed'} */ ('loading'));
export const error = signal(/** @type {ApiError | null} */ (null));
export const events = signal(/** @type {Event[]} */ ([]));
/** Counts up with every new list, so that the table knows when to go to the top. */
export const listNumber = signal(0);
/** Asking again while something is on the screen. */
export const refreshing = signal(false);
/** The query of the next page, null at the end. */
export const next = signal(/** @type {string | null} */ (null));
export const more = signal({ busy: false, error: '' });
/** Whether the log holds nothing that this token may see, but what the service records about itself. */
export const firstRun = signal(false);
/** The index of the row that the keyboard stands on; -1 when on none. */
export const active = signal(-1);

/** Counts, histogram and facets, as GET /events/stats gave them. */
export const stats = signal(/** @type {import('./stats.js').Stats | null} */ (null));
/** What is in the range by the other time alone. */
export const elsewhere = signal(/** @type {{count: bigint, bound: Filter, axis: 'occurred' | 'recorded'}[]} */ ([]));
/** Why the counts of this query are not there yet; null while all is well. */
export const statsProblem = signal(/** @type {ApiError | null} */ (null));
/** The paths that occur in the log. */
export const fields = signal(/** @type {{path: string, kinds: string[]}[]} */ ([]));

// Live

/** off, connecting, open, waiting (the connection is gone and will be tried again). */
export const tail = signal(/** @type {'off' | 'connecting' | 'open' | 'waiting'} */ ('off'));
/** New events that wait because the reader has scrolled away from the top or reads an event, newest first. */
export const held = signal(/** @type {Event[]} */ ([]));

/** An event that was opened by its address and is not in the list. */
export const fetched = signal(/** @type {{id: string, event?: Event, error?: string} | null} */ (null));

/** What the drawer shows: an event, or why it cannot, or nothing yet. */
export const detail = computed(() => {
  const id = opened.value;
  if (!id) return null;
  const event = events.value.find((candidate) => candidate.id === id);
  if (event) return { id, event };
  return fetched.value?.id === id ? fetched.value : { id };
});

/** The time of an event that counts. */
export function timeOf(/** @type {Event} */ event) {
  return axis.value === 'recorded' ? event.timestamp : event.happened;
}

/** The address of the page, with some of its state exchanged. */
export function address(/** @type {Partial<import('./url.js').Address>} */ change = {}) {
  return writeUrl({
    q: q.value, filters: filters.value, wrong: wrong.value, range: range.value, axis: axis.value, order: order.value, live: live.value, embed: embedded, lock: first.lock,
    event: 'event' in change ? null : opened.value, // not looked at, so that a link without it is not drawn anew with it
    columns: columns.value,
    tz: zone.value === 'utc' ? null : zone.value,
    density: density.value === 'compact' ? null : density.value,
    theme: theme.value === 'auto' ? null : theme.value,
    ...change,
    ...(change.filters ? { filters: lockedIn(change.filters) } : {}),
  });
}

/** Sets a preference of this browser and of the address. */
export function prefer(/** @type {'theme' | 'tz' | 'density'} */ name, /** @type {string} */ value) {
  ({ theme, tz: zone, density })[name].value = value;
  store(`evident.${name}`, value);
  history.replaceState(null, '', address());
}

/** Says something for a moment. */
export function say(/** @type {string} */ text) {
  notice.value = text;
  clearTimeout(saying);
  saying = setTimeout(() => { notice.value = ''; }, 4000);
}

let saying = 0;

/** Switches the keys of one character on or off, in this browser. */
export function useLetterKeys(/** @type {boolean} */ on) {
  letterKeys.value = on;
  store('evident.keys', on ? null : 'off');
}

/** Takes over what an address says. */
export function adopt(/** @type {string} */ search) {
  const url = readUrl(search);
  batch(() => {
    q.value = url.q;
    filters.value = lockedIn(url.filters);
    wrong.value = url.wrong;
    range.value = url.range || DEFAULT_RANGE;
    live.value = url.live;
    axis.value = url.axis;
    order.value = url.order;
    columns.value = url.columns ?? DEFAULT_COLUMNS;
    opened.value = url.event;
    zone.value = url.tz ?? zone.value;
    density.value = url.density ?? density.value;
    theme.value = url.theme ?? theme.value;
  });
}

function preference(/** @type {string} */ name, /** @type {string[]} */ allowed) {
  const value = stored(`evident.${name}`) ?? '';
  return allowed.includes(value) ? value : allowed[0];
}
