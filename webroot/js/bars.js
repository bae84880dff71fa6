// The histogram's numbers: buckets stacked by kind of event, places on the axis, labels; pure.
import { category, family } from './format.js';

/** @typedef {{name: string, colour: number, count: bigint}} Segment */
/** @typedef {{from: string, to: string, start: number, end: number, count: bigint, segments: Segment[]}} Bar */

/** The colour of all that is not among the largest kinds: a pattern. */
export const OTHER = 7;

/**
 * The largest kinds, the most frequent first, each with a colour of its own; what is left is one more.
 * A kind has the colour that it has for every reader where no larger one has taken it.
 * @returns {Segment[]}
 */
export function kinds(/** @type {import('./stats.js').Histogram} */ histogram) {
  const sums = /** @type {Map<string, bigint>} */ (new Map());
  let other = 0n;
  for (const bucket of histogram.buckets) {
    other += bucket.other;
    for (const [type, count] of bucket.types) sums.set(family(type), (sums.get(family(type)) ?? 0n) + count);
  }
  const sorted = [...sums].sort(([a, m], [b, n]) => Number(n - m) || (a < b ? -1 : 1));
  const free = new Set([0, 1, 2, 3, 4, 5, 6]);
  const largest = sorted.slice(0, OTHER).map(([name, count]) => {
    const own = category(name);
    const colour = free.has(own) ? own : /** @type {number} */ (free.values().next().value);
    free.delete(colour);
    return { name, colour, count };
  });
  for (const [, count] of sorted.slice(OTHER)) other += count;
  return other ? [...largest, { name: 'other', colour: OTHER, count: other }] : largest;
}

/** The buckets as bars, their segments in the order of the kinds. @returns {Bar[]} */
export function bars(/** @type {import('./stats.js').Histogram} */ histogram, /** @type {Segment[]} */ order) {
  const places = new Map(order.filter(({ colour }) => colour !== OTHER).map(({ name }, at) => [name, at]));
  const last = order.length - 1;
  return histogram.buckets.map((bucket) => {
    const counts = order.map(() => 0n);
    for (const [type, count] of bucket.types) counts[places.get(family(type)) ?? last] += count;
    if (bucket.other) counts[last] += bucket.other;
    return {
      from: bucket.from, to: bucket.to, start: Date.parse(bucket.from), end: Date.parse(bucket.to), count: bucket.count,
      segments: order.map((kind, at) => ({ ...kind, count: counts[at] })).filter(({ count }) => count),
    };
  });
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  1000, 5000, 10_000, 30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR,
  12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 182 * DAY, 365 * DAY, 730 * DAY, 1825 * DAY,
];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Round instants between two, up to a maximum number, with their labels. @returns {{at: number, label: string}[]} */
export function ticks(/** @type {number} */ start, /** @type {number} */ end, /** @type {number} */ max, /** @type {string} */ zone) {
  const step = STEPS.find((candidate) => (end - start) / candidate <= max) ?? STEPS[STEPS.length - 1];
  const shift = (/** @type {number} */ at) => (zone === 'utc' ? 0 : -new Date(at).getTimezoneOffset() * MINUTE);
  const marks = [];
  for (let wall = Math.ceil((start + shift(start)) / step) * step; wall <= end + shift(end); wall += step) {
    // The offset of the instant itself: it may be another one than at the start of the axis.
    const at = wall - shift(wall - shift(wall));
    if (at >= start && at <= end && at + shift(at) === wall) marks.push({ at, label: label(new Date(wall), step) });
  }
  return marks;
}

function label(/** @type {Date} */ date, /** @type {number} */ step) {
  const time = date.toISOString().slice(11, step < MINUTE ? 19 : 16);
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  if (step < DAY) return /^00:00(:00)?$/.test(time) ? day : time;
  return step > 60 * DAY ? `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}` : day;
}
