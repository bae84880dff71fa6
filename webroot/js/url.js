// State ⇄ query string; pure. ?q=&f=user_id=svc-ci&f=country!=DE&range=24h|from..to&event=ID&tz=&density=&theme=&live=1
import { DEFAULT_RANGE, parseRange } from './range.js';

/** @typedef {'=' | '!=' | '>=' | '<=' | '>' | '<'} Op */
/** @typedef {{field: string, op: Op, value: string}} Filter */
/**
 * What an address says. Preferences are null where it says nothing.
 * @typedef {{q: string, filters: Filter[], range: string, event: string | null, tz: string | null,
 *   density: string | null, theme: string | null, live: boolean, embed: boolean}} Address
 */

// Query parameters of the API that are not fields; a field of such a name is reached as variant_data.<name>.
const RESERVED = new Set(['limit', 'cursor', 'from', 'to', 'q', 'order']);
const OWN = new Set([
  'event_type', 'user_id', 'occurred_at', 'source', 'tenant', 'dedup_key', 'id', 'seq', 'timestamp', 'variant_data',
]);
const FILTER = /^((?:[^=!<>\\]|\\.)+)(!=|>=|<=|=|>|<)(.*)$/s;

/** Reads `field=value`, also with !=, >=, <=, > and <. @returns {Filter | null} */
export function parseFilter(/** @type {string} */ text) {
  const [, field, op, value] = FILTER.exec(text) ?? [];
  return field && !RESERVED.has(field) ? { field, op: /** @type {Op} */ (op), value } : null;
}

/** The text that {@link parseFilter} reads. */
export function filterText(/** @type {Filter} */ filter) {
  return filter.field + filter.op + filter.value;
}

/** Whether two lists hold the same filters in the same order. */
export function sameFilters(/** @type {Filter[]} */ a, /** @type {Filter[]} */ b) {
  return a.map(filterText).join('\n') === b.map(filterText).join('\n');
}

/** The name by which a path of keys from the top of the event is filtered: without variant_data where that is clear. */
export function fieldName(/** @type {string[]} */ keys) {
  const [first, second] = keys;
  const short = first === 'variant_data' && keys.length > 1 && !OWN.has(second) && !RESERVED.has(second);
  return (short ? keys.slice(1) : keys).map((key) => key.replace(/[\\.]/g, '\\$&')).join('.');
}

/** Whether a path of keys can be asked for: signs that have a meaning in a query cannot stand in a field's name. */
export function canFilter(/** @type {string[]} */ keys) {
  return keys.every((key) => key !== '' && !/[=<>!~*\p{Cc}]/u.test(key));
}

/** A value as a filter has to write it, so that a star at its end is a star. */
export function literal(/** @type {string} */ value) {
  return value.replace(/\\+(?=\*)/g, '$&$&').replace(/\*/g, '\\*');
}

/** @returns {Address} */
export function readUrl(/** @type {string} */ search) {
  const params = new URLSearchParams(search);
  const one = (/** @type {string} */ name, /** @type {string[]} */ allowed) => {
    const value = params.get(name);
    return value !== null && allowed.includes(value) ? value : null;
  };
  return {
    q: params.get('q')?.trim() ?? '',
    filters: params.getAll('f').map(parseFilter).filter((filter) => filter !== null),
    range: parseRange(params.get('range')) ?? DEFAULT_RANGE,
    event: params.get('event') || null,
    tz: one('tz', ['utc', 'local']),
    density: one('density', ['compact', 'comfortable']),
    theme: one('theme', ['auto', 'light', 'dark']),
    live: params.get('live') === '1',
    embed: params.get('embed') === '1',
  };
}

/** The address of a state, relative to the page; `.` when it says nothing. */
export function writeUrl(/** @type {Partial<Address>} */ state) {
  const parts = [];
  const add = (/** @type {string} */ name, /** @type {string | null | undefined} */ value) => {
    if (value) parts.push(`${name}=${readable(value)}`);
  };
  add('q', state.q);
  for (const filter of state.filters ?? []) add('f', filterText(filter));
  add('range', state.range === DEFAULT_RANGE ? null : state.range);
  add('event', state.event);
  add('tz', state.tz);
  add('density', state.density);
  add('theme', state.theme);
  add('live', state.live ? '1' : null);
  add('embed', state.embed ? '1' : null);
  return parts.length ? `?${parts.join('&')}` : '.';
}

/** The same question as the API takes it. */
export function apiQuery(
  /** @type {{q: string, filters: Filter[]}} */ { q, filters }, /** @type {import('./range.js').Span} */ { from, to },
) {
  const parts = filters.map(({ field, op, value }) => encode(field) + op.replace(/[<>]/, encodeURIComponent) + encode(value));
  if (q) parts.push(`q=${encode(q)}`);
  if (from) parts.push(`from=${encode(from)}`);
  if (to) parts.push(`to=${encode(to)}`);
  return parts.join('&');
}

/** Half of a surrogate pair that stands alone is written as JSON writes it: the API takes it so, and a URL has no other way. */
function encode(/** @type {string} */ text) {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`));
}

function readable(/** @type {string} */ text) {
  return encode(text).replace(/%3D/g, '=').replace(/%40/g, '@').replace(/%3A/g, ':').replace(/%2F/g, '/')
    .replace(/%2C/g, ',').replace(/%20/g, '+');
}
