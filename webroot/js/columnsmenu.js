// The button of the columns, in the head of the list.
import { lazy } from './lazy.js';
import { html } from './lib.js';
import { Menu } from './menu.js';

const { Late: ColumnChoices } = lazy(async () => (await import('./columnchoices.js')).ColumnChoices);

export function ColumnsMenu() {
  return html`<${Menu} icon="columns" class="icon-button small" panelLabel="Columns" title="Columns" wide=${true} panel=${() => html`<${ColumnChoices} />`} />`;
}
