// What is written into the search box: conditions and words, each with its place, so that what cannot be understood is
// marked where it stands; pure.
import { literal, parseFilter } from './url.js';

/** @typedef {import('./url.js').Filter} Filter */
/** @typedef {{from: number, to: number, text: string}} Piece */
/** @typedef {{from: number, to: number, message: string}} Problem */
/** @typedef {{filters: Filter[], q: string, problem: Problem | null}} Line */

const OPERATOR = /^((?:[^=!<>:"\\]|\\.)+)(!=|>=|<=|=|>|<|:)(.*)$/s;
const STARTS_WITH_OPERATOR = /^(?:!=|>=|<=|=|>|<)/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/;
const RELATIVE = /^-\d+[smhdw]$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Fields that hold times, of which a date is the whole day. */
const TIMES = new Set(['timestamp', 'occurred_at']);

/** The pieces between spaces; what stands in quotes is one. */
export function piecesOf(/** @type {string} */ line) {
  /** @type {Piece[]} */
  const pieces = [];
  const word = /(?:"(?:[^"\\]|\\.)*(?:"|$)|[^\s"])+/gs;
  for (let found = word.exec(line); found; found = word.exec(line)) {
    pieces.push({ from: found.index, to: found.index + found[0].length, text: found[0] });
  }
  return joined(pieces);
}

// `field = value` is one piece as `field=value` is.
function joined(/** @type {Piece[]} */ pieces) {
  /** @type {Piece[]} */
  const all = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    const [, , , value] = (last && OPERATOR.exec(last.text)) ?? [];
    const open = last && value === '' && !last.text.endsWith(':');
    const goesOn = last && STARTS_WITH_OPERATOR.test(piece.text) && /^[\w.\\-]+$/.test(last.text) && !/^(?:OR|AND)$/.test(last.text);
    if (last && (goesOn || (open && !OPERATOR.test(piece.text)))) {
      last.text += piece.text;
      last.to = piece.to;
    } else {
      all.push({ ...piece });
    }
  }
  return all;
}

/** A piece as field, sign and value, where it is a condition. `known` tells whether an event has a field. */
export function conditionOf(/** @type {string} */ text, /** @type {(field: string) => boolean} */ known) {
  const [, written, sign, value] = OPERATOR.exec(text) ?? [];
  if (!written || text.startsWith('"')) return null;
  const negative = written.length > 1 && written.startsWith('-') && sign.length === 1;
  const field = negative ? written.slice(1) : written;
  if (sign === ':') {
    const plain = /^[A-Za-z_][\w.-]*$/.test(field) && !/^\/\/|:/.test(value);
    if (!known(field) && !plain) return null; // https://…, 12:30, an address
  }
  const op = sign === ':' ? '=' : sign;
  if (negative && op !== '=') return null;
  return { field, op: /** @type {Filter['op']} */ (negative ? '!=' : op), value };
}

/** Reads a line. `known` tells whether an event has a field. @returns {Line} */
export function readLine(/** @type {string} */ line, /** @type {(field: string) => boolean} */ known) {
  /** @type {Filter[]} */
  const filters = [];
  /** @type {string[]} */
  const words = [];
  /** @type {Problem | null} */
  let problem = null;
  const wrong = (/** @type {Piece} */ { from, to }, /** @type {string} */ message) => { problem ??= { from, to, message }; };
  /** @type {Filter | null} */
  let last = null;
  let or = false;
  for (const piece of piecesOf(line)) {
    const { text } = piece;
    if (text === 'AND') continue;
    if (text === 'OR') {
      if (!last || or) wrong(piece, 'OR stands between values of one field, such as user_id=alice OR bob.');
      or = true;
      continue;
    }
    const condition = conditionOf(text, known);
    if (or && last && !condition) {
      last = take({ ...last, value: text }, piece);
    } else if (condition) {
      if (or && last && (condition.field !== last.field || condition.op !== last.op)) {
        wrong(piece, `OR joins values of one field: ${last.field} here, not ${condition.field}.`);
      }
      last = take(condition, piece);
    } else {
      last = null;
      const why = wordProblem(text);
      if (why) wrong(piece, why);
      words.push(text);
    }
    or = false;
  }
  if (or) wrong({ from: line.lastIndexOf('OR'), to: line.lastIndexOf('OR') + 2, text: 'OR' }, 'What else? Write a value after OR.');
  return { filters, q: words.join(' '), problem };

  function take(/** @type {Filter} */ condition, /** @type {Piece} */ piece) {
    const why = conditionProblem(condition);
    if (why) {
      wrong(piece, why);
      return condition;
    }
    const value = valueOf(condition.value);
    const filter = parseFilter(`${condition.field}${condition.op}${value}`) ?? { ...condition, value };
    if (TIMES.has(filter.field) && filter.op === '=' && DATE.test(value)) {
      filters.push({ ...filter, op: '>=' }, { ...filter, op: '<=' });
    } else {
      filters.push(filter);
    }
    return condition;
  }
}

function valueOf(/** @type {string} */ written) {
  return isQuoted(written) ? literal(written.slice(1, -1).replace(/\\(["\\])/g, '$1')) : written;
}

function isQuoted(/** @type {string} */ text) {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"');
}

function conditionProblem(/** @type {Filter} */ { field, op, value }) {
  if (!value) return `What should ${field} be? Write ${field}=value, or ${field}=* for any.`;
  if (value.startsWith('"') && !isQuoted(value)) return 'The quotation mark is not closed.';
  if (isQuoted(value)) return '';
  const bare = value.replace(/\\\*/g, '');
  if (/\*(?!$)/.test(bare)) return 'A star only ends a value: start*. A star that is meant is written \\*.';
  if (/[<>]/.test(op) && !NUMBER.test(value) && !DATE.test(value) && !TIME.test(value) && !RELATIVE.test(value)) {
    return `${value} is neither a number nor a time: write 100, 2026-11-23, 2026-11-23T08:00:00Z or -24h.`;
  }
  return '';
}

function wordProblem(/** @type {string} */ text) {
  if ((text.match(/"/g)?.length ?? 0) % 2) return 'The quotation mark is not closed.';
  if (!/[\p{L}\p{N}]/u.test(text)) return 'Write words, or field=value such as user_id=maria or amount>=100.';
  if (text.includes('*') && !text.includes('"')) return 'Words have no wildcards; a field has: user_id=mar*.';
  return '';
}

/** A value as it is written into the box. */
export function written(/** @type {string} */ value) {
  return value === '' || /[\s"*\\]/.test(value) || /^(?:OR|AND)$/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value;
}

/** The names nearest to one that no event has, the nearest first. */
export function nearest(/** @type {string} */ name, /** @type {string[]} */ names) {
  const simple = (/** @type {string} */ text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const wanted = simple(name);
  const scored = names.map((candidate) => {
    const parts = [candidate, candidate.slice(candidate.lastIndexOf('.') + 1)].map(simple);
    const best = Math.min(...parts.map((part) => {
      if (part === wanted) return 0;
      if (wanted.length > 1 && (part.startsWith(wanted) || wanted.startsWith(part))) return 1;
      return distance(wanted, part);
    }));
    return { candidate, best };
  });
  return scored.filter(({ best }) => best <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.best - b.best || a.candidate.length - b.candidate.length).slice(0, 3).map(({ candidate }) => candidate);
}

// Damerau and Levenshtein, adjacent letters exchanged counting once.
function distance(/** @type {string} */ a, /** @type {string} */ b) {
  let before = /** @type {number[]} */ ([]);
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    before = row;
    row = next;
  }
  return row[b.length];
}
