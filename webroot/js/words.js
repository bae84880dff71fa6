// Differences between two sequences: words of long texts, elements of arrays; pure.

/** @typedef {{sign: '=' | '-' | '+', text: string}} Part */

const MAX_CELLS = 400_000;

/** The texts as words and what stands between them; null where they are too long to compare, or too short to need it. */
export function wordParts(/** @type {string} */ before, /** @type {string} */ after) {
  const split = (/** @type {string} */ text) => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
  const [old, young] = [split(before), split(after)];
  if (Math.max(before.length, after.length) < 24 || Math.min(old.length, young.length) < 4) return null;
  return parts(old, young);
}

/** What is common, gone and new, in order; null where that would take too long. @returns {Part[] | null} */
export function parts(/** @type {string[]} */ before, /** @type {string[]} */ after) {
  const width = after.length + 1;
  if (before.length * width > MAX_CELLS) return null;
  // The length of the longest common subsequence of what is left, from the end on.
  const table = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      table[i * width + j] = before[i] === after[j] ? table[(i + 1) * width + j + 1] + 1
        : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
    }
  }
  /** @type {Part[]} */
  const found = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      found.push({ sign: '=', text: before[i++] });
      j++;
    } else if (j >= after.length || (i < before.length && table[(i + 1) * width + j] >= table[i * width + j + 1])) {
      found.push({ sign: '-', text: before[i++] });
    } else {
      found.push({ sign: '+', text: after[j++] });
    }
  }
  return found;
}
