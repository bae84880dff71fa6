// Export of the current query: two formats, progress, cancel; and the same as a command.
import { apiUrl } from './api.js';
import { copy } from './copy.js';
import { curl } from './curl.js';
import { count, size } from './format.js';
import { Icon } from './icons.js';
import { html } from './lib.js';
import { currentQuery } from './load.js';
import { Item, Menu } from './menu.js';
import { columns, exporting, fields, say, stats } from './state.js';

const exporter = async () => await import('./exporter.js');

export function ExportMenu() {
  if (exporting.value) return html`<${Progress} />`;
  const found = !stats.value ? 'All events that match' : stats.value.count === 1n ? '1 event that matches' : `${count(stats.value.count)} events that match`;
  return html`<${Menu} icon="export" label="Export" panelLabel="Export"
    panel=${(/** @type {(focus?: boolean) => void} */ close) => {
      const start = (/** @type {'ndjson' | 'csv' | 'zip'} */ format, more = {}) => {
        close(false);
        exporter().then(({ exportEvents }) => exportEvents(format, more), () => say('The export could not be started. Is the service there?'));
      };
      const command = async () => {
        const done = await copy(curl(apiUrl(`/events?${currentQuery()}`), ['Accept: application/x-ndjson']));
        say(done ? 'Command copied' : 'This browser does not allow copying here');
        close();
      };
      return html`<p class="panel-note">${found}</p>
        <${Item} icon="export" hint="as recorded" onClick=${() => start('ndjson')}>NDJSON<//>
        <${Item} icon="export" hint="a column a field" onClick=${() => start('csv', { columns: allFields() })}>CSV<//>
        <${Item} icon="export" hint="what the list shows" onClick=${() => start('csv', { columns: shownFields() })}>CSV of these columns<//>
        <${Item} icon="export" hint="with a byte order mark" onClick=${() => start('csv', { columns: allFields(), bom: true })}>CSV for Excel<//>
        <${Item} icon="shield" hint="checks itself" onClick=${() => start('zip')}>Evidence pack<//>
        <${Item} icon="print" hint="or as PDF" onClick=${() => { close(false); print(); }}>Print the list<//>
        <${Item} icon="copy" onClick=${command}>Copy as curl<//>`;
    }} />`;
}

const FIRST = ['timestamp', 'event_type', 'user_id'];
const LAST = ['occurred_at', 'source', 'tenant', 'id', 'seq', 'dedup_key'];
const MAX_COLUMNS = 200;

/** A column for each field that occurs, instead of one with all data as JSON. */
function allFields() {
  const data = fields.value.map(({ path }) => path).filter((path) => !FIRST.includes(path) && !LAST.includes(path));
  return [...FIRST, ...data.slice(0, MAX_COLUMNS - FIRST.length - LAST.length), ...LAST];
}

function shownFields() {
  return [...new Set(columns.value.flatMap(({ field }) => (field === 'time' ? ['timestamp'] : field === 'data' ? ['variant_data'] : [field])))];
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
