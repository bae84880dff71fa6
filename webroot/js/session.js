// The token: kept in this tab, dropped. Never in an address, and never kept where the page is embedded.
import { batch } from './lib.js';
import {
  active, embedded, error, events, fetched, fields, firstRun, held, next, opened, refreshing, stats, status, token, TOKEN, tokenScreen,
} from './state.js';
import { store } from './storage.js';

/** @typedef {import('./api.js').ApiError} ApiError */

/** What has to end with the token. @type {(() => void)[]} */
const endings = [];

/** Runs a function whenever the token is forgotten, before what was read with it. */
export function onDisconnect(/** @type {() => void} */ action) {
  endings.push(action);
}

/** Whoever is told that the reader wants the token forgotten. @type {((token: string) => void)[]} */
const forgetting = [];

/** Runs a function when the reader asks to forget the token. */
export function onForget(/** @type {(token: string) => void} */ action) {
  forgetting.push(action);
}

/** Forgets the token because the reader says so. */
export function forget() {
  const forgotten = token.value;
  disconnect();
  for (const tell of forgetting) tell(forgotten);
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

/** Forgets the token and everything that was read with it. */
export function disconnect(reason = '') {
  for (const end of endings) end();
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
