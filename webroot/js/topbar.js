// The bar at the top: what this is, which API it reads, whether its log holds, how things are shown, whose token.
import { isDark, toggleDensity, toggleTheme } from './actions.js';
import { Icon, Mark } from './icons.js';
import { html } from './lib.js';
import { LogPill } from './logpill.js';
import { config, density, helpOpen, token, tokenScreen } from './state.js';
import { ZoneSwitch } from './zoneswitch.js';

export function Topbar() {
  const dark = isDark();
  const tight = density.value === 'compact';
  return html`<header class="topbar">
    <a class="brand" href="."><${Mark} /><h1>Audit log</h1></a>
    ${config.value && html`<span class="api-host">${new URL(config.value.api).host}</span>`}
    ${token.value && html`<${LogPill} />`}
    <span class="spring"></span>
    <${ZoneSwitch} />
    <button type="button" class="icon-button" onClick=${toggleDensity} aria-pressed=${!tight}
      aria-label="Comfortable rows" title=${tight ? 'Comfortable rows (D)' : 'Compact rows (D)'}>
      <${Icon} name=${tight ? 'rows' : 'rows-wide'} />
    </button>
    <button type="button" class="icon-button" onClick=${toggleTheme}
      aria-label=${dark ? 'Light colours' : 'Dark colours'} title=${dark ? 'Light colours (T)' : 'Dark colours (T)'}>
      <${Icon} name=${dark ? 'sun' : 'moon'} />
    </button>
    <button type="button" class="icon-button" onClick=${() => { helpOpen.value = true; }}
      aria-label="Help" title="How to search, and keys (?)"><${Icon} name="help" /></button>
    ${token.value && html`<button type="button" class="quiet-button token-button" title="Change the token"
      onClick=${() => { tokenScreen.value = { open: true, error: '', busy: false }; }}>
      <${Icon} name="key" /><span>Token</span> <code>…${token.value.slice(-4)}</code>
    </button>`}
  </header>`;
}
