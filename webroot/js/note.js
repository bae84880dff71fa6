// C2SP signed notes, checkpoints and verifier keys (c2sp.org/signed-note, c2sp.org/tlog-checkpoint); pure.
import { concat, equal, fromBase64, hex, sha256, utf8 } from './bytes.js';

/** @typedef {{name: string, id: Uint8Array, publicKey: Uint8Array, text: string}} VerifierKey */
/** @typedef {{origin: string, size: number, root: Uint8Array, signature: Uint8Array, text: string}} Checkpoint */

const ED25519 = 1;
const KEY = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/;
const SIGNATURE = /^— (\S+) (\S+)$/;

/** Whether this browser can hash and check Ed25519 signatures here; without TLS it can on this machine only. */
export async function canVerify() {
  try {
    await crypto.subtle.importKey('raw', new Uint8Array(32), 'Ed25519', false, ['verify']);
    return true;
  } catch {
    return false;
  }
}

/** Reads `name+id+key`; throws when it is not one for Ed25519 or when its id is not that of its key. @returns {Promise<VerifierKey>} */
export async function readVerifierKey(/** @type {string} */ text) {
  const trimmed = text.trim();
  const [, name, id, encoded] = KEY.exec(trimmed) ?? [];
  if (!name) throw new Error('The verifier key is not of the form name+id+key.');
  const bytes = fromBase64(encoded);
  if (bytes.length !== 33 || bytes[0] !== ED25519) throw new Error('The verifier key is not an Ed25519 key.');
  const hash = (await sha256(utf8(`${name}\n`), bytes)).subarray(0, 4);
  if (hex(hash) !== id) throw new Error('The verifier key’s id does not fit its key.');
  return { name, id: hash, publicKey: bytes.subarray(1), text: trimmed };
}

/** Reads a checkpoint and checks the signature of a key; throws with the reason when it does not hold. @returns {Promise<Checkpoint>} */
export async function openCheckpoint(/** @type {string} */ text, /** @type {VerifierKey} */ key) {
  const end = text.lastIndexOf('\n\n');
  if (end < 0 || !text.endsWith('\n')) throw new Error('The checkpoint is not a signed note.');
  const body = text.slice(0, end + 1);
  const signature = await signatureBy(text.slice(end + 2, -1).split('\n'), body, key);
  const [origin, size, root, ...rest] = body.split('\n');
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)) || rest.length !== 1) {
    throw new Error('The checkpoint’s text is not origin, size and root.');
  }
  const hash = fromBase64(root);
  if (hash.length !== 32) throw new Error('The checkpoint’s root is not a SHA-256.');
  if (origin !== key.name) throw new Error(`The checkpoint is of the log ${origin}, the key of ${key.name}.`);
  return { origin, size: Number(size), root: hash, signature, text };
}

// Lines of other keys are ignored, so that old and new keys can sign side by side.
async function signatureBy(
  /** @type {string[]} */ lines, /** @type {string} */ body, /** @type {VerifierKey} */ key,
) {
  for (const line of lines) {
    const [, name, encoded] = SIGNATURE.exec(line) ?? [];
    if (!name) throw new Error('A signature line of the checkpoint cannot be read.');
    const bytes = fromBase64(encoded);
    if (name !== key.name || !equal(bytes.subarray(0, 4), key.id)) continue;
    const signature = bytes.subarray(4);
    const imported = await crypto.subtle.importKey('raw', concat(key.publicKey), 'Ed25519', false, ['verify']);
    if (signature.length === 64 && await crypto.subtle.verify('Ed25519', imported, concat(signature), utf8(body))) {
      return signature;
    }
    throw new Error('The signature does not fit the checkpoint.');
  }
  throw new Error(`The checkpoint has no signature by the key ${key.name}+${hex(key.id)}.`);
}
