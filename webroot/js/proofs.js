// The proof of the open event: fetched, checked here, remembered while the page lives.
import { ApiError, getEvent, getJson } from './api.js';
import { hex } from './bytes.js';
import { readEvent } from './event.js';
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

const proofs = signal(/** @type {Map<string, ProofState>} */ (new Map()));
let call = new AbortController();

/** What is known about an event's proof. */
export function proofOf(/** @type {string} */ id) {
  return proofs.value.get(id);
}

function set(/** @type {string} */ id, /** @type {ProofState} */ state) {
  const all = new Map(proofs.value);
  all.delete(id);
  all.set(id, state);
  const oldest = all.keys().next().value;
  if (all.size > MAX_KEPT && oldest !== undefined) all.delete(oldest);
  proofs.value = all;
}

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
      if (known !== 'proved' && known !== 'impossible') prove(event, signal);
    });
  });
}

async function prove(/** @type {Event} */ event, /** @type {AbortSignal} */ signal) {
  if (!(await canVerify())) {
    set(event.id, nothing('impossible'));
    return;
  }
  set(event.id, nothing('checking'));
  for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const state = await attempt(event, signal);
    if (signal.aborted) return;
    set(event.id, state);
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
    const { text, leaf, path } = await openProof(proof, event, checkpoint);
    if (checkpoint.size <= BigInt(event.seq) + 1n) checkLogSoon();
    const facts = /** @type {[string, string][]} */ ([
      ['steps', `${path.length} ${path.length === 1 ? 'hash' : 'hashes'}, then Ed25519`],
      ['leaf hash', hex(leaf)], ['tree root', hex(checkpoint.root)], ['signature', hex(checkpoint.signature)],
      ['key', key.text],
    ]);
    // It may have been redacted after it came into the list.
    const own = text === null ? await getEvent(token.value, event.id, signal) : readEvent(text);
    if (text === null && !own.redaction) throw new Error('The proof leaves out the content that the API shows.');
    return { ...nothing('proved'), event: own, facts, entry: Number(event.seq), signer: `${checkpoint.origin}, key ${hex(key.id)}` };
  } catch (failure) {
    if (failure instanceof ApiError) return unproven(failure);
    raise(failure);
    return { ...nothing('failed'), problem: failure instanceof Error ? failure.message : String(failure) };
  }
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
