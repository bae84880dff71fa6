// Asks the API for what the state calls for, and puts the responses into it.
import { ApiError, asApiError, getEvent, getEvents, getStats } from './api.js';
import { now } from './config.js';
import { facetPaths, pathOf } from './facetpaths.js';
import { isOwn, NOT_OWN } from './event.js';
import { batch } from './lib.js';
import { spanOf } from './range.js';
import { disconnect, onDisconnect, refuse, welcome } from './session.js';
import {
  active, axis, config, detail, elsewhere, error, events, fetched, fields, filters, firstRun, held, listNumber, more, narrowed, next,
  opened, order, q, range, refreshing, stats, statsProblem, status, token, tokenScreen, wrong,
} from './state.js';
import { store, storedJson } from './storage.js';
import { fallBack, requestZone } from './timezone.js';
import { apiQuery } from './url.js';

const FIRST_PAGE = 100;
const PAGE = 500;
/** Rows that the page holds at most; whoever needs more exports them. */
export const MAX_ROWS = 200_000;
const SLOWEST_RETRY = 30;
const BUCKETS = 72;
const VALUES = 30;

let listCall = new AbortController();
let statsCall = new AbortController();
let eventCall = new AbortController();
let retryTimer = 0;
let statsTimer = 0;
/** The query of the counts on the screen. */
let countedQuery = '';
/** Paths of data in the lists so far: the API names 500 of all, which may leave out those that matter here. */
const met = new Set();
let counted = '';
/** @type {(() => void)[]} */
const whenLoaded = [];

/** Runs a function after every new list. */
export function onLoaded(/** @type {() => void} */ action) {
  whenLoaded.push(action);
}

/** The query without paging, as the API takes it, from now on. */
export function currentQuery() {
  return apiQuery({ ...conditions(), order: order.value }, spanOf(range.value, now()));
}

/** The conditions of the query, with the zone that dates in it are of. */
export function conditions() {
  const dated = filters.value.some(({ op, value }) => op !== '=' && op !== '!=' && /^\d{4}-\d\d-\d\d$/.test(value));
  return { q: q.value, filters: filters.value, timezone: dated ? requestZone() : '', axis: axis.value };
}

onDisconnect(() => {
  listCall.abort();
  statsCall.abort();
  eventCall.abort();
  clearTimeout(retryTimer);
  clearTimeout(statsTimer);
});

/** Loads list, counts and the open event; what is shown stays until the response is there. */
export async function load(candidate = token.value, attempt = 0) {
  clearTimeout(retryTimer);
  listCall.abort();
  const call = (listCall = new AbortController());
  if (wrong.value.length) {
    refuseAddress(candidate);
    return;
  }
  refreshing.value = status.value === 'ready';
  const counting = token.value === candidate ? loadStats() : null;
  try {
    const page = await getEvents(candidate, withLimit(currentQuery(), FIRST_PAGE), call.signal);
    const empty = page.events.every((event) => isOwn(event) && !narrowed.value) && (await isEmpty(candidate, call.signal));
    if (call.signal.aborted) return;
    batch(() => {
      welcome(candidate);
      events.value = page.events;
      next.value = page.next;
      more.value = { busy: false, error: '' };
      held.value = [];
      active.value = page.events.findIndex((event) => event.id === opened.value);
      error.value = null;
      status.value = 'ready';
      refreshing.value = false;
      firstRun.value = empty;
      listNumber.value++;
    });
    if (meet(page.events) || !counting) loadStats();
    for (const action of whenLoaded) action();
    await loadOpened();
  } catch (failure) {
    if (call.signal.aborted) return;
    const problem = asApiError(failure);
    if (fallBack(problem)) load(candidate, attempt);
    else failed(problem, candidate, attempt);
  }
}

// Half an address understood would show more than it asks for.
function refuseAddress(/** @type {string} */ candidate) {
  statsCall.abort();
  batch(() => {
    welcome(candidate);
    stats.value = null;
    error.value = new ApiError('invalid-parameter', `The address of this page has what cannot be understood: ${wrong.value.join(', ')}`);
    status.value = 'failed';
  });
}

/** Learns the paths of events; true when other fields should be counted now. */
function meet(/** @type {import('./event.js').Event[]} */ list) {
  for (const { pairs } of list) {
    for (const { keys } of pairs) if (keys && met.size < 500) met.add(pathOf(keys));
  }
  return fields.value.length > 0 && facetPaths(known(), added()).join() !== counted;
}

function known() {
  const named = new Set(fields.value.map(({ path }) => path));
  const others = [...met].filter((path) => !named.has(path)).map((path) => ({ path, kinds: ['string'] }));
  return [...fields.value, ...others];
}

/** @returns {string[]} */
function added() {
  return storedJson(`evident.facets:${config.value?.api}`) ?? [];
}

/** Whether the log holds nothing but what the service records about itself. */
async function isEmpty(/** @type {string} */ candidate, /** @type {AbortSignal} */ signal) {
  return (await getEvents(candidate, `${NOT_OWN}&limit=1`, signal)).events.length === 0;
}

function failed(/** @type {import('./api.js').ApiError} */ problem, /** @type {string} */ candidate, /** @type {number} */ attempt) {
  if (refuse(problem, candidate)) return;
  if (tokenScreen.value.open) {
    tokenScreen.value = { open: true, error: problem.message, busy: false };
    return;
  }
  batch(() => {
    error.value = problem;
    status.value = 'failed';
    refreshing.value = false;
  });
  const wait = waitAfter(problem, attempt);
  if (wait) retryTimer = setTimeout(() => load(candidate, attempt + 1), wait);
}

/** After how many milliseconds to ask again; 0 for what will not change by itself. */
function waitAfter(/** @type {import('./api.js').ApiError} */ problem, /** @type {number} */ attempt) {
  const seconds = problem.retryAfter || (problem.kind === 'unreachable' ? 2 ** Math.min(attempt + 1, 5) : 0);
  return Math.min(seconds, SLOWEST_RETRY) * 1000;
}

/** Adds the next page to the list. */
export async function loadMore() {
  const query = next.value;
  if (!query || more.value.busy || status.value !== 'ready' || events.value.length >= MAX_ROWS) return;
  more.value = { busy: true, error: '' };
  const call = listCall;
  try {
    const page = await getEvents(token.value, withLimit(query, PAGE), call.signal);
    if (call.signal.aborted) return;
    batch(() => {
      events.value = [...events.value, ...page.events];
      next.value = page.next;
      more.value = { busy: false, error: '' };
      if (active.value < 0 && opened.value) active.value = events.value.findIndex((event) => event.id === opened.value);
    });
  } catch (failure) {
    if (call.signal.aborted) return;
    const problem = asApiError(failure);
    if (problem.status === 401) disconnect('The service does not accept this token any more.');
    else more.value = { busy: false, error: problem.message };
  }
}

/**
 * Loads counts, histogram and facets. After a failure, the counts of the same query stay and are asked for again.
 * `outside`: whether what the other time has in the range may be another number now.
 */
export async function loadStats(attempt = 0, outside = true) {
  clearTimeout(statsTimer);
  statsCall.abort();
  const call = (statsCall = new AbortController());
  const asked = JSON.stringify([q.value, filters.value, range.value, axis.value]);
  try {
    const counts = await countAll(call.signal);
    batch(() => {
      if (outside) elsewhere.value = [];
      stats.value = counts;
      statsProblem.value = null;
    });
    countedQuery = asked;
    if (outside) await countElsewhere(call.signal);
  } catch (failure) {
    if (call.signal.aborted) return;
    const problem = asApiError(failure);
    if (fallBack(problem)) {
      loadStats();
      return;
    }
    const wait = waitAfter(problem, attempt);
    batch(() => {
      if (asked !== countedQuery) stats.value = null;
      statsProblem.value = problem;
    });
    if (wait) statsTimer = setTimeout(() => loadStats(attempt + 1, outside), wait);
  }
}

/** Counts; the first time twice, as the first response tells which fields there are to count. */
async function countAll(/** @type {AbortSignal} */ signal) {
  const ask = (/** @type {string} */ query) => getStats(token.value, query, signal);
  const learn = fields.value.length === 0;
  const paths = facetPaths(known(), added());
  counted = paths.join();
  const first = await ask(`${statsQuery(paths)}${learn ? '&fields=true' : ''}`);
  if (!learn || !first.fields.length) return first;
  fields.value = first.fields;
  const better = facetPaths(known(), added());
  if (better.join() === counted) return first;
  counted = better.join();
  stats.value = first;
  return ask(statsQuery(better));
}

/**
 * Counts what the other time has in the range and this one does not: whoever sends an event chooses when it happened, so
 * neither may hide anything.
 */
async function countElsewhere(/** @type {AbortSignal} */ signal) {
  const span = spanOf(range.value, now());
  const other = axis.value === 'occurred' ? 'recorded' : 'occurred';
  const field = axis.value === 'occurred' ? 'occurred_at' : 'timestamp';
  const bounds = /** @type {import('./url.js').Filter[]} */ ([
    ...(span.from ? [{ field, op: '<', value: span.from }] : []), ...(span.to ? [{ field, op: '>=', value: span.to }] : []),
  ]);
  const counts = await Promise.all(bounds.map((bound) =>
    getStats(token.value, apiQuery({ ...conditions(), filters: [...filters.value, bound], axis: other }, span), signal)));
  if (!signal.aborted) elsewhere.value = counts.flatMap(({ count }, at) => (count ? [{ count, bound: bounds[at], axis: other }] : []));
}

function statsQuery(/** @type {string[]} */ paths) {
  const span = spanOf(range.value, now());
  const to = span.to ?? (span.from ? new Date(now() + 1000).toISOString() : null);
  const facets = paths.join(',');
  const parts = [
    apiQuery({ ...conditions(), timezone: requestZone() }, { from: span.from, to }),
    `histogram=true&buckets=${BUCKETS}`,
    `facets=${encodeURIComponent(facets)}&facet_limit=${VALUES}`,
  ];
  return parts.filter(Boolean).join('&');
}

/** Adds a field to the rail, and remembers it. */
export function addFacet(/** @type {string} */ path) {
  const wanted = [path, ...added().filter((other) => other !== path)].slice(0, 6);
  store(`evident.facets:${config.value?.api}`, JSON.stringify(wanted));
  loadStats();
}

/** Loads the event in the drawer where the list has not got it. */
export async function loadOpened() {
  eventCall.abort();
  const id = opened.value;
  if (!id || detail.value?.event || !token.value) return;
  const call = (eventCall = new AbortController());
  try {
    fetched.value = { id, event: await getEvent(token.value, id, call.signal) };
  } catch (failure) {
    if (call.signal.aborted) return;
    const problem = asApiError(failure);
    if (problem.status === 401) disconnect('The service does not accept this token any more.');
    else fetched.value = { id, error: problem.status === 404 ? 'No event has this id.' : problem.message };
  }
}

function withLimit(/** @type {string} */ query, /** @type {number} */ limit) {
  const rest = query.replace(/(^|&)limit=\d+/, '').replace(/^&/, '');
  return rest ? `${rest}&limit=${limit}` : `limit=${limit}`;
}
