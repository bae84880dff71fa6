// The proofs of the rows in sight: asked for together, checked here one by one, and the text of each row compared with
// the bytes that its proof covers.
import { ApiError, getJson } from './api.js';
import { isRead } from './event.js';
import { batch, computed, effect } from './lib.js';
import { checkCheckpoint, checkLogSoon, raise, sealedSize } from './log.js';
import { canVerify } from './note.js';
import { failed, MISSING, proofs, proofOf, proved, remember } from './proofs.js';
import { detail, events, live, token } from './state.js';

/** @typedef {import('./event.js').Event} Event */

const MAX_AT_ONCE = 100;
const GATHER = 50;
const AGAIN = 10_000;

/** @type {Event[]} */
let wanted = [];
let timer = 0;
let busy = false;
let call = new AbortController();

/** The events of the list, and the opened one, that do not hold. */
export const notHolding = computed(() => {
  if (![...proofs.value.values()].some(({ state }) => state === 'failed')) return [];
  const alone = detail.value?.event;
  const shown = alone && !events.value.includes(alone) ? [...events.value, alone] : events.value;
  return shown.filter((event) => proofOf(event.id)?.state === 'failed');
});

/** Wants the proofs of these rows, and no longer those of others. */
export function wantProofs(/** @type {Event[]} */ rows) {
  wanted = rows;
  if (!busy) lookSoon(GATHER);
}

function lookSoon(/** @type {number} */ wait) {
  clearTimeout(timer);
  timer = setTimeout(look, wait);
}

/** Checks again what no checkpoint covered, whenever a newer one is there. */
export function startRowProofs() {
  effect(() => {
    if (sealedSize.value && !busy) lookSoon(GATHER);
  });
  let before = token.value;
  effect(() => {
    if (token.value === before) return;
    before = token.value;
    call.abort();
    call = new AbortController();
  });
}

async function look() {
  const { signal } = call;
  const missing = wanted.filter((event) => !proofOf(event.id) && BigInt(event.seq || -1) < sealedSize.value).slice(0, MAX_AT_ONCE);
  // To ask for a proof is itself a read that may be recorded: to ask again for what that adds would never end.
  const onlyReads = live.value && missing.every(isRead);
  if (busy || onlyReads || !missing.length || !token.value || !(await canVerify())) return;
  busy = true;
  let wait = GATHER;
  try {
    await check(missing, signal);
  } catch (failure) {
    raise(failure);
    wait = AGAIN;
    if (failure instanceof ApiError && (failure.status === 404 || failure.status === 403)) return; // the API offers none
  } finally {
    busy = false;
  }
  if (!signal.aborted) lookSoon(wait);
}

async function check(/** @type {Event[]} */ rows, /** @type {AbortSignal} */ signal) {
  const response = await getJson(token.value, `/events/proofs/${rows.map(({ seq }) => seq).join(',')}`, signal);
  const { checkpoint, key } = await checkCheckpoint(String(response.checkpoint), signal);
  const found = new Map(response.proofs.map((/** @type {import('./verify.js').Proof} */ proof) => [String(proof.seq), proof]));
  const later = new Set([...response.unsealed, ...response.unread].map(String));
  const states = await Promise.all(rows.map(async (event) => {
    const proof = found.get(event.seq);
    if (!proof && later.has(event.seq)) return null;
    try {
      if (!proof) throw new Error(MISSING);
      return await proved({ ...proof, tree_size: response.tree_size }, event, checkpoint, key, signal);
    } catch (failure) {
      if (failure instanceof ApiError) throw failure;
      return failed(failure);
    }
  }));
  if (signal.aborted) return;
  if (response.unsealed.length) checkLogSoon();
  batch(() => remember(rows.flatMap((event, at) => (states[at] ? [[event.id, states[at]]] : []))));
}
