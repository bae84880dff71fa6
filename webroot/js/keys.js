// The keys of the whole page. They work wherever nothing else wants them: not while typing, not in open panels.
import {
  close, copyLink, move, narrow, open, toggleDensity, toggleLive, toggleTheme, toggleZone, whenListed,
} from './actions.js';
import { active, helpOpen, letterKeys, opened, sheetOpen, tokenScreen } from './state.js';
import { rowHeight } from './table.js';

const pageOfRows = () => Math.max(1, Math.floor((document.getElementById('events')?.clientHeight ?? 400) / rowHeight()) - 2);

const ofList = (/** @type {() => void} */ action) => () => {
  followFocus();
  whenListed(action);
};

// The keyboard is where its row is: what is pressed next is meant for that. Within the opened event it stays there.
function followFocus() {
  if (!document.activeElement?.closest('.drawer')) document.getElementById('events')?.focus({ preventScroll: true });
}

/** @type {Record<string, () => unknown>} */
const KEYS = {
  j: ofList(() => move(1)),
  ArrowDown: ofList(() => move(1)),
  k: ofList(() => move(-1)),
  ArrowUp: ofList(() => move(-1)),
  PageDown: ofList(() => move(pageOfRows())),
  PageUp: ofList(() => move(-pageOfRows())),
  Home: ofList(() => move(-Infinity)),
  End: ofList(() => move(Infinity)),
  Enter: ofList(() => open(active.value)),
  Escape: () => {
    if (sheetOpen.value) sheetOpen.value = false;
    else close();
  },
  c: () => opened.value && copyLink(),
  u: ofList(() => narrow('user_id', '=')),
  U: ofList(() => narrow('user_id', '!=')),
  e: ofList(() => narrow('event_type', '=')),
  E: ofList(() => narrow('event_type', '!=')),
  z: toggleZone,
  d: toggleDensity,
  t: toggleTheme,
  '?': () => { helpOpen.value = true; },
  '/': () => document.getElementById('query')?.focus(),
  l: toggleLive,
};
const CASED = new Set(['U', 'E']);

/** Listens from now on. */
export function startKeys() {
  addEventListener('keydown', onKeyDown);
}

function onKeyDown(/** @type {KeyboardEvent} */ pressed) {
  const target = pressed.target instanceof Element ? pressed.target : document.body;
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || pressed.isComposing) return;
  if (tokenScreen.value.open || document.querySelector('dialog[open]') || target.closest('input, textarea, select')) return;
  const letter = pressed.key.length === 1;
  if (letter && !letterKeys.value) return;
  const name = letter && !(pressed.shiftKey && CASED.has(pressed.key)) ? pressed.key.toLowerCase() : pressed.key;
  if (name === 'Enter' && target.closest('a, button, summary')) return;
  if (/^(Arrow|Page|Home|End)/.test(name) && target.closest('[role=tablist], .panel, pre, .rail')) return;
  const action = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  if (!action) return;
  pressed.preventDefault();
  action();
}
