// State ⇄ query string; pure. ?q=&f=user_id=svc-ci&f=country!=DE&range=24h|from..to&event=ID&cols=time,ip:160&tz=&density=&theme=&live=1
import { columnsText, parseColumns } from './columns.js';
import { DEFAULT_RANGE, parseRange } from './range.js';

/** @typedef {'=' | '!=' | '>=' | '<=' | '>' | '<'} Op */
/** @typedef {{field: string, op: Op, value: string}} Filter */
/**
 * What an address says. `lock` are fields whose filters stay as the address has them. Preferences are null where it says nothing.
 * `wrong` are parameters, as they stand there, that cannot be understood.
 * @typedef {{q: string, filters: Filter[], wrong: string[], range: string, axis: 'occurred' | 'recorded', order: 'asc' | 'desc', event: string | null, columns: import('./columns.js').Column[] | null, tz: string | null,
 *   density: string | null, theme: string | null, live: boolean, embed: boolean, lock: string[]}} Address
 */

// Parameters of the API that are not fields, on whatever route; a field of such a name is reached as variant_data.<name>,
// and after a backslash at the top of the event too.
const RESERVED = new Set([
  'q', 'from', 'to', 'timezone', 'axis', 'order', 'limit', 'cursor', 'columns', 'bom', 'histogram', 'buckets', 'facets', 'facet_limit',
  'fields', 'dry_run',
]);
const OWN = new Set([
  'event_type', 'user_id', 'occurred_at', 'source', 'tenant', 'dedup_key', 'id', 'seq', 'timestamp', 'variant_data',
]);
const FILTER = /^((?:[^=!<>\\]|\\.)+)(!=|>=|<=|=|>|<)(.*)$/s;

/** Reads `field=value`, also with !=, >=, <=, > and <. @returns {Filter | null} */
export function parseFilter(/** @type {string} */ text) {
  const [, field, op, value] = FILTER.exec(text) ?? [];
  const name = RESERVED.has(field) ? `variant_data.${field}` : field;
  return field ? { field: name, op: /** @type {Op} */ (op), value } : null;
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
  return write(short ? keys.slice(1) : keys, /[\\.<>=!]/g, /[~^$|:*]$/);
}

/** A path of keys as the API names it among its fields. */
export function writtenPath(/** @type {string[]} */ keys) {
  return write(keys, /[\\.<>]/g, /[=!~^$|:*]$/);
}

// A backslash stands before what would mean something else: anywhere, or at the end.
function write(/** @type {string[]} */ keys, /** @type {RegExp} */ anywhere, /** @type {RegExp} */ atEnd) {
  const path = keys.map((key) => key.replace(anywhere, '\\$&')).join('.').replace(atEnd, '\\$&');
  return escapeHalves(keys.length === 1 && RESERVED.has(keys[0]) ? `\\${path}` : path);
}

/** Whether a path of keys can be asked for. */
export function canFilter(/** @type {string[]} */ keys) {
  return keys.every((key) => key !== '');
}

/** A value as a filter has to write it, so that a star is a star and a backslash a backslash. */
export function literal(/** @type {string} */ value) {
  return escapeHalves(value.replace(/\\+(?=\*|u[\da-fA-F]{4}|[\ud800-\udfff])/gu, '$&$&').replace(/\*/g, '\\*'));
}

/** The value that a filter's text stands for, as {@link literal} writes it; null where it stands for more than one. */
export function unwritten(/** @type {string} */ text) {
  const bare = text.replace(/\\+(?=\*|u[\da-fA-F]{4})/g, (slashes) => slashes.slice(0, slashes.length >> 1));
  return literal(bare) === text ? bare : null;
}

// Halves of surrogate pairs that stand alone: no address can hold them.
function escapeHalves(/** @type {string} */ text) {
  return text.replace(/[\ud800-\udfff]/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
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
    wrong: [...params].filter(([name, value]) => !isUnderstood(name, value)).map(([name, value]) => `${name}=${value}`),
    range: parseRange(params.get('range')) ?? DEFAULT_RANGE,
    axis: params.get('axis') === 'recorded' ? 'recorded' : 'occurred',
    order: params.get('order') === 'asc' ? 'asc' : 'desc',
    event: params.get('event') || null,
    columns: parseColumns(params.get('cols')),
    tz: one('tz', ['utc', 'local']),
    density: one('density', ['compact', 'comfortable']),
    theme: one('theme', ['auto', 'light', 'dark']),
    live: params.get('live') === '1',
    embed: params.get('embed') === '1',
    lock: (params.get('lock') ?? '').split(',').filter(Boolean),
  };
}

const NAMES = new Set(['q', 'f', 'range', 'event', 'tz', 'density', 'theme', 'live', 'embed', 'lock', 'cols']);

function isUnderstood(/** @type {string} */ name, /** @type {string} */ value) {
  if (name === 'f') return parseFilter(value) !== null;
  if (name === 'range') return value === '' || parseRange(value) !== null;
  if (name === 'axis') return value === 'recorded' || value === 'occurred';
  if (name === 'order') return value === 'asc' || value === 'desc';
  return NAMES.has(name);
}

/** The address of a state, relative to the page; `.` when it says nothing. */
export function writeUrl(/** @type {Partial<Address>} */ state) {
  const parts = [];
  const add = (/** @type {string} */ name, /** @type {string | null | undefined} */ value) => {
    if (value) parts.push(`${name}=${readable(value)}`);
  };
  add('q', state.q);
  for (const filter of state.filters ?? []) add('f', filterText(filter));
  for (const text of state.wrong ?? []) {
    const at = text.indexOf('=');
    parts.push(`${readable(text.slice(0, at))}=${readable(text.slice(at + 1))}`);
  }
  add('range', state.range === DEFAULT_RANGE ? null : state.range);
  add('axis', state.axis === 'recorded' ? 'recorded' : null);
  add('order', state.order === 'asc' ? 'asc' : null);
  add('event', state.event);
  add('cols', state.columns && columnsText(state.columns));
  add('tz', state.tz);
  add('density', state.density);
  add('theme', state.theme);
  add('live', state.live ? '1' : null);
  add('embed', state.embed ? '1' : null);
  add('lock', state.lock?.join(','));
  return parts.length ? `?${parts.join('&')}` : '.';
}

/** The same query as the API takes it. */
export function apiQuery(
  /** @type {{q: string, filters: Filter[], timezone?: string, axis?: string, order?: string}} */ { q, filters, timezone, axis, order }, /** @type {import('./range.js').Span} */ { from, to },
) {
  const parts = filters.map(({ field, op, value }) => encode(field) + op.replace(/[<>]/, encodeURIComponent) + encode(value));
  if (q) parts.push(`q=${encode(q)}`);
  if (from) parts.push(`from=${encode(from)}`);
  if (to) parts.push(`to=${encode(to)}`);
  if (timezone) parts.push(`timezone=${encode(timezone)}`);
  if (axis === 'occurred') parts.push('axis=occurred');
  if (order === 'asc') parts.push('order=asc');
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
