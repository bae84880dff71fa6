// The button of the saved views.
import { lazy } from './lazy.js';
import { html } from './lib.js';
import { Menu } from './menu.js';

const { Late: Views } = lazy(async () => (await import('./views.js')).Views);

export function ViewsMenu() {
  return html`<${Menu} icon="bookmark" class="button icon-only" panelLabel="Saved views" title="Saved views" wide=${true}
    panel=${(/** @type {() => void} */ close) => html`<${Views} close=${close} />`} />`;
}
