// What the page knows, as signals, and the actions that change it.
import { ApiError, getEvent, getEvents, locateApi } from './api.js';
import { batch, computed, signal } from './lib.js';
import { apiQuery, readUrl, sameFilters, writeUrl } from './url.js';

/** @typedef {import('./api.js').Event} Event */
/** @typedef {import('./url.js').Filter} Filter */

const PAGE = 100;
const TOKEN = 'evident.token';
const SLOWEST_RETRY = 30;

const first = readUrl(location.search);

/** The API's address; empty until it is known. */
export const api = signal('');
/** Why the page cannot start at all. */
export const broken = signal('');

export const token = signal(sessionStorage.getItem(TOKEN) ?? '');
/** The token screen: closed, asked for by the reader, or with the reason why it came. */
export const tokenScreen = signal({ open: !sessionStorage.getItem(TOKEN), error: '', busy: false });

export const filters = signal(/** @type {Filter[]} */ (first.filters));
/** The id of the event in the drawer. */
export const opened = signal(first.event);
/** The index of the row that the keyboard stands on; -1 when on none. */
export const active = signal(-1);

/** loading: nothing to show yet; ready; failed: `error` tells why. */
export const status = signal(/** @type {'loading' | 'ready' | 'failed'} */ ('loading'));
export const error = signal(/** @type {ApiError | null} */ (null));
export const events = signal(/** @type {Event[]} */ ([]));
/** Asking again for what is on the screen. */
export const refreshing = signal(false);
/** The query of the next page, null at the end. */
export const next = signal(/** @type {string | null} */ (null));
export const more = signal({ busy: false, error: '' });

/** An event that was opened by its address and is not in the list. */
const fetched = signal(/** @type {{id: string, event?: Event, error?: string} | null} */ (null));

/** What the drawer shows: an event, or why it cannot, or nothing yet. */
export const detail = computed(() => {
  const id = opened.value;
  if (!id) return null;
  const event = events.value.find((candidate) => candidate.id === id);
  if (event) return { id, event };
  return fetched.value?.id === id ? fetched.value : { id };
});

export const theme = signal(preference('theme', ['auto', 'light', 'dark']));
export const zone = signal(preference('zone', ['utc', 'local']));

let listCall = new AbortController();
let eventCall = new AbortController();
let retryTimer = 0;

/** Learns where the API is, then loads. */
export async function start() {
  try {
    api.value = await locateApi();
  } catch {
    broken.value = 'The server of this page does not answer.';
    return;
  }
  addEventListener('popstate', followUrl);
  if (token.value) await load();
}

/** Tries a token; keeps it when the API takes it. */
export async function connect(/** @type {string} */ candidate) {
  if (!/^[\x21-\x7e]+$/.test(candidate)) {
    const error = candidate ? 'A token has no spaces and only ASCII characters.' : 'Enter a token.';
    tokenScreen.value = { open: true, error, busy: false };
    return;
  }
  tokenScreen.value = { open: true, error: '', busy: true };
  await load(candidate);
}

/** Leaves the token screen with the token that was there before. */
export function keepToken() {
  const { busy } = tokenScreen.value;
  tokenScreen.value = { open: false, error: '', busy: false };
  if (busy) refresh();
}

/** Forgets the token and everything that was read with it. */
export function disconnect(reason = '') {
  listCall.abort();
  eventCall.abort();
  clearTimeout(retryTimer);
  sessionStorage.removeItem(TOKEN);
  batch(() => {
    token.value = '';
    events.value = [];
    next.value = null;
    fetched.value = null;
    error.value = null;
    status.value = 'loading';
    active.value = -1;
    refreshing.value = false;
    tokenScreen.value = { open: true, error: reason, busy: false };
  });
}

/** Asks for the newest page again; what is shown stays until the answer is there. */
export async function refresh() {
  refreshing.value = status.value === 'ready';
  if (!refreshing.value) status.value = 'loading';
  await load();
}

async function load(candidate = token.value, attempt = 0) {
  listCall.abort();
  clearTimeout(retryTimer);
  const call = (listCall = new AbortController());
  const wanted = filters.value;
  try {
    const query = [apiQuery(wanted), `limit=${PAGE}`].filter(Boolean).join('&');
    const page = await getEvents(candidate, query, call.signal);
    sessionStorage.setItem(TOKEN, candidate);
    batch(() => {
      token.value = candidate;
      tokenScreen.value = { open: false, error: '', busy: false };
      events.value = page.events;
      next.value = page.next;
      more.value = { busy: false, error: '' };
      status.value = 'ready';
      error.value = null;
      refreshing.value = false;
      active.value = page.events.findIndex((event) => event.id === opened.value);
    });
    await loadOpened();
  } catch (failure) {
    if (!call.signal.aborted) failed(failure, candidate, attempt);
  }
}

function failed(/** @type {unknown} */ failure, /** @type {string} */ candidate, /** @type {number} */ attempt) {
  const problem = failure instanceof ApiError ? failure : new ApiError('unexpected', String(failure));
  if (problem.status === 401 && candidate === token.value) {
    disconnect('The service does not accept this token any more.');
  } else if (problem.status === 401) {
    tokenScreen.value = { open: true, error: 'The service does not accept this token.', busy: false };
  } else if (tokenScreen.value.open) {
    tokenScreen.value = { open: true, error: problem.message, busy: false };
  } else {
    batch(() => {
      error.value = problem;
      status.value = 'failed';
      refreshing.value = false;
    });
    const seconds = problem.retryAfter || (problem.kind === 'unreachable' ? 2 ** Math.min(attempt + 1, 5) : 0);
    if (seconds) {
      retryTimer = setTimeout(() => load(candidate, attempt + 1), Math.min(seconds, SLOWEST_RETRY) * 1000);
    }
  }
}

/** Adds the next page to the list. */
export async function loadMore() {
  const query = next.value;
  if (!query || more.value.busy || status.value !== 'ready') return;
  more.value = { busy: true, error: '' };
  const call = listCall;
  try {
    const page = await getEvents(token.value, query, call.signal);
    batch(() => {
      events.value = [...events.value, ...page.events];
      next.value = page.next;
      more.value = { busy: false, error: '' };
    });
  } catch (failure) {
    if (call.signal.aborted) return;
    if (failure instanceof ApiError && failure.status === 401) {
      disconnect('The service does not accept this token any more.');
    } else {
      more.value = { busy: false, error: failure instanceof Error ? failure.message : String(failure) };
    }
  }
}

async function loadOpened() {
  eventCall.abort();
  const id = opened.value;
  if (!id || detail.value?.event || !token.value) return;
  const call = (eventCall = new AbortController());
  try {
    fetched.value = { id, event: await getEvent(token.value, id, call.signal) };
  } catch (failure) {
    if (call.signal.aborted) return;
    const problem = failure instanceof ApiError ? failure : new ApiError('unexpected', String(failure));
    if (problem.status === 401) disconnect('The service does not accept this token any more.');
    else fetched.value = { id, error: problem.status === 404 ? 'No event has this id.' : problem.message };
  }
}

/** Sets the filters; a step that Back undoes. */
export function setFilters(/** @type {Filter[]} */ wanted) {
  if (sameFilters(wanted, filters.value)) return;
  filters.value = wanted;
  history.pushState(null, '', writeUrl(wanted, opened.value));
  startOver();
}

/** The filters with one more; a value of a field that has one already is added beside it. */
export function withFilter(/** @type {string} */ field, /** @type {string} */ value, /** @type {Filter['op']} */ op = '=') {
  const others = filters.value.filter((filter) => filter.field !== field || filter.value !== value);
  return [...others, { field, op, value }];
}

/** Opens the event of a row in the drawer. */
export function open(/** @type {number} */ index) {
  const event = events.value[index];
  if (!event) return;
  active.value = index;
  if (opened.value === event.id) return;
  const first = opened.value === null;
  opened.value = event.id;
  history[first ? 'pushState' : 'replaceState'](null, '', writeUrl(filters.value, event.id));
}

/** Closes the drawer. */
export function close() {
  if (opened.value === null) return;
  opened.value = null;
  history.pushState(null, '', writeUrl(filters.value, null));
}

/** Moves the keyboard's row; an open drawer follows. */
export function move(/** @type {number} */ steps) {
  const last = events.value.length - 1;
  if (last < 0) return;
  const from = active.value;
  const to = from < 0 && Number.isFinite(steps) ? 0 : Math.max(0, Math.min(last, from + steps));
  active.value = to;
  if (opened.value !== null) open(to);
  if (to === last) loadMore();
}

function followUrl() {
  const url = readUrl(location.search);
  const changed = !sameFilters(url.filters, filters.value);
  batch(() => {
    filters.value = url.filters;
    opened.value = url.event;
    active.value = events.value.findIndex((event) => event.id === url.event);
  });
  if (!token.value) return;
  if (changed) startOver();
  else loadOpened();
}

function startOver() {
  if (!token.value) return;
  batch(() => {
    status.value = 'loading';
    events.value = [];
    next.value = null;
    active.value = -1;
  });
  load();
}

/** Sets a preference of this browser. */
export function prefer(/** @type {'theme' | 'zone'} */ name, /** @type {string} */ value) {
  (name === 'theme' ? theme : zone).value = value;
  localStorage.setItem(`evident.${name}`, value);
}

function preference(/** @type {string} */ name, /** @type {string[]} */ allowed) {
  const value = localStorage.getItem(`evident.${name}`) ?? '';
  return allowed.includes(value) ? value : allowed[0];
}
