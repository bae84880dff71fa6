// Saved views: queries with a name, kept in this browser. Each is an address, so it can be shared as a link.
import { ask, showColumns } from './actions.js';
import { DEFAULT_COLUMNS } from './columns.js';
import { copy } from './copy.js';
import { Icon } from './icons.js';
import { html, useRef, useState } from './lib.js';
import { axis, columns, filters, narrowed, order, q, range, say } from './state.js';
import { store, storedJson } from './storage.js';
import { Text } from './text.js';
import { readUrl, writeUrl } from './url.js';

const VIEWS = 'evident.views';
const MAX_VIEWS = 50;

/** @typedef {{name: string, url: string}} View */

export function Views({ close }) {
  const [views, setViews] = useState(read());
  const name = useRef(/** @type {HTMLInputElement | null} */ (null));
  const keep = (/** @type {View[]} */ wanted) => {
    store(VIEWS, JSON.stringify(wanted));
    setViews(wanted);
  };
  const save = (/** @type {Event} */ submitted) => {
    submitted.preventDefault();
    const called = name.current?.value.trim().slice(0, 80);
    if (!called) return name.current?.focus();
    const url = writeUrl({ q: q.value, filters: filters.value, range: range.value, axis: axis.value, order: order.value, columns: columns.value });
    keep([{ name: called, url }, ...views.filter((view) => view.name !== called)].slice(0, MAX_VIEWS));
    say(`Saved “${called}”`);
    return close();
  };
  const show = (/** @type {MouseEvent} */ clicked, /** @type {View} */ view) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
    clicked.preventDefault();
    const url = readUrl(view.url.replace(/^\./, ''));
    showColumns(url.columns ?? DEFAULT_COLUMNS);
    ask({ q: url.q, filters: url.filters, range: url.range, axis: url.axis, order: url.order });
    close();
  };
  const share = async (/** @type {View} */ view) => {
    const link = new URL(view.url, location.href).href;
    say((await copy(link)) ? 'Link copied' : link);
  };
  return html`<form class="save-view" onSubmit=${save}>
      <input ref=${name} type="text" maxlength="80" aria-label="Name of this view" autocomplete="off"
        placeholder=${narrowed.value ? 'Name this search' : 'Name this time range'} />
      <button type="submit" class="primary small">Save</button>
    </form>
    ${views.length === 0 && html`<p class="panel-note">Saved views stay in this browser. Each is a link that can be shared.</p>`}
    <ul class="views">${views.map((view) => html`<li key=${view.name}>
      <a class="item" href=${view.url} onClick=${(/** @type {MouseEvent} */ clicked) => show(clicked, view)}><${Text} value=${view.name} max=${80} /></a>
      <button type="button" class="icon-button small" aria-label=${`Copy the link of ${view.name}`} title="Copy link" onClick=${() => share(view)}><${Icon} name="link" size=${14} /></button>
      <button type="button" class="icon-button small" aria-label=${`Remove ${view.name}`} title="Remove" onClick=${() => keep(views.filter((other) => other !== view))}><${Icon} name="close" size=${12} /></button>
    </li>`)}</ul>`;
}

/** @returns {View[]} */
function read() {
  const kept = storedJson(VIEWS);
  return Array.isArray(kept)
    ? kept.filter((view) => typeof view?.name === 'string' && typeof view?.url === 'string' && /^(\.|\?)/.test(view.url)).slice(0, MAX_VIEWS)
    : [];
}
