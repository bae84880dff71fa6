// One event in full.
import { around, ask, at as atPosition, byUser, close, copyLink, move, touching } from './actions.js';
import { now } from './config.js';
import { ApiTab } from './apitab.js';
import { colourOf } from './colours.js';
import { changesOf } from './changes.js';
import { Diff } from './diff.js';
import { treeFor } from './event.js';
import { isScalar, member, scalarText } from './exact.js';
import { Fields, fieldsOf } from './fields.js';
import { ago, lag, timeParts, zoneName } from './format.js';
import { Icon } from './icons.js';
import { Json } from './json.js';
import { html, signal, useLayoutEffect, useRef } from './lib.js';
import { paper } from './paper.js';
import { ProofCard } from './proofcard.js';
import { proofOf } from './proofs.js';
import { whyRedacted } from './redaction.js';
import { active, address, detail, events, zone } from './state.js';
import { Text } from './text.js';

const OVERLAY = matchMedia('(max-width: 1100px)');

/** The one that the reader chose last; none yet. */
const tab = signal('');

export function Drawer() {
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  // Not after the next frame: whoever closes it at once gets the focus back too.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const closer = panel.current?.querySelector('[data-close]');
    if (OVERLAY.matches && closer instanceof HTMLElement) closer.focus();
    return () => {
      const target = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : document.getElementById('events');
      target?.focus({ preventScroll: true });
    };
  }, []);
  const { id, event, error } = detail.value ?? { id: '' };
  const at = active.value;
  // Once its proof is checked, what is shown is made of the very bytes that the proof covers.
  const shown = event && (proofOf(event.id)?.event ?? event);
  return html`<aside class="drawer" aria-label="Event" ref=${panel}>
    <div class="drawer-head">
      <div class="drawer-title">
        ${shown ? html`<i class=${`square c${shown.redaction ? 7 : colourOf(shown.type)}`}></i><h2><${Text} value=${shown.type} /></h2>` : html`<h2>Event</h2>`}
        <span class="spring"></span>
        <button type="button" class="icon-button" aria-label="Newer event" title="Newer (K)" disabled=${at < 1}
          onClick=${() => move(-1)}><${Icon} name="up" /></button>
        <button type="button" class="icon-button" aria-label="Older event" title="Older (J)"
          disabled=${at < 0 || at >= events.value.length - 1} onClick=${() => move(1)}><${Icon} name="down" /></button>
        <button type="button" class="icon-button" aria-label="Copy link" title="Copy link (C)" onClick=${copyLink}><${Icon} name="link" /></button>
        <button type="button" class="icon-button" aria-label="Close" title="Close (Esc)" data-close onClick=${close}><${Icon} name="close" /></button>
      </div>
      ${shown && html`<p class="drawer-by">${shown.redaction ? html`<${Text} value=${whyRedacted(shown.redaction)} />` : html`by <b><${Text} value=${shown.user} /></b>`}</p>
        <p class="drawer-by"><${When} event=${shown} /></p><${Trails} event=${shown} />`}
    </div>
    ${shown && html`<${ProofCard} event=${shown} /><${Body} event=${shown} />`}
    ${error && html`<div class="drawer-note"><p>${error}</p><code><${Text} value=${id} max=${200} /></code></div>`}
    ${!event && !error && html`<div class="drawer-note" aria-busy="true"><span class="bone w2"></span><span class="bone w3"></span><span class="bone w1"></span></div>`}
    <footer class="drawer-foot"><kbd>J</kbd><kbd>K</kbd> older / newer <span class="spring"></span><kbd>C</kbd> copy link</footer>
  </aside>`;
}

function When({ event }) {
  const time = timeParts(event.happened, zone.value);
  const late = lag(event.happened, event.timestamp);
  return html`<time datetime=${event.happened} title=${event.happened}>${time.day}, ${time.clock} ${zoneName(zone.value, Date.parse(event.happened))}</time>
    ${' '}· ${ago(event.happened, now())}${late && html`<span class="late-by">${late.text}, <time datetime=${event.timestamp}
      title=${event.timestamp}>${timeParts(event.timestamp, zone.value).day}, ${timeParts(event.timestamp, zone.value).clock}</time></span>`}`;
}

/** Where an investigator goes from here. */
function Trails({ event }) {
  const data = member(treeFor(event), 'variant_data');
  const named = member(data, 'target') ?? member(data, 'resource');
  const target = named && scalarText(isScalar(named) ? named : member(named, 'id') ?? member(named, 'name'));
  const touched = target ? touching(target) : null;
  const go = (/** @type {MouseEvent} */ clicked, /** @type {Parameters<typeof ask>[0]} */ query) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
    clicked.preventDefault();
    ask(query);
  };
  const link = (/** @type {{q: string, filters: any[], range: string}} */ query, /** @type {string} */ icon, /** @type {any} */ label, name = 'trail') =>
    html`<a class=${name} href=${address(query)} onClick=${(/** @type {MouseEvent} */ clicked) => go(clicked, query)}><${Icon} name=${icon} size=${14} /><span>${label}</span></a>`;
  return html`<nav class="trails" aria-label="Related events">
    ${event.redaction ? event.redaction.told && link(atPosition(event.redaction.by), 'target', 'Who redacted it, and why')
      : link(byUser(event.user), 'user', html`All by <${Text} value=${event.user} max=${40} />, all time`, 'trail about')}
    ${touched && link(touched, 'target', html`About <${Text} value=${target} max=${60} />`, 'trail about')}
    <button type="button" class="trail" onClick=${() => around(event)}><${Icon} name="around" size=${14} /><span>50 before and after</span></button>
  </nav>`;
}

function Body({ event }) {
  const tree = treeFor(event);
  const rows = fieldsOf(tree);
  const changes = changesOf(member(tree, 'variant_data'));
  const tabs = [
    ...(changes.length ? [['changes', 'Changes', changes.length]] : []), ['fields', 'Fields', rows.total], ['json', 'JSON', 0], ['api', 'API', 0],
  ];
  const chosen = tabs.some(([name]) => name === tab.value) ? tab.value : tabs[0][0];
  if (paper.value) {
    return html`<div class="panel">${changes.length > 0 && html`<${Diff} changes=${changes} />`}<${Fields} rows=${rows} redaction=${false} /></div>`;
  }
  const pick = (/** @type {KeyboardEvent} */ pressed) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[pressed.key];
    if (!step) return;
    const at = tabs.findIndex(([name]) => name === chosen);
    tab.value = String(tabs[(at + step + tabs.length) % tabs.length][0]);
    document.getElementById(`tab-${tab.value}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label="Views of the event" onKeyDown=${pick}>
      ${tabs.map(([name, label, number]) => html`
        <button type="button" role="tab" id=${`tab-${name}`} aria-controls="panel" aria-selected=${chosen === name}
          tabindex=${chosen === name ? 0 : -1} onClick=${() => { tab.value = String(name); }}>${label}${number ? html` <span>${number}</span>` : ''}</button>`)}
    </div>
    <div id="panel" class="panel" role="tabpanel" tabindex="0" aria-labelledby=${`tab-${chosen}`} key=${event.id}>
      ${chosen === 'fields' && html`<${Fields} rows=${rows} redaction=${event.type === 'evident.event_redacted'} />`}
      ${chosen === 'changes' && html`<${Diff} changes=${changes} />`}
      ${chosen === 'json' && html`<${Json} node=${tree} />`}
      ${chosen === 'api' && html`<${ApiTab} event=${event} />`}
    </div>`;
}
