// Time ranges: as the address writes them, as the API takes them, as people read them; pure.

/** @typedef {{from: string | null, to: string | null}} Span both RFC 3339 in UTC; null is open */

/** The ranges that end now, with their names. @type {[string, string][]} */
export const PRESETS = [
  ['15m', 'Last 15 minutes'], ['1h', 'Last hour'], ['24h', 'Last 24 hours'], ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'], ['90d', 'Last 90 days'], ['all', 'All time'],
];

export const DEFAULT_RANGE = '24h';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const RELATIVE = /^([1-9]\d{0,4})([mhdw])$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z$/;

/** The range that a text means, in the form that this page writes; null when it means none. */
export function parseRange(/** @type {string | null} */ text) {
  if (text === 'all' || (text && RELATIVE.test(text))) return text;
  const [from, to, ...more] = (text ?? '').split('..');
  if (to === undefined || more.length || (!from && !to)) return null;
  if ((from && !isInstant(from)) || (to && !isInstant(to))) return null;
  return from && to && Date.parse(from) >= Date.parse(to) ? null : rangeBetween(from, to);
}

/** Whether a range goes on as time does. */
export function isMoving(/** @type {string} */ range) {
  return !range.includes('..') || range.endsWith('..');
}

/** From when to when, at a time. @returns {Span} */
export function spanOf(/** @type {string} */ range, /** @type {number} */ now) {
  if (range === 'all') return { from: null, to: null };
  const relative = RELATIVE.exec(range);
  if (relative) {
    const length = Number(relative[1]) * UNITS[/** @type {'m'} */ (relative[2])];
    return { from: new Date(now - length).toISOString(), to: null };
  }
  const [from, to] = range.split('..');
  return { from: whole(from), to: whole(to) };
}

/** A range between two instants, without digits that say nothing. */
export function rangeBetween(/** @type {string} */ from, /** @type {string} */ to) {
  return `${plain(from)}..${plain(to)}`;
}

/** What the button says. `format` writes an instant. */
export function rangeLabel(/** @type {string} */ range, /** @type {(instant: string) => string} */ format) {
  const preset = PRESETS.find(([value]) => value === range);
  if (preset) return preset[1];
  const relative = RELATIVE.exec(range);
  if (relative) {
    const unit = { m: 'minute', h: 'hour', d: 'day', w: 'week' }[relative[2]];
    return `Last ${relative[1]} ${unit}${relative[1] === '1' ? '' : 's'}`;
  }
  const [from, to] = range.split('..');
  if (!to) return `Since ${format(from)}`;
  return from ? `${format(from)} – ${format(to)}` : `Until ${format(to)}`;
}

// RFC 3339 has seconds always; an address may leave them out.
function whole(/** @type {string} */ instant) {
  return instant ? instant.replace(/(T\d\d:\d\d)Z$/, '$1:00Z') : null;
}

function plain(/** @type {string} */ instant) {
  return instant.replace(/(:\d\d)?\.0+Z$/, '$1Z').replace(/(T\d\d:\d\d):00Z$/, '$1Z');
}

function isInstant(/** @type {string} */ text) {
  return INSTANT.test(text) && !Number.isNaN(Date.parse(text));
}
