// State ⇄ query string; pure. ?f=field=value&f=field!=value&event=ID

/** @typedef {{field: string, op: '=' | '!=', value: string}} Filter */

// Query parameters of the API that are not fields; a field of such a name is reached as variant_data.<name>.
const RESERVED = new Set(['limit', 'cursor', 'from', 'to', 'q', 'order']);

/** Reads `field=value` or `field!=value`. @returns {Filter | null} */
export function parseFilter(/** @type {string} */ text) {
  const equals = text.indexOf('=');
  if (equals < 1) return null;
  const negated = text[equals - 1] === '!';
  const field = text.slice(0, negated ? equals - 1 : equals);
  return field && !RESERVED.has(field) ? { field, op: negated ? '!=' : '=', value: text.slice(equals + 1) } : null;
}

/** The text that {@link parseFilter} reads. */
export function filterText(/** @type {Filter} */ filter) {
  return filter.field + filter.op + filter.value;
}

/** Whether two lists hold the same filters in the same order. */
export function sameFilters(/** @type {Filter[]} */ a, /** @type {Filter[]} */ b) {
  return a.map(filterText).join('\n') === b.map(filterText).join('\n');
}

/** @returns {{filters: Filter[], event: string | null}} */
export function readUrl(/** @type {string} */ search) {
  const params = new URLSearchParams(search);
  const filters = params.getAll('f').map(parseFilter).filter((filter) => filter !== null);
  return { filters, event: params.get('event') };
}

/** The address of a state, relative to the page; `.` when nothing is asked for. */
export function writeUrl(/** @type {Filter[]} */ filters, /** @type {string | null} */ event) {
  const parts = filters.map((filter) => `f=${readable(filterText(filter))}`);
  if (event) parts.push(`event=${readable(event)}`);
  return parts.length ? `?${parts.join('&')}` : '.';
}

/** The same filters as the API takes them: one query parameter each. */
export function apiQuery(/** @type {Filter[]} */ filters) {
  return filters.map(({ field, op, value }) => encode(field) + op + encode(value)).join('&');
}

function encode(/** @type {string} */ text) {
  return encodeURIComponent(text.toWellFormed());
}

function readable(/** @type {string} */ text) {
  return encode(text).replace(/%3D/g, '=').replace(/%40/g, '@').replace(/%3A/g, ':').replace(/%2F/g, '/');
}
