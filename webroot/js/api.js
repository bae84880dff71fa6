// Calls to the API: the token, problem+json, paging by the Link header.
import { toEvent } from './event.js';
import { parseExact, plain } from './exact.js';
import { toStats } from './stats.js';

/** @typedef {import('./event.js').Event} Event */

/** Why a call failed. `kind` is the problem's slug, or `unreachable`, or `unexpected`. */
export class ApiError extends Error {
  /**
   * @param {string} kind
   * @param {string} detail
   * @param {{status?: number, retryAfter?: number, field?: string}} [more] `retryAfter` in seconds
   */
  constructor(kind, detail, { status = 0, retryAfter = 0, field = '' } = {}) {
    super(detail);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
    this.field = field;
  }
}

const PROBLEM = 'urn:evident:problem:';

let base = location.origin;

/** Sets the API's address. */
export function useApi(/** @type {string} */ address) {
  base = address;
}

/** The address of a call, for people to copy. */
export function apiUrl(/** @type {string} */ path) {
  return base + path;
}

/**
 * One page of events, newest first.
 * @param {string} token
 * @param {string} query the query string without its question mark
 * @param {AbortSignal} signal
 * @returns {Promise<{events: Event[], next: string | null}>} the page and the query of the next one
 */
export async function getEvents(token, query, signal) {
  const response = await call(`/events?${query}`, token, signal);
  const list = readJson(await response.text());
  if (list.kind !== 'array') throw new ApiError('unexpected', 'The response of GET /events is not a list.');
  return { events: list.items.map((node) => toEvent(node)), next: nextQuery(response.headers.get('Link')) };
}

/** One event by its id. @returns {Promise<Event>} */
export async function getEvent(
  /** @type {string} */ token, /** @type {string} */ id, /** @type {AbortSignal} */ signal,
) {
  const response = await call(`/events/${encodeURIComponent(id)}`, token, signal);
  return toEvent(readJson(await response.text()));
}

/** Counts. @returns {Promise<import('./stats.js').Stats>} */
export async function getStats(
  /** @type {string} */ token, /** @type {string} */ query, /** @type {AbortSignal} */ signal,
) {
  const response = await call(`/events/stats?${query}`, token, signal);
  return toStats(readJson(await response.text()));
}

/** A JSON response. */
export async function getJson(
  /** @type {string} */ token, /** @type {string} */ path, /** @type {AbortSignal} */ signal,
) {
  const response = await call(path, token, signal);
  return plain(readJson(await response.text()));
}

/** A text response. */
export async function getText(
  /** @type {string} */ token, /** @type {string} */ path, /** @type {AbortSignal} */ signal,
) {
  return (await call(path, token, signal)).text();
}

/**
 * Calls the API.
 * @param {string} path from the API's address on, with the query
 * @param {string} token
 * @param {AbortSignal} signal
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Response>} a good response; everything else is an {@link ApiError}
 */
export async function call(path, token, signal, headers = {}) {
  let response;
  try {
    response = await fetch(base + path, {
      headers: { Authorization: token, ...headers },
      signal, cache: 'no-store', credentials: 'omit', redirect: 'error',
    });
  } catch (failure) {
    if (signal.aborted) throw failure;
    throw new ApiError('unreachable', `No response from ${new URL(base).host}.`);
  }
  if (!response.ok) throw await problem(response);
  return response;
}

/** Whatever was thrown, as an {@link ApiError}. */
export function asApiError(/** @type {unknown} */ failure) {
  if (failure instanceof ApiError) return failure;
  return new ApiError('unexpected', failure instanceof Error ? failure.message : String(failure));
}

async function problem(/** @type {Response} */ response) {
  const status = response.status;
  const retryAfter = Number(response.headers.get('Retry-After')) || 0;
  let body = {};
  try {
    body = plain(parseExact(await response.text())) ?? {};
  } catch {
    // not a problem document: the status has to do
  }
  const type = String(body.type ?? '');
  const kind = type.startsWith(PROBLEM) ? type.slice(PROBLEM.length) : status === 401 ? 'unauthorized' : 'unexpected';
  const detail = String(body.detail ?? body.title ?? `The API responded ${status}.`);
  return new ApiError(kind, detail, { status, retryAfter, field: String(body.field ?? '') });
}

function readJson(/** @type {string} */ text) {
  try {
    return parseExact(text);
  } catch (failure) {
    throw new ApiError('unexpected', `The API’s response is ${failure instanceof Error ? failure.message : 'unclear'}.`);
  }
}

// Only the query is taken from the link: the address that this page uses is the one its own server named.
function nextQuery(/** @type {string | null} */ header) {
  for (const [, target, parameters] of (header ?? '').matchAll(/<([^>]*)>([^,]*)/g)) {
    if (/;\s*rel\s*=\s*"?next"?/i.test(parameters)) return new URL(target, base).search.slice(1) || null;
  }
  return null;
}
