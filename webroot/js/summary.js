// An event's data in one line: how it ended, what changed, on what, from where, and the rest; pure.
import { changesOf, TELLING_CHANGES } from './changes.js';
import { isScalar, member, scalarText } from './exact.js';
import { clip, keyText, stringText } from './format.js';

/** @typedef {import('./exact.js').Node} Node */
/** @typedef {{word: string, kind: 'good' | 'bad', keys: string[]}} Outcome */

const CHANGES = 3;
const OUTCOMES = ['outcome', 'result', 'status'];
const GOOD = /^(?:succe(?:ss|eded|ssful)|ok|allow(?:ed)?|granted|passed|permitted|accepted|approved)$/i;
const BAD = /^(?:fail(?:ed|ure)?|denied|deny|refused|rejected|error|blocked|forbidden|unauthorized)$/i;
const TARGETS = new Set(['target', 'resource', 'object']);
const ADDRESSES = new Set(['ip', 'source_ip', 'client_ip', 'ip_address', 'remote_addr', 'src_ip', 'address']);
const PAIRS = 12;
const TELLING = ['name', 'title', 'login', 'full_name', 'email', 'id', 'key', 'number', 'sha', 'ref', 'url'];

/**
 * One key and value of a row. `keys` is the path in the event and `exact` the value, where a filter can ask for it;
 * `before` is there where the value was another one.
 * @typedef {{key: string, value: string, weak: boolean, keys: string[] | null, exact: string, before?: string}} Pair
 */

/**
 * The data of an event as pairs for one line: what changed, on what, from which address; then scalars, then
 * for every object the member that names it best. The outcome has a place of its own.
 * @returns {Pair[]}
 */
export function summary(/** @type {Node | undefined} */ data) {
  if (data?.kind !== 'object') return [];
  const changes = changesOf(data);
  const rank = (/** @type {[string, Node]} */ [key, node]) =>
    (TARGETS.has(key) ? 0 : ADDRESSES.has(key) ? 1 : isScalar(node) ? 2 : 3);
  const outcome = outcomeOf(data)?.keys[1];
  const rest = data.entries.filter(([key]) => key !== outcome && !(changes.length && TELLING_CHANGES.has(key)))
    .map((entry, at) => ({ entry, order: rank(entry) * 20_000 + at }))
    .sort((a, b) => a.order - b.order)
    .slice(0, PAIRS)
    .map(({ entry: [key, node] }) => pair(key, node));
  const more = changes.length > CHANGES ? [note(`and ${changes.length - CHANGES} more`)] : [];
  return [...changes.slice(0, CHANGES).map(changePair), ...more, ...rest];
}

/** @returns {Pair} */
function note(/** @type {string} */ value) {
  return { key: '', value, weak: true, keys: null, exact: '' };
}

/** @returns {Pair} */
function changePair(/** @type {import('./changes.js').Change} */ { name, before, after }) {
  const shown = (/** @type {Node | undefined} */ node) => (node === undefined ? 'none'
    : clip(node.kind === 'string' ? stringText(node.value) || 'empty' : node.text, 60));
  const key = clip(keyText(name), 60);
  return after === undefined
    ? { key, value: `was ${shown(before)}`, weak: false, keys: null, exact: '' }
    : { key, value: shown(after), weak: false, keys: null, exact: '', before: shown(before) };
}

/** What an event says of how it ended; null when it says nothing. @returns {Outcome | null} */
export function outcomeOf(/** @type {Node | undefined} */ data) {
  for (const key of OUTCOMES) {
    const node = member(data, key);
    const word = node?.kind === 'string' ? node.value : '';
    const kind = BAD.test(word) ? 'bad' : GOOD.test(word) ? 'good' : null;
    if (kind) return { word, kind, keys: ['variant_data', key] };
  }
  return null;
}

/** @returns {Pair} */
function pair(/** @type {string} */ key, /** @type {Node} */ node) {
  const shown = (/** @type {string} */ name, /** @type {string} */ value, weak = false) =>
    ({ key: clip(keyText(name), 60), value: clip(value, 160) || 'none', weak, keys: null, exact: '' });
  if (node.kind === 'array') {
    const flat = node.items.every(isScalar);
    const value = flat ? node.items.slice(0, 5).map(scalarText).join(', ') : `${node.items.length} items`;
    return shown(key, value, !flat || !node.items.length);
  }
  if (node.kind === 'object') {
    const name = key === 'changes' ? undefined : TELLING.find((candidate) => {
      const value = member(node, candidate);
      return value !== undefined && isScalar(value) && value.kind !== 'literal' && scalarText(value) !== '';
    });
    if (name) return scalarPair([key, name], /** @type {Node} */ (member(node, name)));
    const keys = node.entries.slice(0, 6).map(([inner]) => inner).join(', ');
    return shown(key, keys, key !== 'changes' || !keys);
  }
  return scalarPair([key], node);
}

/** @returns {Pair} */
function scalarPair(/** @type {string[]} */ path, /** @type {Node} */ node) {
  const exact = scalarText(node);
  return {
    key: clip(path.map(keyText).join('.'), 60), value: clip(node.kind === 'string' ? stringText(exact) : exact, 160) || 'empty', weak: exact === '' || (node.kind === 'literal' && node.text === 'null'),
    keys: exact.length <= 500 ? ['variant_data', ...path] : null, exact,
  };
}
