// Calls to the API: the token, problem+json, paging by the Link header.
import { member, parseExact, scalarText } from './exact.js';

/**
 * One event as the API returned it.
 * @typedef {{id: string, seq: string, timestamp: string, type: string, user: string,
 *   data: import('./exact.js').Node | undefined, node: import('./exact.js').Node}} Event
 */

/** Why a call failed. `kind` is the problem's slug, or `unreachable`, or `unexpected`. */
export class ApiError extends Error {
  /**
   * @param {string} kind
   * @param {string} detail
   * @param {{status?: number, retryAfter?: number}} [more]
   */
  constructor(kind, detail, { status = 0, retryAfter = 0 } = {}) {
    super(detail);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

const PROBLEM = 'urn:evident:problem:';

let base = location.origin;

/** Learns where the API is from the server of this page. @returns {Promise<string>} its address */
export async function locateApi() {
  const answer = await fetch('config.json', { cache: 'no-cache' });
  if (!answer.ok) throw new ApiError('unexpected', `config.json: ${answer.status}`);
  const config = await answer.json();
  base = `${location.protocol}//${location.hostname}:${config.api.port}`;
  return base;
}

/**
 * One page of events, newest first.
 * @param {string} token
 * @param {string} query the query string without its question mark
 * @param {AbortSignal} signal
 * @returns {Promise<{events: Event[], next: string | null}>} the page and the query of the next one
 */
export async function getEvents(token, query, signal) {
  const answer = await get(`/events?${query}`, token, signal);
  const list = readJson(await answer.text());
  if (list.kind !== 'array') throw new ApiError('unexpected', 'The answer of GET /events is not a list.');
  return { events: list.items.map(toEvent), next: nextQuery(answer.headers.get('Link')) };
}

/** One event by its id. @returns {Promise<Event>} */
export async function getEvent(
  /** @type {string} */ token, /** @type {string} */ id, /** @type {AbortSignal} */ signal,
) {
  const answer = await get(`/events/${encodeURIComponent(id)}`, token, signal);
  return toEvent(readJson(await answer.text()));
}

async function get(/** @type {string} */ path, /** @type {string} */ token, /** @type {AbortSignal} */ signal) {
  let answer;
  try {
    answer = await fetch(base + path, {
      headers: { Authorization: token }, signal, cache: 'no-store', credentials: 'omit', redirect: 'error',
    });
  } catch (failure) {
    if (signal.aborted) throw failure;
    throw new ApiError('unreachable', `No answer from ${new URL(base).host}.`);
  }
  if (!answer.ok) throw await problem(answer);
  return answer;
}

async function problem(/** @type {Response} */ answer) {
  const status = answer.status;
  const retryAfter = Number(answer.headers.get('Retry-After')) || 0;
  let body = {};
  try {
    body = await answer.json();
  } catch {
    // not a problem document: the status has to do
  }
  const type = String(body.type ?? '');
  const kind = type.startsWith(PROBLEM) ? type.slice(PROBLEM.length) : status === 401 ? 'unauthorized' : 'unexpected';
  return new ApiError(kind, String(body.detail ?? body.title ?? `The API answered ${status}.`), { status, retryAfter });
}

function readJson(/** @type {string} */ text) {
  try {
    return parseExact(text);
  } catch (failure) {
    throw new ApiError('unexpected', `The API's answer is ${failure instanceof Error ? failure.message : 'unclear'}.`);
  }
}

/** @returns {Event} */
function toEvent(/** @type {import('./exact.js').Node} */ node) {
  return {
    id: scalarText(member(node, 'id')),
    seq: scalarText(member(node, 'seq')),
    timestamp: scalarText(member(node, 'timestamp')),
    type: scalarText(member(node, 'event_type')),
    user: scalarText(member(node, 'user_id')),
    data: member(node, 'variant_data'),
    node,
  };
}

// Only the query is taken from the link: the address that this page uses is the one its own server named.
function nextQuery(/** @type {string | null} */ header) {
  for (const [, target, parameters] of (header ?? '').matchAll(/<([^>]*)>([^,]*)/g)) {
    if (/;\s*rel\s*=\s*"?next"?/i.test(parameters)) return new URL(target, base).search.slice(1) || null;
  }
  return null;
}
