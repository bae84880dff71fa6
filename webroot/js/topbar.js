// The bar at the top: what this is, which API it reads, how times and colours are shown, whose token.
import { Icon, Mark } from './icons.js';
import { html } from './lib.js';
import { api, prefer, theme, token, tokenScreen, zone } from './state.js';

const DARK = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark now. */
function isDark() {
  return theme.value === 'auto' ? DARK.matches : theme.value === 'dark';
}

/** Turns light into dark and back. */
export function toggleTheme() {
  prefer('theme', isDark() ? 'light' : 'dark');
}

/** Turns UTC into local time and back. */
export function toggleZone() {
  prefer('zone', zone.value === 'utc' ? 'local' : 'utc');
}

export function Topbar() {
  const dark = isDark();
  return html`<header class="topbar">
    <a class="brand" href="."><${Mark} /><h1>Audit log</h1></a>
    ${api.value && html`<span class="api-host">${new URL(api.value).host}</span>`}
    <span class="spring"></span>
    <div class="segments" role="group" aria-label="Time zone">
      ${[['utc', 'UTC'], ['local', 'Local']].map(([value, label]) => html`
        <button type="button" aria-pressed=${zone.value === value} onClick=${() => prefer('zone', value)}>${label}</button>`)}
    </div>
    <button type="button" class="icon-button" onClick=${toggleTheme}
      aria-label=${dark ? 'Light colours' : 'Dark colours'} title=${dark ? 'Light colours (T)' : 'Dark colours (T)'}>
      <${Icon} name=${dark ? 'sun' : 'moon'} />
    </button>
    ${token.value && html`<button type="button" class="quiet-button token-button" title="Change the token"
      onClick=${() => { tokenScreen.value = { open: true, error: '', busy: false }; }}>
      <${Icon} name="key" /><span>Token</span> <code>…${token.value.slice(-4)}</code>
    </button>`}
  </header>`;
}
