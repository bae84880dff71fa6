// What the search box offers while somebody writes: fields, then values of a field with how often they occur.
import { getStats } from './api.js';
import { now } from './config.js';
import { canCount, facetField, pathOf } from './facetpaths.js';
import { count, stringText } from './format.js';
import { conditionOf, piecesOf, written } from './grammar.js';
import { conditions } from './load.js';
import { spanOf } from './range.js';
import { fields, range, stats, token } from './state.js';
import { apiQuery } from './url.js';

/** @typedef {{text: string, label: string, hint: string, open: boolean}} Choice `open` when more is to be written after it */
/** @typedef {{from: number, to: number, choices: Choice[]}} Offer where in the line the choice goes */

const SHOWN = 8;
const VALUES = 100;
const MAX_KEPT = 50;
const COMMON = ['event_type', 'user_id', 'source', 'tenant', 'occurred_at', 'timestamp', 'dedup_key', 'id', 'seq'];

/** Values by field and query. @type {Map<string, Promise<import('./stats.js').Value[]>>} */
const kept = new Map();

/** The names of fields as conditions write them. */
export function fieldNames() {
  return [...new Set([...COMMON, ...fields.value.map(({ path }) => facetField(path))])];
}

/** Whether an event has a field of this name. */
export function isKnown(/** @type {string} */ name) {
  return fieldNames().includes(name) || fields.value.some(({ path }) => path === name);
}

/** What fits where the cursor is. @returns {Promise<Offer | null>} */
export async function offer(/** @type {string} */ line, /** @type {number} */ cursor, /** @type {AbortSignal} */ signal) {
  const piece = piecesOf(line).find(({ from, to }) => from <= cursor && cursor <= to) ?? { from: cursor, to: cursor, text: '' };
  const condition = conditionOf(piece.text, isKnown);
  if (!condition) return { from: piece.from, to: piece.to, choices: fieldChoices(piece.text) };
  if (/[<>]/.test(condition.op) || !isKnown(condition.field)) return null;
  const path = fields.value.find((field) => facetField(field.path) === condition.field || field.path === condition.field)?.path
    ?? (COMMON.includes(condition.field) ? pathOf([condition.field]) : '');
  if (!path || !canCount(path) || ['id', 'seq', 'timestamp', 'occurred_at', 'dedup_key'].includes(path)) return null;
  const wanted = condition.value.replace(/^"|"$/g, '').toLowerCase();
  const values = await valuesOf(path, signal);
  const fitting = values.filter(({ text, cut }) => !cut && text.toLowerCase().includes(wanted));
  const first = (/** @type {string} */ text) => Number(!text.toLowerCase().startsWith(wanted));
  const choices = fitting.sort((a, b) => first(a.text) - first(b.text) || Number(b.count - a.count)).slice(0, SHOWN).map((value) => ({
    text: `${condition.field}${condition.op}${written(value.text)} `, label: value.kind === 'string' ? stringText(value.text) || 'empty' : value.text,
    hint: count(value.count), open: false,
  }));
  return { from: piece.from, to: piece.to, choices };
}

/** @returns {Choice[]} */
function fieldChoices(/** @type {string} */ typed) {
  const negative = typed.startsWith('-') ? '-' : '';
  const wanted = typed.slice(negative.length).toLowerCase();
  if (!wanted || typed.startsWith('"')) return [];
  const rank = (/** @type {string} */ name) => {
    const lower = name.toLowerCase();
    return lower.startsWith(wanted) ? 0 : lower.split(/[._]/).some((part) => part.startsWith(wanted)) ? 1 : 2;
  };
  return fieldNames().filter((name) => name.toLowerCase().includes(wanted))
    .sort((a, b) => rank(a) - rank(b) || a.length - b.length).slice(0, SHOWN)
    .map((name) => ({ text: `${negative}${name}=`, label: name, hint: kindsOf(name), open: true }));
}

function kindsOf(/** @type {string} */ name) {
  return fields.value.find(({ path }) => facetField(path) === name)?.kinds.join(', ') ?? '';
}

// What the rail has counted is there already; else it is counted now, within the rest of the query.
function valuesOf(/** @type {string} */ path, /** @type {AbortSignal} */ signal) {
  const shown = stats.value?.facets.get(path);
  if (shown && shown.distinct <= BigInt(shown.values.length)) return Promise.resolve(shown.values);
  const span = spanOf(range.value, now());
  const asked = apiQuery(conditions(), { from: null, to: span.to });
  const name = `${path} ${range.value} ${asked}`;
  const known = kept.get(name);
  if (known) return known;
  const query = [apiQuery(conditions(), span), `facets=${encodeURIComponent(path)}&facet_limit=${VALUES}`].filter(Boolean).join('&');
  const values = getStats(token.value, query, signal).then((found) => found.facets.get(path)?.values ?? []);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(name, values);
  values.catch(() => kept.delete(name));
  return values;
}
