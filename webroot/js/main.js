// Mounts the page, chooses what it shows, and starts what works in the background.
import { followHistory } from './actions.js';
import { useApi } from './api.js';
import { readConfig } from './config.js';
import { Drawer } from './drawer.js';
import { startEmbedding } from './embed.js';
import { FirstRun, Skeleton, Trouble } from './empty.js';
import { Facets } from './facets.js';
import { Help } from './help.js';
import { Histogram } from './histogram.js';
import { startKeys } from './keys.js';
import { effect, html, render } from './lib.js';
import { startLive } from './live.js';
import { load } from './load.js';
import { watchLog } from './log.js';
import { LogAlarm } from './logpill.js';
import { startProofs } from './proofs.js';
import { Query } from './query.js';
import { address, broken, config, embedded, firstRun, notice, opened, status, theme, token, tokenScreen } from './state.js';
import { Table } from './table.js';
import { TokenScreen } from './token.js';
import { Topbar } from './topbar.js';

function App() {
  return html`${!embedded && html`<${Topbar} />`}<${LogAlarm} /><${Page} /><${Help} />
    <p class=${notice.value ? 'toast' : 'toast gone'} role="status">${notice.value}</p>`;
}

function Page() {
  if (broken.value) return html`<main class="screen notice" role="alert"><h2>${broken.value}</h2><p>Reload the page when it is back.</p></main>`;
  if (tokenScreen.value.open || !token.value) return html`<${TokenScreen} />`;
  if (status.value === 'ready' && firstRun.value) return html`${!embedded && html`<${Query} />`}<main class="content bare"><${FirstRun} /></main>`;
  const names = ['content', opened.value && 'with-drawer', embedded && 'embedded'].filter(Boolean).join(' ');
  return html`${!embedded && html`<${Query} />`}
    <main class=${names}>
      ${!embedded && html`<${Facets} />`}
      <div class="middle">${status.value === 'failed' ? html`<${Trouble} />` : html`
        ${!embedded && html`<${Histogram} />`}
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
  let watched = '';
  effect(() => {
    if (token.value === watched) return;
    watched = token.value;
    queueMicrotask(watchLog);
  });
  if (embedded) startEmbedding(config.value.embedOrigins);
  if (token.value) await load();
}

effect(() => {
  if (theme.value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
start();
