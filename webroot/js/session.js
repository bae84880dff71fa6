// The token: taken, kept in this tab, dropped. Never in an address, and never kept where the page is embedded.
import { abortCalls, load } from './load.js';
import { batch } from './lib.js';
import {
  active, embedded, error, events, fetched, fields, firstRun, held, next, opened, refreshing, stats, status, token, TOKEN, tokenScreen,
} from './state.js';
import { store } from './storage.js';

/** @typedef {import('./api.js').ApiError} ApiError */

/** Tries a token; keeps it when the API takes it. */
export async function connect(/** @type {string} */ candidate) {
  if (!/^[\x21-\x7e]+$/.test(candidate)) {
    const reason = candidate ? 'A token has no spaces and only ASCII characters.' : 'Enter a token.';
    tokenScreen.value = { open: true, error: reason, busy: false };
    return;
  }
  tokenScreen.value = { open: !embedded, error: '', busy: true };
  await load(candidate);
}

/** The API took a token. */
export function welcome(/** @type {string} */ candidate) {
  if (!embedded) store(TOKEN, candidate, 'session');
  token.value = candidate;
  tokenScreen.value = { open: false, error: '', busy: false };
}

/** Whether a problem was one of the token, which is then dropped. */
export function refuse(/** @type {ApiError} */ problem, /** @type {string} */ candidate) {
  if (problem.status !== 401) return false;
  if (candidate === token.value) disconnect('The service does not accept this token any more.');
  else tokenScreen.value = { open: true, error: 'The service does not accept this token.', busy: false };
  return true;
}

/** Leaves the token screen with the token that was there before. */
export function keepToken() {
  const { busy } = tokenScreen.value;
  tokenScreen.value = { open: false, error: '', busy: false };
  if (busy || status.value !== 'ready') load();
}

/** Forgets the token and everything that was read with it. */
export function disconnect(reason = '') {
  abortCalls();
  store(TOKEN, null, 'session');
  batch(() => {
    token.value = '';
    events.value = [];
    held.value = [];
    next.value = null;
    fetched.value = null;
    stats.value = null;
    fields.value = [];
    error.value = null;
    status.value = 'loading';
    firstRun.value = false;
    active.value = -1;
    refreshing.value = false;
    if (embedded) opened.value = null;
    tokenScreen.value = { open: true, error: reason, busy: false };
  });
}
