// The time range: what ends now, or any two instants.
import { ask } from './actions.js';
import { now } from './config.js';
import { moment, zoneName } from './format.js';
import { html, useRef, useState } from './lib.js';
import { Item, Menu } from './menu.js';
import { parseRange, PRESETS, rangeLabel, spanOf } from './range.js';
import { range, zone } from './state.js';
import { ZoneSwitch } from './zoneswitch.js';

export function TimeMenu() {
  const label = rangeLabel(range.value, (instant) => moment(instant, zone.value));
  return html`<${Menu} icon="clock" label=${label} panelLabel="Time range" class="button time-button"
    panel=${(/** @type {() => void} */ close) => html`<${Choices} close=${close} />`} />`;
}

function Choices({ close }) {
  const choose = (/** @type {string} */ value) => {
    ask({ range: value });
    close();
  };
  return html`${PRESETS.map(([value, label]) => html`
      <${Item} pressed=${range.value === value} onClick=${() => choose(value)}>${label}<//>`)}
    <${Custom} choose=${choose} />
    <div class="zone-choice"><span>Times in</span><${ZoneSwitch} full=${true} /></div>`;
}

function Custom({ choose }) {
  const [error, setError] = useState('');
  const from = useRef(/** @type {HTMLInputElement | null} */ (null));
  const to = useRef(/** @type {HTMLInputElement | null} */ (null));
  const span = spanOf(range.value, now());
  const submit = (/** @type {Event} */ submitted) => {
    submitted.preventDefault();
    const wanted = parseRange(`${instant(from.current?.value)}..${instant(to.current?.value)}`);
    if (wanted) choose(wanted);
    else setError('Give one or both, the earlier one first.');
  };
  return html`<form class="custom-range" onSubmit=${submit} novalidate>
    <label>From <input type="datetime-local" step="1" ref=${from} defaultValue=${wall(span.from)} /></label>
    <label>To <input type="datetime-local" step="1" ref=${to} defaultValue=${wall(span.to)} /></label>
    <p class="form-error" role="alert">${error}</p>
    <div class="buttons"><span class="dim">${zoneName(zone.value)}</span><span class="spring"></span>
      <button type="submit" class="primary small">Apply</button></div>
  </form>`;
}

// The fields of the browser know no zone: they are read and filled in the one that the page shows.
function instant(/** @type {string | undefined} */ written) {
  if (!written) return '';
  const date = new Date(zone.value === 'utc' ? `${written}Z` : written);
  return Number.isNaN(date.getTime()) ? 'x' : date.toISOString().replace(/\.000Z$/, 'Z');
}

function wall(/** @type {string | null} */ text) {
  if (!text) return '';
  const date = new Date(text);
  if (zone.value !== 'utc') date.setMinutes(date.getMinutes() - date.getTimezoneOffset());
  return date.toISOString().slice(0, 19);
}
