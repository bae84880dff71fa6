// Which columns the list has, and in which order.
import { showColumns } from './actions.js';
import { columnsText, columnTitle, DEFAULT_COLUMNS, moved, withColumn } from './columns.js';
import { fieldNames } from './completion.js';
import { visible } from './format.js';
import { Icon } from './icons.js';
import { html } from './lib.js';
import { columns } from './state.js';
import { Text } from './text.js';

export function ColumnChoices() {
  const shown = columns.value;
  const others = ['time', 'data', ...fieldNames()].filter((name) => !shown.some(({ field }) => field === name));
  const add = (/** @type {Event} */ changed) => {
    const select = /** @type {HTMLSelectElement} */ (changed.target);
    if (select.value) showColumns(withColumn(shown, select.value));
    select.value = '';
  };
  return html`<ol class="column-list">${shown.map(({ field }, at) => html`<li key=${field}>
      <${Text} value=${columnTitle(field)} max=${60} />
      <button type="button" class="icon-button small" aria-label=${visible(`Move ${columnTitle(field)} to the left`)} title="To the left" disabled=${at === 0}
        onClick=${() => showColumns(moved(shown, at, -1))}><${Icon} name="up" size=${14} /></button>
      <button type="button" class="icon-button small" aria-label=${visible(`Move ${columnTitle(field)} to the right`)} title="To the right" disabled=${at === shown.length - 1}
        onClick=${() => showColumns(moved(shown, at, 1))}><${Icon} name="down" size=${14} /></button>
      <button type="button" class="icon-button small" aria-label=${visible(`Remove the column ${columnTitle(field)}`)} title="Remove" disabled=${shown.length === 1}
        onClick=${() => showColumns(shown.filter((column) => column.field !== field))}><${Icon} name="close" size=${12} /></button>
    </li>`)}</ol>
    <label class="add-facet"><span class="hidden">Add a column</span><select onChange=${add}><option value="">Add a column…</option>
      ${others.map((name) => html`<option value=${name}>${visible(columnTitle(name))}</option>`)}</select></label>
    ${columnsText(shown) !== null && html`<button type="button" class="item" onClick=${() => showColumns(DEFAULT_COLUMNS)}>Back to the usual columns</button>`}`;
}
