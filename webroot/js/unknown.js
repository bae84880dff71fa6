// Fields that the query asks for and no event has, and the nearest that exist.
import { ask } from './actions.js';
import { fieldNames } from './completion.js';
import { nearest } from './grammar.js';
import { html } from './lib.js';
import { address, filters, stats } from './state.js';
import { Text } from './text.js';

/** Says so, with links that put another name in the place of the wrong one; nothing where all is well. */
export function UnknownFields() {
  const unknown = stats.value?.unknown ?? [];
  return unknown.map((name) => html` <span class="late">No event has a field <b><${Text} value=${name} max=${60} /></b>. <${Others} name=${name} /></span>`);
}

function Others({ name }) {
  const others = nearest(name, fieldNames());
  if (!others.length) return null;
  return html`Did you mean ${others.map((other, at) => html`${at ? ' or ' : ''}<${Instead} name=${name} other=${other} />`)}?`;
}

function Instead({ name, other }) {
  const wanted = { filters: filters.value.map((filter) => (filter.field === name ? { ...filter, field: other } : filter)) };
  const onClick = (/** @type {MouseEvent} */ clicked) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
    clicked.preventDefault();
    ask(wanted);
  };
  return html`<a class="link" href=${address({ ...wanted, event: null })} onClick=${onClick}><${Text} value=${other} max=${60} /></a>`;
}
