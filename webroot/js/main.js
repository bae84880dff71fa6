// Mounts the page, chooses what it shows, and starts what works in the background.
import { followHistory } from './actions.js';
import { useApi } from './api.js';
import { now, readConfig } from './config.js';
import { startEmbedding } from './embed.js';
import { Skeleton, Trouble } from './empty.js';
import { Facets } from './facets.js';
import { Histogram } from './histogram.js';
import { startKeys } from './keys.js';
import { lazy } from './lazy.js';
import { effect, html, render } from './lib.js';
import { startLive } from './live.js';
import { load } from './load.js';
import { log, watchLog } from './log.js';
import { LogAlarm } from './logpill.js';
import { startProofs } from './proofs.js';
import { startRowProofs } from './rowproofs.js';
import { Query } from './query.js';
import { address, broken, config, embedded, firstRun, helpOpen, notice, opened, status, theme, token, tokenScreen } from './state.js';
import { Table } from './table.js';
import { shareToken } from './tabs.js';
import { title } from './title.js';
import { Topbar } from './topbar.js';

const { Late: Drawer, want: wantDrawer } = lazy(async () => (await import('./drawer.js')).Drawer);
const { Late: FirstRun } = lazy(async () => (await import('./firstrun.js')).FirstRun);
const { Late: TokenScreen } = lazy(async () => (await import('./token.js')).TokenScreen);
const { Late: Help } = lazy(async () => (await import('./help.js')).Help);

function App() {
  return html`<${PrintHead} /><${SkipLinks} />${!embedded && html`<${Topbar} />`}<${LogAlarm} /><${Page} />${helpOpen.value && html`<${Help} />`}
    <p class=${notice.value ? 'toast' : 'toast gone'} role="status">${notice.value}</p>`;
}

/** What stands on top of a printed page. */
function PrintHead() {
  return html`<p class="print-head"><b>${title()}</b><span>${config.value ? new URL(config.value.api).host : ''}, printed ${new Date(now()).toISOString().slice(0, 16).replace('T', ' ')} UTC${log.value.state === 'verified'
    ? `, log signed and unbroken, key ${log.value.key?.text}` : ''}</span></p>`;
}

function SkipLinks() {
  if (!token.value || tokenScreen.value.open || status.value !== 'ready' || firstRun.value) return null;
  const to = (/** @type {string} */ id) => (/** @type {MouseEvent} */ clicked) => {
    clicked.preventDefault();
    document.getElementById(id)?.focus();
  };
  return html`<nav class="skip" aria-label="Skip to">
    <a href="#events" onClick=${to('events')}>Skip to the events</a><a href="#query" onClick=${to('query')}>Skip to the search</a>
  </nav>`;
}

function Page() {
  if (broken.value) return html`<main class="screen notice" role="alert"><h2>${broken.value}</h2><p>Reload the page when it is back.</p></main>`;
  if (tokenScreen.value.open || !token.value) return html`<${TokenScreen} />`;
  if (status.value === 'ready' && firstRun.value) return html`<${Query} /><main class="content bare"><${FirstRun} /></main>`;
  const names = ['content', opened.value && 'with-drawer', embedded && 'embedded'].filter(Boolean).join(' ');
  return html`<${Query} />
    <main class=${names}>
      <${Facets} />
      <div class="middle" onPointerEnter=${wantDrawer} onKeyDown=${wantDrawer}>${status.value === 'failed' ? html`<${Trouble} />` : html`
        <${Histogram} />
        ${status.value === 'loading' ? html`<${Skeleton} />` : html`<${Table} />`}`}
      </div>
      ${opened.value && html`<${Drawer} />`}
    </main>`;
}

async function start() {
  try {
    config.value = await readConfig();
  } catch {
    broken.value = 'The server of this page does not respond.';
    return;
  }
  useApi(config.value.api);
  history.replaceState(null, '', address() + location.hash);
  addEventListener('popstate', followHistory);
  startKeys();
  startLive();
  startProofs();
  startRowProofs();
  let watched = '';
  effect(() => {
    if (token.value === watched) return;
    watched = token.value;
    queueMicrotask(watchLog);
  });
  if (embedded) startEmbedding(config.value.embedOrigins);
  else shareToken();
  if (token.value) await load();
}

effect(() => {
  document.title = title();
});
effect(() => {
  if (theme.value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
start();
