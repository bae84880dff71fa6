// Mounts the page, chooses what it shows, and listens to the keyboard.
import { copyLink, Drawer } from './drawer.js';
import { FirstRun, NoMatch, Skeleton, Trouble } from './empty.js';
import { effect, html, render } from './lib.js';
import { Query } from './query.js';
import {
  active, broken, close, events, filters, move, open, opened, setFilters, start, status, theme, tokenScreen, withFilter,
} from './state.js';
import { Table } from './table.js';
import { TokenScreen } from './token.js';
import { toggleTheme, toggleZone, Topbar } from './topbar.js';

function App() {
  if (broken.value) return html`<${Topbar} /><main class="screen notice" role="alert"><h2>${broken.value}</h2><p>Reload the page when it is back.</p></main>`;
  if (tokenScreen.value.open) return html`<${Topbar} /><${TokenScreen} />`;
  return html`<${Topbar} /><${Query} />
    <main class=${opened.value ? 'content with-drawer' : 'content'}>
      <${List} />
      ${opened.value && html`<${Drawer} />`}
    </main>`;
}

function List() {
  if (status.value === 'failed') return html`<${Trouble} />`;
  if (status.value === 'loading') return html`<${Skeleton} />`;
  if (events.value.length) return html`<${Table} />`;
  return filters.value.length ? html`<${NoMatch} />` : html`<${FirstRun} />`;
}

const pageOfRows = () => Math.max(1, Math.floor((document.getElementById('events')?.clientHeight ?? 400) / 32) - 2);

const KEYS = {
  j: () => move(1),
  ArrowDown: () => move(1),
  k: () => move(-1),
  ArrowUp: () => move(-1),
  PageDown: () => move(pageOfRows()),
  PageUp: () => move(-pageOfRows()),
  Home: () => move(-Infinity),
  End: () => move(Infinity),
  Enter: () => open(active.value),
  Escape: close,
  '/': () => document.getElementById('query')?.focus(),
  t: toggleTheme,
  z: toggleZone,
  c: () => opened.value && copyLink(),
  u: () => narrow('user_id', events.value[active.value]?.user),
  e: () => narrow('event_type', events.value[active.value]?.type),
};

function narrow(/** @type {string} */ field, /** @type {string | undefined} */ value) {
  if (value) setFilters(withFilter(field, value));
}

// Keys work wherever nothing else wants them: not while typing, and scrolling keys not inside the drawer.
function onKeyDown(/** @type {KeyboardEvent} */ pressed) {
  const target = pressed.target instanceof Element ? pressed.target : document.body;
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || tokenScreen.value.open) return;
  if (target.closest('input, textarea, select')) return;
  const name = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  if (name === 'Enter' && target.closest('a, button')) return;
  if (/^(Arrow|Page|Home|End)/.test(name) && target.closest('[role=tablist], .panel, pre')) return;
  const action = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  if (!action) return;
  pressed.preventDefault();
  action();
}

effect(() => {
  if (theme.value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
addEventListener('keydown', onKeyDown);
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
start();
