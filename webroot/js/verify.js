// RFC 9162 Merkle proofs and Evident's leaf; pure, by WebCrypto. Tree sizes are below 2^53, so numbers do.
import { equal, fromBase64, sha256, textOf, toBase64, utf8 } from './bytes.js';

/** @typedef {import('./note.js').Checkpoint} Checkpoint */

/**
 * The response of GET /events/{id}/proof; bytes in base64. A redacted event has `content` in place of `body` and `salt`.
 * @typedef {{seq: number, tree_size: number, leaf: string, body?: string, salt?: string, content?: string,
 *   path: string[], checkpoint: string}} Proof
 */

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const half = (/** @type {number} */ number) => Math.floor(number / 2);
const isOdd = (/** @type {number} */ number) => number % 2 === 1;

/** The hash of an entry (§2.1.1). */
export function leafHash(/** @type {Uint8Array} */ entry) {
  return sha256(LEAF, entry);
}

/** The root that an inclusion proof leads to (§2.1.3.2); throws when the proof has not the length it must have. */
export async function rootOfInclusion(
  /** @type {number} */ index, /** @type {number} */ size, /** @type {Uint8Array} */ leaf, /** @type {Uint8Array[]} */ path,
) {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) {
    throw new Error(`Entry ${index} is not within a tree of ${size}.`);
  }
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const step of path) {
    if (sn === 0) throw new Error('The inclusion path is too long.');
    if (isOdd(fn) || fn === sn) {
      hash = await sha256(NODE, step, hash);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      hash = await sha256(NODE, hash, step);
    }
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) throw new Error('The inclusion path is too short.');
  return hash;
}

/**
 * Whether a tree continues an older one (§2.1.4.2): throws with the reason when it does not.
 * @param {{size: number, root: Uint8Array}} older
 * @param {{size: number, root: Uint8Array}} newer
 * @param {Uint8Array[]} path
 */
export async function requireConsistent(older, newer, path) {
  if (older.size > newer.size) throw new Error(`A tree of ${newer.size} cannot continue one of ${older.size}.`);
  if (older.size === newer.size || older.size === 0) {
    if (path.length) throw new Error('The consistency path is too long.');
    if (older.size && !equal(older.root, newer.root)) throw new Error('Two trees of the same size have different roots.');
    return;
  }
  let fn = older.size - 1;
  let sn = newer.size - 1;
  while (isOdd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  const steps = [...path];
  // A tree of a power of two stands whole in the newer one, so its root starts the walk and is not in the path.
  const start = fn === 0 ? older.root : steps.shift();
  if (!start) throw new Error('The consistency path is too short.');
  let first = start;
  let second = start;
  for (const step of steps) {
    if (sn === 0) throw new Error('The consistency path is too long.');
    if (isOdd(fn) || fn === sn) {
      first = await sha256(NODE, step, first);
      second = await sha256(NODE, step, second);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      second = await sha256(NODE, second, step);
    }
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) throw new Error('The consistency path is too short.');
  if (!equal(first, older.root)) throw new Error('The consistency path does not lead to the older root.');
  if (!equal(second, newer.root)) throw new Error('The consistency path does not lead to the newer root.');
}

/**
 * Checks that a proof covers an event and leads to its checkpoint, whose signature was checked before.
 * @param {Proof} proof
 * @param {{id: string, seq: string, timestamp: string}} event as the list has it: its id, place and time are checked too
 * @param {Checkpoint} checkpoint
 * @returns {Promise<{text: string | null, leaf: Uint8Array, path: Uint8Array[]}>} the event's JSON, made of the very
 *   bytes that the proof covers, or null when its content was redacted
 */
export async function openProof(proof, event, checkpoint) {
  if (String(proof.seq) !== event.seq) throw new Error(`The proof is for entry ${proof.seq}, the event is entry ${event.seq}.`);
  if (proof.tree_size !== checkpoint.size) {
    throw new Error(`The proof is for a tree of ${proof.tree_size}, the checkpoint is of ${checkpoint.size}.`);
  }
  const redacted = proof.body === undefined;
  const body = redacted ? null : fromBase64(proof.body);
  const content = body ? await sha256(salt(proof.salt), body) : hash(proof.content, 'The content hash');
  const envelope = await sha256(utf8(`${event.id}\n${event.timestamp}\n${toBase64(content)}\n`));
  const leaf = `evident.event/v1\n${proof.seq}\n${toBase64(envelope)}\n`;
  if (leaf !== proof.leaf) {
    throw new Error('What the service showed is not what was recorded. Keep this page and tell whoever runs the log.');
  }
  const path = proof.path.map((step) => hash(step, 'A step of the inclusion path'));
  const hashed = await leafHash(utf8(leaf));
  if (!equal(await rootOfInclusion(proof.seq, proof.tree_size, hashed, path), checkpoint.root)) {
    throw new Error('What the service showed does not lead to the signed root. Keep this page and tell whoever runs the log.');
  }
  return { text: body && eventText(event, textOf(body)), leaf: hashed, path };
}

function eventText(/** @type {{id: string, seq: string, timestamp: string}} */ event, /** @type {string} */ body) {
  const head = `{"id":${JSON.stringify(event.id)},"seq":${event.seq},"timestamp":${JSON.stringify(event.timestamp)}`;
  return `${head},${body.slice(1)}`;
}

function salt(/** @type {unknown} */ text) {
  const bytes = fromBase64(text);
  if (bytes.length !== 16) throw new Error('The salt has not 16 bytes.');
  return bytes;
}

/** A SHA-256 from base64. */
export function hash(/** @type {unknown} */ text, what = 'A hash') {
  const bytes = fromBase64(text);
  if (bytes.length !== 32) throw new Error(`${what} is not a SHA-256.`);
  return bytes;
}
