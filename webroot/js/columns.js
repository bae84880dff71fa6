// The columns of the list: which, in which order, how wide; pure. In the address: time,event_type,user_id:300,ip,data.

/** @typedef {{field: string, width: number | null}} Column `width` in pixels */

const DEFAULT = ['time', 'event_type', 'user_id', 'data'];
const MAX_COLUMNS = 20;
const MIN_WIDTH = 48;
const MAX_WIDTH = 1200;
const TRACKS = { time: '132px', event_type: 'minmax(150px, 200px)', user_id: 'minmax(150px, 240px)', data: 'minmax(120px, 1fr)' };
const TITLES = { time: 'Time', event_type: 'Event', user_id: 'User', data: 'Data' };

/** @type {Column[]} */
export const DEFAULT_COLUMNS = DEFAULT.map((field) => ({ field, width: null }));

/** Reads them; null when the text means none. @returns {Column[] | null} */
export function parseColumns(/** @type {string | null} */ text) {
  if (!text) return null;
  try {
    const columns = text.split(',').map((each) => {
      const [, field, width] = /^([^:]+)(?::(\d{1,4}))?$/.exec(each) ?? [];
      if (!field) throw new Error(each);
      return { field: decodeURIComponent(field), width: width ? clamp(Number(width)) : null };
    });
    const names = new Set(columns.map(({ field }) => field));
    return names.size === columns.length && columns.length <= MAX_COLUMNS ? columns : null;
  } catch {
    return null;
  }
}

/** The text that {@link parseColumns} reads; null for those that everybody has. */
export function columnsText(/** @type {Column[]} */ columns) {
  const text = columns.map(({ field, width }) => field.replace(/[,:%]/g, encodeURIComponent) + (width ? `:${width}` : '')).join(',');
  return text === DEFAULT.join(',') ? null : text;
}

/** What a column is called. */
export function columnTitle(/** @type {string} */ field) {
  return TITLES[field] ?? field.replace(/^variant_data\./, '');
}

/** The tracks of the grid; the seals of the proofs have the last. Null where the style sheet has them. */
export function tracks(/** @type {Column[]} */ columns) {
  if (columnsText(columns) === null) return null;
  const open = columns.some(({ field, width }) => field === 'data' && !width);
  const all = columns.map(({ field, width }, at) => {
    if (width) return !open && at === columns.length - 1 ? `minmax(${width}px, 1fr)` : `${width}px`;
    return TRACKS[field] ?? (!open && at === columns.length - 1 ? 'minmax(120px, 1fr)' : 'minmax(80px, 180px)');
  });
  return `${all.join(' ')} 44px`;
}

export function clamp(/** @type {number} */ width) {
  return Math.round(Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width)));
}

/** With one more, before the data. */
export function withColumn(/** @type {Column[]} */ columns, /** @type {string} */ field) {
  if (columns.length >= MAX_COLUMNS || columns.some((column) => column.field === field)) return columns;
  const at = columns.findIndex((column) => column.field === 'data');
  return columns.toSpliced(at < 0 ? columns.length : at, 0, { field, width: null });
}

/** With one moved by some places. */
export function moved(/** @type {Column[]} */ columns, /** @type {number} */ at, /** @type {number} */ by) {
  const to = Math.max(0, Math.min(columns.length - 1, at + by));
  return columns.toSpliced(at, 1).toSpliced(to, 0, columns[at]);
}
