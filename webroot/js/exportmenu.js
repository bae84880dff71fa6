// Export of the current query: two formats, progress, cancel; and the same as a command.
import { apiUrl } from './api.js';
import { copy } from './copy.js';
import { curl } from './curl.js';
import { count, size } from './format.js';
import { Icon } from './icons.js';
import { html } from './lib.js';
import { currentQuery } from './load.js';
import { Item, Menu } from './menu.js';
import { exporting, say, stats } from './state.js';

const exporter = async () => await import('./exporter.js');

export function ExportMenu() {
  if (exporting.value) return html`<${Progress} />`;
  const found = !stats.value ? 'All events that match' : stats.value.count === 1n ? '1 event that matches' : `${count(stats.value.count)} events that match`;
  return html`<${Menu} icon="export" label="Export" panelLabel="Export"
    panel=${(/** @type {(focus?: boolean) => void} */ close) => {
      const start = (/** @type {'ndjson' | 'csv'} */ format, forExcel = false) => {
        close(false);
        exporter().then(({ exportEvents }) => exportEvents(format, forExcel), () => say('The export could not be started. Is the service there?'));
      };
      const command = async () => {
        const done = await copy(curl(apiUrl(`/events?${currentQuery()}`), ['Accept: application/x-ndjson']));
        say(done ? 'Command copied' : 'This browser does not allow copying here');
        close();
      };
      return html`<p class="panel-note">${found}</p>
        <${Item} icon="export" hint="as recorded" onClick=${() => start('ndjson')}>NDJSON<//>
        <${Item} icon="export" hint="for spreadsheets" onClick=${() => start('csv')}>CSV<//>
        <${Item} icon="export" hint="with a byte order mark" onClick=${() => start('csv', true)}>CSV for Excel<//>
        <${Item} icon="copy" onClick=${command}>Copy as curl<//>`;
    }} />`;
}

function Progress() {
  if (!exporting.value) return null;
  const { events, of, bytes } = exporting.value;
  const part = of ? Math.min(1, events / of) : 0;
  return html`<div class="export-progress">
    <span role="progressbar" aria-label="Export" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(part * 100)}
      aria-valuetext=${`${count(events)} of ${count(of)} ${of === 1 ? 'event' : 'events'}`}><i style=${{ width: `${part * 100}%` }}></i></span>
    <span class="export-count">${count(events)} · ${size(bytes)}</span>
    <button type="button" class="icon-button small" aria-label="Cancel the export" title="Cancel" onClick=${() => exporter().then(({ cancelExport }) => cancelExport())}><${Icon} name="close" size=${12} /></button>
  </div>`;
}
