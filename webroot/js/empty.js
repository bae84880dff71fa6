// What stands in place of the list: no match, trouble, and waiting.
import { ask, refresh } from './actions.js';
import { Icon } from './icons.js';
import { html } from './lib.js';
import { axis, error, narrowed, range, stats, wrong } from './state.js';
import { UnknownFields } from './unknown.js';

/** Nothing fits the filters. */
export function NoMatch() {
  const bounded = range.value !== 'all';
  const unknown = (stats.value?.unknown.length ?? 0) > 0;
  return html`<div class="no-match" role="status">
    <h2>No events match</h2>
    ${unknown ? html`<p><${UnknownFields} /></p>` : html`    <p>${bounded ? (narrowed.value ? 'Nothing in this time range fits every filter.' : axis.value === 'recorded' ? 'Nothing was recorded in this time range.' : 'No recorded event happened in this time range.') : 'Nothing in the log fits every filter.'}</p>`}
    <div class="buttons">
      ${narrowed.value && html`<button type="button" class="button" onClick=${() => ask({ q: '', filters: [] })}>Clear filters</button>`}
      ${bounded && html`<button type="button" class="button" onClick=${() => ask({ range: 'all' })}>Search all time</button>`}
    </div>
  </div>`;
}

const TROUBLES = {
  'unreachable': { icon: 'plug', title: 'The service does not respond' },
  'index-behind': { icon: 'clock', title: 'The search index is catching up' },
  'forbidden': { icon: 'key', title: 'This token may not read events' },
  'invalid-parameter': { icon: 'alert', title: 'This search cannot be understood' },
  'query-timeout': { icon: 'clock', title: 'The search took too long' },
  'overloaded': { icon: 'clock', title: 'The service is busy' },
};

/** The API could not respond. */
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
      ${problem.kind !== 'invalid-parameter' && html`<button type="button" class="button" onClick=${refresh}><${Icon} name="refresh" />Try again</button>`}
      ${problem.kind !== 'unreachable' && (narrowed.value || wrong.value.length > 0)
        && html`<button type="button" class="button" onClick=${() => ask({ q: '', filters: [], wrong: [] })}>Clear filters</button>`}
    </div>
  </section>`;
}

const BONES = ['w2', 'w3', 'w1', 'w3', 'w2', 'w1', 'w3', 'w2', 'w2', 'w1', 'w3', 'w2'];

/** Waiting for the first rows. */
export function Skeleton() {
  return html`<section class="list skeleton" aria-busy="true" aria-label="Loading events">
    ${BONES.map((width) => html`<div class="row"><span class="bone w1"></span><span class=${`bone ${width}`}></span><span class="bone w2"></span><span class="bone w4"></span></div>`)}
  </section>`;
}
