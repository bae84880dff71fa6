// UTC or the zone of the browser.
import { showZone } from './actions.js';
import { zoneName } from './format.js';
import { html } from './lib.js';
import { zone } from './state.js';

/** `full` names the browser's zone. */
export function ZoneSwitch({ full = false }) {
  return html`<div class="segments" role="group" aria-label="Time zone">
    ${[['utc', 'UTC'], ['local', full ? zoneName('local') : 'Local']].map(([value, label]) => html`
      <button type="button" aria-pressed=${zone.value === value} title=${zoneName(value)} onClick=${() => showZone(value)}>${label}</button>`)}
  </div>`;
}
