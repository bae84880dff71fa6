// The query bar: search box, time, live, export, saved views.
import { toggleLive } from './actions.js';
import { ExportMenu } from './exportmenu.js';
import { Icon } from './icons.js';
import { html } from './lib.js';
import { SearchBox } from './searchbox.js';
import { live, sheetOpen, tail } from './state.js';
import { TimeMenu } from './timemenu.js';
import { ViewsMenu } from './viewsmenu.js';

export function Query() {
  return html`<div class="query" role="search">
    <${SearchBox} />
    <div class="query-tools">
      <button type="button" class="button sheet-button" aria-label="Filters" aria-expanded=${sheetOpen.value} onClick=${() => { sheetOpen.value = !sheetOpen.value; }}><${Icon} name="filter" /><span class="button-text">Filters</span></button>
      <${TimeMenu} />
      <button type="button" class=${live.value ? `button live-button on ${tail.value}` : 'button live-button'}
        aria-pressed=${live.value} title="New events as they come (L)" onClick=${toggleLive}><i></i>Live</button>
      <${ExportMenu} />
      <${ViewsMenu} />
    </div>
  </div>`;
}
