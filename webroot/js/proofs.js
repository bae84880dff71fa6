// Proofs, checked here and remembered while the page lives: that of the open event is fetched by itself.
import { ApiError, getEvent, getJson } from './api.js';
import { hex } from './bytes.js';
import { effect, signal } from './lib.js';
import { checkCheckpoint, checkLogSoon, raise } from './log.js';
import { canVerify } from './note.js';
import { detail, token } from './state.js';
import { openProof } from './verify.js';

/** @typedef {import('./event.js').Event} Event */
/**
 * `event` is the event made of the bytes that the proof covers, where they were redacted what the API says of it, null
 * where nothing is proved; `signer` the log and the id of the key that signed it.
 * @typedef {{state: 'checking' | 'proved' | 'unsealed' | 'failed' | 'impossible' | 'absent' | 'unreachable', problem: string,
 *   event: Event | null, facts: [string, string][], entry: number, signer: string}} ProofState
 */

const MAX_KEPT = 2000;
const FIRST_WAIT = 700;
const LONGEST_WAIT = 5000;

/** What to do about an event that is not what was recorded. */
export const NOT_RECORDED = 'What the service showed is not what was recorded. Keep this page and tell whoever runs the log.';
/** What to do about an event without a proof. */
export const MISSING = 'The service gives no proof of this event. Keep this page and tell whoever runs the log.';

/** By the id of the event. */
export const proofs = signal(/** @type {Map<string, ProofState>} */ (new Map()));
let call = new AbortController();

/** What is known about an event's proof. */
export function proofOf(/** @type {string} */ id) {
  return proofs.value.get(id);
}

/** Takes over what is known about some events' proofs. */
export function remember(/** @type {[string, ProofState][]} */ states) {
  const all = new Map(proofs.value);
  for (const [id, state] of states) {
    all.delete(id);
    all.set(id, state);
  }
  for (const oldest of all.keys()) {
    if (all.size <= MAX_KEPT) break;
    all.delete(oldest);
  }
  proofs.value = all;
}

/** Events whose own proof was asked for; that of a row is older than the click on it. */
const opened = new Set();

/** Checks the proof of each event that is opened, from now on. */
export function startProofs() {
  let before = '';
  effect(() => {
    const event = detail.value?.event;
    const wanted = event && token.value ? event.id : '';
    if (wanted === before) return;
    before = wanted;
    call.abort();
    if (!wanted || !event) return;
    call = new AbortController();
    const { signal } = call;
    queueMicrotask(() => {
      const known = proofs.peek().get(event.id)?.state;
      const settled = known === 'impossible' || known === 'failed' || (known === 'proved' && opened.has(event.id));
      if (!settled) prove(event, signal);
    });
  });
}

async function prove(/** @type {Event} */ event, /** @type {AbortSignal} */ signal) {
  if (!(await canVerify())) {
    remember([[event.id, nothing('impossible')]]);
    return;
  }
  if (proofOf(event.id)?.state !== 'proved') remember([[event.id, nothing('checking')]]);
  for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const state = await attempt(event, signal);
    if (signal.aborted) return;
    remember([[event.id, state]]);
    if (opened.size > MAX_KEPT) opened.clear();
    opened.add(event.id);
    if (state.state !== 'unsealed') return;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** @returns {Promise<ProofState>} */
async function attempt(/** @type {Event} */ event, /** @type {AbortSignal} */ signal) {
  let proof;
  try {
    proof = await getJson(token.value, `/events/${encodeURIComponent(event.id)}/proof`, signal);
  } catch (failure) {
    return unproven(failure);
  }
  try {
    const { checkpoint, key } = await checkCheckpoint(String(proof.checkpoint), signal);
    if (checkpoint.size <= BigInt(event.seq) + 1n) checkLogSoon();
    return await proved(proof, event, checkpoint, key, signal);
  } catch (failure) {
    if (failure instanceof ApiError) return unproven(failure);
    raise(failure);
    return failed(failure);
  }
}

/**
 * Checks an event against its proof: throws when the proof does not hold, or when what the API showed of the event is
 * anything but the bytes that it covers.
 * @param {import('./verify.js').Proof} proof
 * @param {Event} event
 * @param {import('./note.js').Checkpoint} checkpoint checked before
 * @param {import('./note.js').VerifierKey} key that signed it
 * @param {AbortSignal} signal
 * @returns {Promise<ProofState>}
 */
export async function proved(proof, event, checkpoint, key, signal) {
  const { text, leaf, path } = await openProof(proof, event, checkpoint);
  let own = event;
  if (text === null && !event.redaction) {
    // It may have been redacted after it came into the list.
    own = await getEvent(token.value, event.id, signal);
    if (!own.redaction) throw new Error('The proof leaves out the content that the API shows. Keep this page and tell whoever runs the log.');
  } else if (text !== null && text !== event.text) {
    throw new Error(NOT_RECORDED);
  }
  const facts = /** @type {[string, string][]} */ ([
    ['steps', `${path.length} ${path.length === 1 ? 'hash' : 'hashes'}, then Ed25519`],
    ['leaf hash', hex(leaf)], ['tree root', hex(checkpoint.root)], ['signature', hex(checkpoint.signature)],
    ['key', key.text],
  ]);
  return { ...nothing('proved'), event: own, facts, entry: Number(event.seq), signer: `${checkpoint.origin}, key ${hex(key.id)}` };
}

/** @returns {ProofState} that it does not hold, and why */
export function failed(/** @type {unknown} */ failure) {
  return { ...nothing('failed'), problem: failure instanceof Error ? failure.message : String(failure) };
}

function unproven(/** @type {unknown} */ failure) {
  const problem = failure instanceof ApiError ? failure : new ApiError('unexpected', String(failure));
  const later = problem.status === 409 || ((problem.status === 404 || problem.status === 503) && problem.retryAfter > 0);
  if (later) return nothing('unsealed');
  if (problem.status === 404 || problem.status === 403) return nothing('absent');
  return { ...nothing('unreachable'), problem: problem.message };
}

/** @returns {ProofState} */
function nothing(/** @type {ProofState['state']} */ state) {
  return { state, problem: '', event: null, facts: [], entry: 0, signer: '' };
}
