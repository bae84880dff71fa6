// Whether the open event is in the signed log, checked here.
import { apiUrl } from './api.js';
import { Command } from './command.js';
import { curl, verifyProof } from './curl.js';
import { clip, count, visible } from './format.js';
import { Icon } from './icons.js';
import { html } from './lib.js';
import { log } from './log.js';
import { paper } from './paper.js';
import { proofOf } from './proofs.js';
import { whyRedacted } from './redaction.js';
import { config } from './state.js';

const CARDS = {
  checking: { class: 'idle', icon: 'clock', title: 'Checking the proof…' },
  proved: { class: 'ok', icon: 'shield', title: '' },
  redacted: { class: 'ok', icon: 'shield', title: 'Content redacted. Position and time are proved.' },
  missing: { class: 'bad', icon: 'alert', title: 'In the signed log, but without its content' },
  unsealed: { class: 'warn', icon: 'clock', title: 'Not sealed yet' },
  failed: { class: 'bad', icon: 'alert', title: 'The proof failed: do not trust this event' },
  impossible: { class: 'idle', icon: 'shield-off', title: 'Cannot verify here' },
  unreachable: { class: 'idle', icon: 'shield-off', title: 'The proof could not be read' },
};

export function ProofCard({ event }) {
  const proof = proofOf(event.id);
  const redaction = proof?.state === 'proved' ? event.redaction : null;
  const card = proof && CARDS[redaction ? (redaction.told ? 'redacted' : 'missing') : proof.state];
  if (!proof || !card) return null;
  const title = card.title || `This event is entry ${count(proof.entry)} and unchanged since it was recorded.`;
  const head = html`<${Icon} name=${card.icon} size=${20} /><span class="proof-text"><b>${title}</b><span>${tell(proof, event)}</span></span>`;
  const below = proof.state === 'proved' ? html`<${Facts} facts=${proof.facts} />`
    : proof.state === 'impossible' ? html`<${ByHand} event=${event} />` : null;
  if (!below) return html`<div class=${`proof-card ${card.class}`} role=${proof.state === 'failed' ? 'alert' : 'status'}><div class="proof-head">${head}</div></div>`;
  return html`<details class=${`proof-card ${card.class}`} role="group" open=${paper.value}><summary class="proof-head">${head}<${Icon} name="caret" /></summary>${below}</details>
    ${proof.state === 'proved' && html`<${Take} event=${event} />`}
    <p class="hidden" role="status">${title}</p>`;
}

function tell(/** @type {import('./proofs.js').ProofState} */ proof, /** @type {import('./event.js').Event} */ event) {
  switch (proof.state) {
    case 'proved':
      return event.redaction ? `${told(event.redaction)} Entry ${count(proof.entry)}, signed by ${proof.signer}.`
        : `Signed by ${proof.signer}. Not proved: that the sender told the truth.`;
    case 'unsealed': return 'The next checkpoint will cover it. Looking again…';
    case 'checking': return 'Hashes and signature, in your browser';
    case 'impossible': return 'This page came over plain http, where browsers do no cryptography';
    default: return proof.problem;
  }
}

function told(/** @type {import('./redaction.js').Redaction} */ redaction) {
  const why = visible(clip(whyRedacted(redaction), 400));
  return redaction.told ? `Redacted ${why}.` : `Nobody redacted it: ${why}.`;
}

const exporter = async () => await import('./exporter.js');

/** What an auditor takes along. */
function Take({ event }) {
  return html`<p class="take">
    <button type="button" class="trail" onClick=${() => exporter().then(({ saveProof }) => saveProof(event))}><${Icon} name="export" size=${14} /><span>Download proof</span></button>
    <button type="button" class="trail" onClick=${() => exporter().then(({ exportEvents }) => exportEvents('zip', { query: `seq=${event.seq}`, of: 1 }))}><${Icon} name="shield" size=${14} /><span>Evidence pack</span></button>
    <button type="button" class="trail" onClick=${() => print()}><${Icon} name="print" size=${14} /><span>Print</span></button></p>`;
}

function Facts({ facts }) {
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd title=${value}>${value}</dd></div>`)}</dl>`;
}

function ByHand({ event }) {
  const address = apiUrl(`/events/${encodeURIComponent(event.id)}/proof`);
  const key = config.value?.logKey || log.value.key?.text || 'KEY';
  return html`<div class="by-hand"><p>Open the viewer with https or on the machine itself, or check it in a terminal:</p>
    <${Command} text=${verifyProof(address, key)} />
    ${key === 'KEY' && html`<p>KEY is the log’s verifier key; ask the operator for it, who sees it with <code>evident key</code>.</p>`}
    <p>Or fetch it for any C2SP tool:</p><${Command} title="tlog-proof" text=${curl(address, ['Accept: text/plain'])} /></div>`;
}
