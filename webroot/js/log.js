// Whether the log as a whole holds: its checkpoint is signed by the known key and continues the last one that this
// browser has seen. What was seen is kept in this browser, so a log that is rolled back or rewritten is noticed.
import { ApiError, getJson, getText } from './api.js';
import { fromBase64, hex, toBase64 } from './bytes.js';
import { computed, signal } from './lib.js';
import { canVerify, openCheckpoint, readVerifierKey } from './note.js';
import { config, token } from './state.js';
import { store, stored, storedJson } from './storage.js';
import { hash, requireConsistent } from './verify.js';

/** @typedef {import('./note.js').Checkpoint} Checkpoint */

/**
 * absent: the API offers no log; impossible: this browser cannot verify here; unknown: not asked yet or no response.
 * @typedef {{state: 'unknown' | 'absent' | 'impossible' | 'verified' | 'broken', problem: string, expected: string,
 *   came: string, checkpoint: Checkpoint | null, key: import('./note.js').VerifierKey | null, pinned: boolean, at: number}} LogState
 */

/** What is known about the log. */
export const log = signal(/** @type {LogState} */ (nothing('unknown')));
/** How many entries the checked checkpoint covers. */
export const sealedSize = computed(() => (log.value.state === 'verified' ? log.value.checkpoint?.size ?? 0 : 0));

const AGAIN = 20_000;
const SOON = 1500;

/** A reason to call the log broken, with what this browser expected and what came. */
class LogBroken extends Error {
  constructor(/** @type {string} */ message, /** @type {string} */ expected, /** @type {string} */ came) {
    super(message);
    this.expected = expected;
    this.came = came;
  }
}

let queue = Promise.resolve();
let timer = 0;
let call = new AbortController();

/** Runs checks one after the other, so that no older checkpoint is compared with a newer one that came meanwhile. */
function inTurn(/** @type {() => Promise<any>} */ action) {
  const done = queue.then(action);
  queue = done.then(() => undefined, () => undefined);
  return done;
}

/** Checks the log now, and again from time to time. */
export function watchLog() {
  clearTimeout(timer);
  call.abort();
  call = new AbortController();
  if (!token.value) {
    log.value = nothing('unknown');
    return;
  }
  const { signal } = call;
  const look = async () => {
    if (document.visibilityState === 'visible' || log.value.state === 'unknown') await check(signal);
    if (!signal.aborted) timer = setTimeout(look, log.value.state === 'verified' || log.value.state === 'broken' ? AGAIN : AGAIN / 2);
  };
  look();
}

/** Asks for the newest checkpoint soon: an event was added that the last one cannot cover. */
export function checkLogSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => check(call.signal).finally(() => watchLater()), SOON);
}

function watchLater() {
  clearTimeout(timer);
  if (!call.signal.aborted) timer = setTimeout(() => watchLog(), AGAIN);
}

async function check(/** @type {AbortSignal} */ signal) {
  try {
    if (!(await canVerify())) {
      log.value = nothing('impossible');
      return;
    }
    await inTurn(() => checkNewest(signal));
  } catch (failure) {
    if (!signal.aborted) report(failure);
  }
}

async function checkNewest(/** @type {AbortSignal} */ signal) {
  const key = await logKey(signal);
  let checkpoint = await openOrBreak(await getText(token.value, '/log/checkpoint', signal), key);
  if (checkpoint.size < (seen()?.size ?? 0)) {
    // Another tab may have seen a newer one between our request and now: ask once more before raising the alarm.
    checkpoint = await openOrBreak(await getText(token.value, '/log/checkpoint', signal), key);
  }
  await learnKey(checkpoint.text, signal);
  const last = seen();
  if (last && checkpoint.size < last.size) {
    throw new LogBroken('The log was rolled back: it is shorter than this browser has seen it.',
      `at least ${last.size} entries, root ${hex(last.root)}`, `${checkpoint.size} entries, root ${hex(checkpoint.root)}`);
  }
  await observe(checkpoint, key, signal);
}

/**
 * Checks a checkpoint that came with a proof: signed, and of the same history as all that this browser has seen.
 * @returns {Promise<{checkpoint: Checkpoint, key: import('./note.js').VerifierKey}>}
 */
export function checkCheckpoint(/** @type {string} */ text, /** @type {AbortSignal} */ signal) {
  return inTurn(async () => {
    const key = await logKey(signal);
    const checkpoint = await openOrBreak(text, key);
    await observe(checkpoint, key, signal);
    return { checkpoint, key };
  });
}

/** Raises the alarm when what a proof found concerns the log as a whole. */
export function raise(/** @type {unknown} */ failure) {
  if (failure instanceof LogBroken) report(failure);
}

function report(/** @type {unknown} */ failure) {
  if (failure instanceof LogBroken) {
    log.value = { ...nothing('broken'), problem: failure.message, expected: failure.expected, came: failure.came };
    return;
  }
  if (!(failure instanceof ApiError)) {
    log.value = { ...nothing('broken'), problem: 'The log could not be checked.', expected: 'a response that can be read', came: String(failure) };
    return;
  }
  if (log.value.state === 'broken') return;
  const { status } = failure;
  if (status === 404 || status === 403) log.value = nothing('absent');
  else if (log.value.state !== 'verified') log.value = { ...nothing('unknown'), problem: failure.message };
}

async function openOrBreak(/** @type {string} */ text, /** @type {import('./note.js').VerifierKey} */ key) {
  try {
    return await openCheckpoint(text, key);
  } catch (failure) {
    throw new LogBroken('The log’s checkpoint is not signed as it must be.', `a checkpoint signed by ${key.text}`,
      failure instanceof Error ? failure.message : String(failure));
  }
}

async function observe(/** @type {Checkpoint} */ checkpoint, /** @type {import('./note.js').VerifierKey} */ key, /** @type {AbortSignal} */ signal) {
  const last = seen();
  if (last) await requireSameHistory(last, checkpoint, signal);
  if (!last || checkpoint.size > last.size) {
    store(seenName(), JSON.stringify({ origin: checkpoint.origin, size: checkpoint.size, root: toBase64(checkpoint.root) }));
  }
  const shown = log.value.checkpoint;
  log.value = {
    ...nothing('verified'), key, pinned: Boolean(config.value?.logKey), at: Date.now(),
    checkpoint: shown && shown.size > checkpoint.size ? shown : checkpoint,
  };
}

async function requireSameHistory(/** @type {{size: number, root: Uint8Array, origin: string}} */ last, /** @type {Checkpoint} */ checkpoint, /** @type {AbortSignal} */ signal) {
  const [older, newer] = last.size <= checkpoint.size ? [last, checkpoint] : [checkpoint, last];
  const describe = (/** @type {{size: number, root: Uint8Array}} */ tree) => `${tree.size} entries, root ${hex(tree.root)}`;
  let path = /** @type {Uint8Array[]} */ ([]);
  if (older.size > 0 && older.size < newer.size) {
    const response = await getJson(token.value, `/log/consistency?old=${older.size}&new=${newer.size}`, signal);
    path = Array.isArray(response.path) ? response.path.map((/** @type {unknown} */ step) => hashOrNone(step)) : [];
  }
  try {
    await requireConsistent(older, newer, path);
  } catch (failure) {
    throw new LogBroken('The log was rewritten: it does not continue what this browser has seen.',
      `a history that holds ${describe(last)}`, `${describe(checkpoint)} (${failure instanceof Error ? failure.message : failure})`);
  }
}

function hashOrNone(/** @type {unknown} */ text) {
  try {
    return hash(text);
  } catch {
    return new Uint8Array(32); // leads to no root
  }
}

// The operator's key where the configuration has one; else the key that came first, which this browser then holds to.
async function logKey(/** @type {AbortSignal} */ signal) {
  const known = config.value?.logKey || stored(keyName());
  if (known) return readKey(known);
  const [first] = await servedKeys(signal);
  const key = await readKey(first);
  store(keyName(), key.text);
  return key;
}

async function readKey(/** @type {string} */ text) {
  try {
    return await readVerifierKey(text);
  } catch (failure) {
    throw new LogBroken('The log’s key cannot be used.', 'a verifier key, name+id+key', `${text.slice(0, 300)} (${failure instanceof Error ? failure.message : failure})`);
  }
}

/** The keys that the service names, the current one first; older ones stay listed, since what they signed stays valid. */
async function servedKeys(/** @type {AbortSignal} */ signal) {
  return (await getText(token.value, '/log/key', signal)).split('\n').filter(Boolean);
}

// A key that the service changed is learned where the known key has signed the same checkpoint: after a rotation both
// sign for a time. A key that the service does not name at all any more is an alarm.
async function learnKey(/** @type {string} */ checkpoint, /** @type {AbortSignal} */ signal) {
  if (config.value?.logKey) return;
  const known = stored(keyName());
  const served = await servedKeys(signal);
  if (known !== null && !served.includes(known)) {
    throw new LogBroken('The log’s key is not the one that this browser knows.', known, served.join(', ').slice(0, 600));
  }
  if (known !== null && served[0] !== known) {
    const newer = await readKey(served[0]);
    await openOrBreak(checkpoint, newer);
    store(keyName(), newer.text);
  }
}

/** The newest tree that this browser has seen. */
function seen() {
  const kept = storedJson(seenName());
  try {
    return kept && { origin: String(kept.origin), size: Number(kept.size), root: fromBase64(kept.root) };
  } catch {
    return null;
  }
}

/** Forgets key and history, for a log that was begun anew on purpose. */
export function forgetLog() {
  store(keyName(), null);
  store(seenName(), null);
  log.value = nothing('unknown');
  watchLog();
}

function keyName() {
  return `evident.log.key:${config.value?.api}`;
}

function seenName() {
  return `evident.log.seen:${config.value?.api}`;
}

/** @returns {LogState} */
function nothing(/** @type {LogState['state']} */ state) {
  return { state, problem: '', expected: '', came: '', checkpoint: null, key: null, pinned: false, at: 0 };
}
