// Which fields the rail counts; pure.
import { canFilter, fieldName, writtenPath } from './url.js';

/** GET /events/stats counts no more. */
export const MAX_FACETS = 10;

// Fields that say something about most audit logs, the most telling first.
const TELLING = [
  'outcome', 'action', 'status', 'country', 'method', 'ip', 'role', 'format', 'reason', 'target', 'setting', 'severity',
  'result', 'resource.kind', 'resource.type', 'repository.full_name', 'repo.name', 'organization.login', 'currency',
  'client.name', 'environment', 'region', 'mfa',
];
const DULL = /(?:^|[._])(?:id|ids|uuid|guid|sha|hash|url|uri|href|key|token|at|time|timestamp|date|created|updated|message|text|description|body|title)$|_url$|_id$|_at$|\.changes\./i;

/**
 * The paths to count: type and user, source and tenant where they occur, what the reader added, then what tells most.
 * @param {{path: string, kinds: string[]}[]} fields
 * @param {string[]} added
 */
export function facetPaths(fields, added) {
  const possible = fields.filter(({ path }) => canCount(path));
  const present = new Set(possible.map(({ path }) => path));
  const data = possible.filter(({ path, kinds }) =>
    path.startsWith('variant_data.') && !DULL.test(path) && (kinds.includes('string') || kinds.includes('boolean')));
  const telling = TELLING.map((name) => `variant_data.${name}`).filter((path) => present.has(path));
  const flat = data.map(({ path }) => path).filter((path) => depth(path) === 2);
  const deep = data.map(({ path }) => path).filter((path) => depth(path) === 3);
  const wanted = ['event_type', 'user_id', ...added.filter((path) => present.has(path)), ...['source', 'tenant'].filter((path) => present.has(path)), ...telling, ...flat, ...deep];
  return [...new Set(wanted)].slice(0, MAX_FACETS);
}

/** Whether the API can count a path's values. */
export function canCount(/** @type {string} */ path) {
  return canFilter(keysOf(path)) && !path.includes(',');
}

/** The keys of a path as the API writes it. */
export function keysOf(/** @type {string} */ path) {
  const keys = [''];
  for (let at = 0; at < path.length; at++) {
    const unicode = /^\\u[\da-f]{4}/i.exec(path.slice(at, at + 6));
    if (unicode) {
      keys[keys.length - 1] += String.fromCharCode(parseInt(path.slice(at + 2, at + 6), 16));
      at += 5;
    } else if (path[at] === '\\') keys[keys.length - 1] += path[++at] ?? '';
    else if (path[at] === '.') keys.push('');
    else keys[keys.length - 1] += path[at];
  }
  return keys;
}

/** The path of keys, as the API writes it. */
export function pathOf(/** @type {string[]} */ keys) {
  return writtenPath(keys);
}

/** The name by which a path is filtered. */
export function facetField(/** @type {string} */ path) {
  return fieldName(keysOf(path));
}

function depth(/** @type {string} */ path) {
  return keysOf(path).length;
}
