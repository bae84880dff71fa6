// What stands in place of the list while nothing has been sent.
import { ask } from './actions.js';
import { apiUrl } from './api.js';
import { Command } from './command.js';
import { html } from './lib.js';
import { config, events, tail } from './state.js';

/** Nothing has been recorded. */
export function FirstRun() {
  const command = `curl -X POST ${apiUrl('/event')} \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"event_type": "user.login",
       "user_id": "maria",
       "variant_data": {"ip": "203.0.113.24", "method": "sso"}}'`;
  const host = new URL(config.value?.api ?? location.href).host;
  const waiting = tail.value === 'waiting';
  const own = events.value.length > 0;
  return html`<section class="screen first-run">
    <div>
      <h2>Send your first event</h2>
      <p>Nothing has been sent yet. Run this in a terminal, with a token that may write. The event shows up here within a second, no reload needed.</p>
      <${Command} text=${command} />
      <p class=${waiting ? 'connected lost' : 'connected'} role="status"><i></i>${waiting
        ? `No connection to ${host}, trying again…` : `Connected to ${host}, waiting for events…`}</p>
      ${own && html`<p><button type="button" class="quiet-button" onClick=${() => ask({ q: '', filters: [{ field: 'event_type', op: '=', value: 'evident.*' }], range: 'all' })}>
        Show what the service has recorded about itself</button></p>`}
    </div>
  </section>`;
}
