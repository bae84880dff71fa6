// Whether the open event is in the signed log, checked here.
import { apiUrl } from './api.js';
import { Command } from './command.js';
import { curl } from './curl.js';
import { count } from './format.js';
import { Icon } from './icons.js';
import { html } from './lib.js';
import { proofOf } from './proofs.js';

const CARDS = {
  checking: { class: 'idle', icon: 'clock', title: 'Checking the proof…' },
  proved: { class: 'ok', icon: 'shield', title: 'Proved: this event is in the signed log' },
  unsealed: { class: 'warn', icon: 'clock', title: 'Not sealed yet' },
  failed: { class: 'bad', icon: 'alert', title: 'The proof failed: do not trust this event' },
  impossible: { class: 'idle', icon: 'shield-off', title: 'Cannot verify here' },
  unreachable: { class: 'idle', icon: 'shield-off', title: 'The proof could not be read' },
};

export function ProofCard({ event }) {
  const proof = proofOf(event.id);
  const card = proof && CARDS[proof.state];
  if (!proof || !card) return null;
  const head = html`<${Icon} name=${card.icon} size=${20} /><span class="proof-text"><b>${card.title}</b><span>${tell(proof)}</span></span>`;
  const below = proof.state === 'proved' ? html`<${Facts} facts=${proof.facts} />`
    : proof.state === 'impossible' ? html`<${ByHand} event=${event} />` : null;
  if (!below) return html`<div class=${`proof-card ${card.class}`} role=${proof.state === 'failed' ? 'alert' : 'status'}><div class="proof-head">${head}</div></div>`;
  return html`<details class=${`proof-card ${card.class}`} role="group"><summary class="proof-head">${head}<${Icon} name="caret" /></summary>${below}</details>
    <p class="hidden" role="status">${card.title}</p>`;
}

function tell(/** @type {import('./proofs.js').ProofState} */ proof) {
  switch (proof.state) {
    case 'proved':
      return `Entry ${count(proof.entry)} of ${count(proof.size)} · checked in your browser${proof.redacted ? ' · content removed' : ''}`;
    case 'unsealed': return 'The next checkpoint will cover it. Looking again…';
    case 'checking': return 'Hashes and signature, in your browser';
    case 'impossible': return 'This page came over plain http, where browsers do no cryptography';
    default: return proof.problem;
  }
}

function Facts({ facts }) {
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd title=${value}>${value}</dd></div>`)}</dl>`;
}

function ByHand({ event }) {
  const command = curl(apiUrl(`/events/${encodeURIComponent(event.id)}/proof`), ['Accept: text/plain']);
  return html`<div class="by-hand"><p>Open the viewer with https or on the machine itself. Or fetch the proof and check it with any C2SP tool:</p><${Command} text=${command} /></div>`;
}
