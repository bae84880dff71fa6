// One event in full.
import { copy } from './copy.js';
import { isScalar, scalarText } from './exact.js';
import { ago, category, timeParts } from './format.js';
import { Icon } from './icons.js';
import { Json } from './json.js';
import { html, signal, useEffect, useRef } from './lib.js';
import { active, close, detail, events, move, zone } from './state.js';
import { Text } from './text.js';

const OVERLAY = matchMedia('(max-width: 1100px)');
const FIELDS = 200;

const tab = signal('fields');
const copied = signal('');

/** Puts the address of the open event on the clipboard. */
export async function copyLink() {
  copied.value = (await copy(location.href)) ? 'Link copied' : location.href;
  setTimeout(() => { copied.value = ''; }, 4000);
}

export function Drawer() {
  const panel = useRef(null);
  useEffect(() => {
    const before = document.activeElement;
    if (OVERLAY.matches) panel.current?.querySelector('[data-close]')?.focus();
    return () => {
      const target = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : document.getElementById('events');
      target?.focus({ preventScroll: true });
    };
  }, []);
  const { id, event, error } = detail.value ?? { id: '' };
  const at = active.value;
  return html`<aside class="drawer" aria-label="Event" ref=${panel}>
    <div class="drawer-head">
      <div class="drawer-title">
        ${event ? html`<i class=${`square c${category(event.type)}`}></i><h2><${Text} value=${event.type} /></h2>` : html`<h2>Event</h2>`}
        <span class="spring"></span>
        <button type="button" class="icon-button" aria-label="Newer event" title="Newer (K)" disabled=${at < 1}
          onClick=${() => move(-1)}><${Icon} name="up" /></button>
        <button type="button" class="icon-button" aria-label="Older event" title="Older (J)"
          disabled=${at < 0 || at >= events.value.length - 1} onClick=${() => move(1)}><${Icon} name="down" /></button>
        <button type="button" class="icon-button" aria-label="Copy link" title="Copy link (C)" onClick=${copyLink}><${Icon} name="link" /></button>
        <button type="button" class="icon-button" aria-label="Close" title="Close (Esc)" data-close onClick=${close}><${Icon} name="close" /></button>
      </div>
      ${event && html`<p class="drawer-by">by <b><${Text} value=${event.user} /></b></p><p class="drawer-by"><${When} event=${event} /></p>`}
    </div>
    ${event && html`<${Body} event=${event} />`}
    ${error && html`<div class="drawer-note"><p>${error}</p><code>${id}</code></div>`}
    ${!event && !error && html`<div class="drawer-note" aria-busy="true"><span class="bone w2"></span><span class="bone w3"></span><span class="bone w1"></span></div>`}
    <footer class="drawer-foot"><kbd>J</kbd><kbd>K</kbd> older / newer <span class="spring"></span>
      <span role="status">${copied.value}</span>${!copied.value && html`<kbd>C</kbd> copy link`}</footer>
  </aside>`;
}

function When({ event }) {
  const time = timeParts(event.timestamp, zone.value);
  return html`<time datetime=${event.timestamp} title=${event.timestamp}>${time.day}, ${time.clock} ${zone.value === 'utc' ? 'UTC' : 'local time'}</time>
    ${' '}· ${ago(event.timestamp, Date.now())}`;
}

function Body({ event }) {
  const rows = fieldsOf(event.node);
  const pick = (/** @type {KeyboardEvent} */ pressed) => {
    if (pressed.key !== 'ArrowLeft' && pressed.key !== 'ArrowRight') return;
    tab.value = tab.value === 'fields' ? 'json' : 'fields';
    document.getElementById(`tab-${tab.value}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label="Views of the event" onKeyDown=${pick}>
      ${[['fields', 'Fields', rows.total], ['json', 'JSON', 0]].map(([name, label, number]) => html`
        <button type="button" role="tab" id=${`tab-${name}`} aria-controls="panel" aria-selected=${tab.value === name}
          tabindex=${tab.value === name ? 0 : -1} onClick=${() => { tab.value = name; }}>${label}${number ? html` <span>${number}</span>` : ''}</button>`)}
    </div>
    <div id="panel" class="panel" role="tabpanel" tabindex="0" aria-labelledby=${`tab-${tab.value}`} key=${event.id}>
      ${tab.value === 'json' ? html`<${Json} node=${event.node} />` : html`<${Fields} rows=${rows} />`}
    </div>`;
}

/** The leaves of an event by their paths: those of the event itself, then those of its data. */
function fieldsOf(/** @type {import('./exact.js').Node} */ root) {
  const own = /** @type {[string, import('./exact.js').Node][]} */ ([]);
  const data = /** @type {[string, import('./exact.js').Node][]} */ ([]);
  const walk = (/** @type {import('./exact.js').Node} */ node, /** @type {string} */ path, /** @type {typeof own} */ into) => {
    if (node.kind === 'object' && node.entries.length) {
      for (const [key, child] of node.entries) walk(child, path ? `${path}.${key}` : key, into);
    } else if (node.kind === 'array' && node.items.length) {
      node.items.forEach((item, at) => walk(item, `${path}[${at}]`, into));
    } else {
      into.push([path, node]);
    }
  };
  if (root.kind === 'object') {
    for (const [key, node] of root.entries) {
      if (key === 'variant_data') walk(node, '', data);
      else walk(node, key, own);
    }
  }
  return { own, data, total: own.length + data.length };
}

function Fields({ rows }) {
  return html`<dl class="fields">${rows.own.map(Field)}</dl>
    ${rows.data.length > 0 && html`<h3>variant_data</h3><dl class="fields">${rows.data.slice(0, FIELDS).map(Field)}</dl>`}
    ${rows.data.length > FIELDS && html`<p class="foot">${rows.data.length - FIELDS} more fields stand in the JSON view.</p>`}`;
}

function Field([path, node]) {
  const text = isScalar(node) ? scalarText(node) : node.text;
  return html`<div><dt><${Text} value=${path} /></dt><dd>
    ${text === '' ? html`<span class="dim">empty</span>` : html`<${Text} value=${text} />`}</dd></div>`;
}
