// What stands in place of the list: first run, no match, trouble, and waiting.
import { copy } from './copy.js';
import { Icon } from './icons.js';
import { html, useRef, useState } from './lib.js';
import { api, error, refresh, setFilters } from './state.js';

/** Nothing has been recorded. */
export function FirstRun() {
  const code = useRef(null);
  const [label, setLabel] = useState('Copy');
  const command = `curl -X POST ${api.value}/event \\
  -H "Authorization: $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"event_type": "user.login",
       "user_id": "maria",
       "variant_data": {"ip": "203.0.113.24", "method": "sso"}}'`;
  const onCopy = async () => {
    if (await copy(command)) {
      setLabel('Copied');
    } else {
      document.getSelection()?.selectAllChildren(code.current);
      setLabel('Press Ctrl+C');
    }
    setTimeout(() => setLabel('Copy'), 3000);
  };
  return html`<section class="screen first-run">
    <div>
      <h2>Send your first event</h2>
      <p>Nothing has been recorded yet. Run this in a terminal, with a token that may write, then refresh.</p>
      <div class="terminal">
        <div><span>Terminal</span><button type="button" class="quiet-button" onClick=${onCopy}><${Icon} name="copy" />${label}</button></div>
        <pre ref=${code} tabindex="0" aria-label="Command">${command}</pre>
      </div>
      <div class="buttons">
        <button type="button" class="button" onClick=${refresh}><${Icon} name="refresh" />Look for events</button>
        <p class="connected" role="status"><i></i>Connected to ${new URL(api.value).host}</p>
      </div>
    </div>
  </section>`;
}

/** Nothing fits the filters. */
export function NoMatch() {
  return html`<section class="screen notice">
    <div role="status"><h2>No events match</h2></div>
    <p>Nothing in the log fits every filter.</p>
    <div class="buttons"><button type="button" class="button" onClick=${() => setFilters([])}>Clear filters</button></div>
  </section>`;
}

const TROUBLES = {
  'unreachable': { icon: 'plug', title: 'The service does not answer' },
  'index-behind': { icon: 'clock', title: 'The search index is catching up' },
  'forbidden': { icon: 'key', title: 'This token may not read events' },
  'invalid-parameter': { icon: 'alert', title: 'This filter cannot be understood' },
  'overloaded': { icon: 'clock', title: 'The service is busy' },
};

/** The API could not answer. */
export function Trouble() {
  const problem = error.value;
  if (!problem) return null;
  const { icon, title } = TROUBLES[problem.kind] ?? { icon: 'alert', title: 'The events could not be read' };
  const again = problem.retryAfter || problem.kind === 'unreachable';
  return html`<section class="screen notice" role="alert">
    <span class=${problem.kind === 'index-behind' || problem.kind === 'overloaded' ? 'badge wait' : 'badge'}><${Icon} name=${icon} size=${20} /></span>
    <h2>${title}</h2>
    <p>${problem.message}${again ? ' This page asks again by itself.' : ''}</p>
    <div class="buttons">
      <button type="button" class="button" onClick=${refresh}><${Icon} name="refresh" />Try again</button>
      ${problem.kind !== 'unreachable' && location.search.includes('f=')
        && html`<button type="button" class="button" onClick=${() => setFilters([])}>Clear filters</button>`}
    </div>
  </section>`;
}

const BONES = ['w2', 'w3', 'w1', 'w3', 'w2', 'w1', 'w3', 'w2', 'w2', 'w1', 'w3', 'w2'];

/** Waiting for the first rows. */
export function Skeleton() {
  return html`<section class="list skeleton" aria-busy="true" aria-label="Loading events">
    <p class="counts"><span class="bone w2"></span></p>
    ${BONES.map((width) => html`<div class="row"><span class="bone w1"></span><span class=${`bone ${width}`}></span><span class="bone w2"></span><span class="bone w4"></span></div>`)}
  </section>`;
}
