// Bytes and the texts that stand for them; strict, since proofs are made of them.

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const ENCODER = new TextEncoder();

/** UTF-8. */
export function utf8(/** @type {string} */ text) {
  return ENCODER.encode(text);
}

/** The text of UTF-8 bytes; throws where they are none. */
export function textOf(/** @type {Uint8Array} */ bytes) {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** Standard base64 with padding; throws at anything else. */
export function fromBase64(/** @type {unknown} */ text) {
  if (typeof text !== 'string' || !BASE64.test(text)) throw new Error('not base64');
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  if (toBase64(bytes) !== text) throw new Error('not canonical base64');
  return bytes;
}

export function toBase64(/** @type {Uint8Array} */ bytes) {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}

export function hex(/** @type {Uint8Array} */ bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function concat(/** @type {Uint8Array[]} */ ...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function equal(/** @type {Uint8Array} */ a, /** @type {Uint8Array} */ b) {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export async function sha256(/** @type {Uint8Array[]} */ ...parts) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)));
}
