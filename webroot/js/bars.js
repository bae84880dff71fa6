// The histogram's numbers: buckets stacked by kind of event, places on the axis, labels; pure.
import { category, family } from './format.js';

/** @typedef {{name: string, colour: number, count: bigint}} Segment */
/** @typedef {{from: string, to: string, start: number, end: number, count: bigint, segments: Segment[]}} Bar */

const OTHER = { name: 'other', colour: 7 };

/** The kinds that occur, the most frequent first. @returns {Segment[]} */
export function kinds(/** @type {import('./stats.js').Histogram} */ histogram) {
  const sums = /** @type {Map<string, Segment>} */ (new Map());
  for (const bucket of histogram.buckets) add(sums, bucket);
  return [...sums.values()].sort((a, b) => Number(a.name === 'other') - Number(b.name === 'other') || Number(b.count - a.count));
}

/** The buckets as bars, their segments in the order of the kinds. @returns {Bar[]} */
export function bars(/** @type {import('./stats.js').Histogram} */ histogram, /** @type {Segment[]} */ order) {
  return histogram.buckets.map((bucket) => {
    const sums = /** @type {Map<string, Segment>} */ (new Map());
    add(sums, bucket);
    return {
      from: bucket.from, to: bucket.to, start: Date.parse(bucket.from), end: Date.parse(bucket.to), count: bucket.count,
      segments: order.flatMap((kind) => sums.get(kind.name) ?? []),
    };
  });
}

function add(/** @type {Map<string, Segment>} */ sums, /** @type {import('./stats.js').Bucket} */ bucket) {
  const put = (/** @type {string} */ name, /** @type {number} */ colour, /** @type {bigint} */ count) => {
    const sum = sums.get(name) ?? { name, colour, count: 0n };
    sum.count += count;
    sums.set(name, sum);
  };
  for (const [type, count] of bucket.types) put(family(type), category(type), count);
  if (bucket.other) put(OTHER.name, OTHER.colour, bucket.other);
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
  const shift = zone === 'utc' ? 0 : -new Date(start).getTimezoneOffset() * MINUTE;
  const marks = [];
  for (let at = Math.ceil((start + shift) / step) * step; at <= end + shift; at += step) {
    marks.push({ at: at - shift, label: label(new Date(at), step) });
  }
  return marks;
}

function label(/** @type {Date} */ date, /** @type {number} */ step) {
  const time = date.toISOString().slice(11, step < MINUTE ? 19 : 16);
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  if (step < DAY) return /^00:00(:00)?$/.test(time) ? day : time;
  return step > 60 * DAY ? `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}` : day;
}
