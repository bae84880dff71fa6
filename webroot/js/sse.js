// Server-sent events over fetch, because EventSource cannot send the token (HTML §9.2, the wire format of which this
// reads). Connects again by itself, with the last id, so that nothing is missed and nothing comes twice.
import { ApiError, call } from './api.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
/** Without a sign of life for so long the connection counts as dead; the service sends one every 15 s. */
const SILENCE = 45_000;

/** Cuts a stream's text into events. */
export class SseParser {
  /** The id to resume with: of the last event that is complete. @type {string | null} */
  id = null;
  /** @type {string | null} */
  #pending = null;
  #rest = '';
  #type = '';
  /** @type {string[]} */
  #data = [];

  /** @returns {{type: string, data: string}[]} the events that the text completed */
  push(/** @type {string} */ text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = /** @type {string} */ (lines.pop());
    /** @type {{type: string, data: string}[]} */
    const events = [];
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length) events.push({ type: this.#type || 'message', data: this.#data.join('\n') });
        if (this.#pending !== null) this.id = this.#pending;
        this.#type = '';
        this.#data = [];
      } else {
        this.#field(line);
      }
    }
    return events;
  }

  #field(/** @type {string} */ line) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#type = value;
    else if (name === 'id' && !value.includes('\0')) this.#pending = value;
  }
}

/**
 * Follows a stream until the signal aborts.
 * @param {{path: string, token: () => string, lastId: string | null, signal: AbortSignal,
 *   onEvent: (data: string) => void, onState: (state: 'open' | 'waiting', problem: ApiError | null) => void}} options
 * @returns {Promise<ApiError | null>} null when aborted, else why trying again makes no sense
 */
export async function follow({ path, token, lastId, signal, onEvent, onState }) {
  let id = lastId;
  let wait = FIRST_WAIT;
  while (!signal.aborted) {
    /** @type {ApiError | null} */
    let problem = null;
    try {
      const response = await call(path, token(), signal, {
        Accept: 'text/event-stream', ...(id === null ? {} : { 'Last-Event-ID': id }),
      });
      onState('open', null);
      wait = FIRST_WAIT;
      await read(response, signal, (parser, events) => {
        for (const event of events) {
          if (event.type === 'event') onEvent(event.data);
        }
        if (parser.id !== null) id = parser.id;
      });
    } catch (failure) {
      if (signal.aborted) return null;
      problem = failure instanceof ApiError ? failure : new ApiError('unreachable', 'The connection was lost.');
      if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) return problem;
    }
    if (signal.aborted) return null;
    onState('waiting', problem);
    await pause(Math.max(wait, (problem?.retryAfter ?? 0) * 1000) * (0.75 + Math.random() / 2), signal);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
  return null;
}

async function read(
  /** @type {Response} */ response, /** @type {AbortSignal} */ signal,
  /** @type {(parser: SseParser, events: {type: string, data: string}[]) => void} */ take,
) {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new SseParser();
  const end = () => { reader.cancel().catch(() => {}); };
  addEventListener('offline', end);
  try {
    for (;;) {
      const silence = setTimeout(end, SILENCE);
      const { value, done } = await reader.read().finally(() => clearTimeout(silence));
      if (done || signal.aborted) return;
      take(parser, parser.push(value));
    }
  } finally {
    removeEventListener('offline', end);
  }
}

function pause(/** @type {number} */ milliseconds, /** @type {AbortSignal} */ signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(undefined);
    }, { once: true });
  });
}
