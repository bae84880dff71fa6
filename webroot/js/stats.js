// Counts as GET /events/stats gives them. Values keep their digits and counts are integers of any size; pure.
import { member, scalarText } from './exact.js';

/** @typedef {import('./exact.js').Node} Node */
/** @typedef {{kind: string, text: string, cut: boolean, count: bigint}} Value `kind` is that of the JSON node */
/** @typedef {{distinct: bigint, highCardinality: boolean, values: Value[]}} Facet */
/** @typedef {{from: string, to: string, count: bigint, types: [string, bigint][], other: bigint}} Bucket */
/** @typedef {{from: string, to: string, buckets: Bucket[]}} Histogram */
/** @typedef {{path: string, kinds: string[]}} Field */
/** @typedef {{count: bigint, histogram: Histogram | null, facets: Map<string, Facet>, fields: Field[], unknown: string[]}} Stats */

/** @returns {Stats} */
export function toStats(/** @type {Node} */ node) {
  const histogram = member(node, 'histogram');
  return {
    count: integer(member(node, 'count')),
    histogram: histogram ? toHistogram(histogram) : null,
    facets: new Map(entries(member(node, 'facets')).map(([path, facet]) => [path, toFacet(facet)])),
    fields: items(member(node, 'fields')).map((field) => ({
      path: scalarText(member(field, 'path')), kinds: items(member(field, 'kinds')).map(scalarText),
    })),
    unknown: items(member(node, 'unknown_fields')).map(scalarText),
  };
}

/** @returns {Histogram} */
function toHistogram(/** @type {Node} */ node) {
  return {
    from: scalarText(member(node, 'from')),
    to: scalarText(member(node, 'to')),
    buckets: items(member(node, 'buckets')).map((bucket) => ({
      from: scalarText(member(bucket, 'from')),
      to: scalarText(member(bucket, 'to')),
      count: integer(member(bucket, 'count')),
      types: entries(member(bucket, 'types')).map(([type, count]) => [type, integer(count)]),
      other: integer(member(bucket, 'other')),
    })),
  };
}

/** @returns {Facet} */
function toFacet(/** @type {Node} */ node) {
  return {
    distinct: integer(member(node, 'distinct')),
    highCardinality: scalarText(member(node, 'high_cardinality')) === 'true',
    values: items(member(node, 'values')).map((value) => {
      const of = member(value, 'value');
      return {
        kind: of?.kind ?? 'literal', text: scalarText(of), cut: scalarText(member(value, 'cut')) === 'true',
        count: integer(member(value, 'count')),
      };
    }),
  };
}

function integer(/** @type {Node | undefined} */ node) {
  return BigInt(node?.kind === 'number' ? node.text : 0);
}

/** @returns {Node[]} */
function items(/** @type {Node | undefined} */ node) {
  return node?.kind === 'array' ? node.items : [];
}

/** @returns {[string, Node][]} */
function entries(/** @type {Node | undefined} */ node) {
  return node?.kind === 'object' ? node.entries : [];
}
