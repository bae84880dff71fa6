// The state of the whole log, in the top bar; when it does not hold, an alarm across the page.
import { open } from './actions.js';
import { clockOf, count, zoneName } from './format.js';
import { hex } from './bytes.js';
import { Icon } from './icons.js';
import { html, useState } from './lib.js';
import { forgetLog, log } from './log.js';
import { Menu } from './menu.js';
import { proofOf } from './proofs.js';
import { notHolding } from './rowproofs.js';
import { events, zone } from './state.js';

const SHOWN = {
  verified: { icon: 'shield', text: 'Signed and unbroken', class: 'ok' },
  broken: { icon: 'alert', text: 'Log not intact', class: 'bad' },
  impossible: { icon: 'shield-off', text: 'Not checked here', class: 'idle' },
};

const WRONG = { icon: 'alert', text: 'Not as recorded', class: 'bad' };

export function LogPill() {
  const { state, pinned, at } = log.value;
  const shown = state === 'verified' && notHolding.value.length ? WRONG : SHOWN[state];
  if (!shown) return null;
  const when = shown !== WRONG && state === 'verified' ? ` · checked ${clockOf(at, zone.value)}${pinned ? '' : ' · key not confirmed'}` : '';
  return html`<div class="log-pill">
    <${Menu} label=${html`<${Icon} name=${shown.icon} /><span class="pill-text">${shown.text}<span class="pill-when">${when}</span></span>`}
      class=${`pill ${shown.class}`} panelLabel="The log" wide=${true} panel=${() => html`<${Details} />`} />
  </div>`;
}

function Details() {
  const { state, checkpoint, key, pinned, at } = log.value;
  const wrong = notHolding.value.length;
  if (state === 'impossible') {
    return html`<p class="panel-note">Browsers check signatures only on pages that come over TLS or from this machine, and this one came
      over plain http. Open the viewer with https, or check the log from a terminal.</p>`;
  }
  if (state === 'broken' || !checkpoint || !key) return html`<p class="panel-note">The alarm above tells what was found.</p>`;
  return html`${wrong > 0 && html`<p class="panel-note"><b>The alarm above tells which events are not what was recorded.</b></p>`}<p class="panel-note">Checked in this browser at ${clockOf(at, zone.value)} ${zoneName(zone.value, at)}: the checkpoint is signed, and the log
      continues all that this browser has seen of it.</p>
    <dl class="facts">
      <div><dt>log</dt><dd>${checkpoint.origin}</dd></div>
      <div><dt>entries</dt><dd>${count(checkpoint.size)}</dd></div>
      <div><dt>root</dt><dd title=${hex(checkpoint.root)}>${hex(checkpoint.root)}</dd></div>
      <div><dt>key</dt><dd title=${key.text}>${key.text}</dd></div>
    </dl>
    <p class="panel-note">${pinned ? 'The key is the one of the configuration.' : 'The key is not confirmed: it is the one that this browser saw first. Compare it with what evident key prints on the server, or have the operator set viewer.log_key.'}</p>`;
}

/** Loud, across the page. */
export function LogAlarm() {
  const [sure, setSure] = useState(false);
  const { state, problem, expected, came } = log.value;
  if (state !== 'broken') return html`<${EventAlarm} />`;
  return html`<section class="alarm" role="alert"><${Icon} name="alert" size=${20} />
    <div><h2>${problem}</h2>
      <dl class="facts"><div><dt>expected</dt><dd>${expected}</dd></div><div><dt>came</dt><dd>${came}</dd></div></dl>
      <p>Do not rely on what this page shows until somebody has looked into it.
        ${' '}${sure ? html`<button type="button" class="link-button" onClick=${() => { setSure(false); forgetLog(); }}>Yes, forget the old log</button>`
          : html`<button type="button" class="link-button" onClick=${() => setSure(true)}>The log was begun anew on purpose</button>`}</p>
    </div></section>`;
}

function EventAlarm() {
  const wrong = notHolding.value;
  if (!wrong.length) return null;
  const many = wrong.length > 1;
  return html`<section class="alarm" role="alert"><${Icon} name="alert" size=${20} />
    <div><h2>${many ? `${count(wrong.length)} events of this list do` : 'One event of this list does'} not hold against the signed log.</h2>
      <p>${proofOf(wrong[0].id)?.problem} <button type="button" class="link-button" onClick=${() => open(events.value.indexOf(wrong[0]))}>Show ${many ? 'the first' : 'it'}</button></p>
    </div></section>`;
}
