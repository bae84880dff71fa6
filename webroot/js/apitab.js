// The same event, its proof and the list as calls to the API.
import { apiUrl } from './api.js';
import { Command } from './command.js';
import { curl } from './curl.js';
import { html } from './lib.js';
import { currentQuery } from './load.js';
import { proofOf } from './proofs.js';

export function ApiTab({ event }) {
  const path = `/events/${encodeURIComponent(event.id)}`;
  const proof = proofOf(event.id)?.state;
  return html`<p class="dim">Set TOKEN in your shell; the secret is never copied.</p>
    <${Command} title="This event" text=${curl(apiUrl(path))} />
    ${proof && proof !== 'absent' && html`<${Command} title="Its proof" text=${curl(apiUrl(`${path}/proof`))} />`}
    <${Command} title="This list" text=${curl(apiUrl(`/events?${currentQuery()}`))} />`;
}
