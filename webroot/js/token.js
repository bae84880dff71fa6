// The screen that asks for the token.
import { connect, keepToken } from './actions.js';
import { Icon, Mark } from './icons.js';
import { html, useEffect, useRef } from './lib.js';
import { forget } from './session.js';
import { config, embedded, token, tokenScreen } from './state.js';

export function TokenScreen() {
  const { error, busy } = tokenScreen.value;
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (error) field.current?.select();
  }, [error, busy]);

  const submit = (/** @type {Event} */ submitted) => {
    submitted.preventDefault();
    connect(field.current?.value.trim() ?? '');
  };

  if (embedded) {
    return html`<main class="screen notice"><h2>${error || 'Waiting for access'}</h2>
      <p>The page around this one has to hand over a token.</p></main>`;
  }
  return html`<main class="screen">
    <form class="token-card" onSubmit=${submit} novalidate>
      <${Mark} size=${36} />
      <h2>${token.value ? 'Use another token' : 'Connect to the audit log'}</h2>
      <p>Paste a token with the <code>read</code> scope. It is shared by the tabs of this browser and forgotten with the last of them.</p>
      <label for="token">Token</label>
      <input id="token" ref=${field} class=${error ? 'field invalid' : 'field'} type="password" autocomplete="off"
        spellcheck="false" autocapitalize="off" aria-invalid=${Boolean(error)} aria-describedby="token-error" />
      <p id="token-error" class="form-error" role="alert">${error && html`<${Icon} name="alert" />${error}`}</p>
      <div class="buttons">
        <button type="submit" class="primary" disabled=${busy}>${busy ? 'Connecting…' : 'Connect'}</button>
        ${token.value && html`<button type="button" class="plain" onClick=${keepToken}>Cancel</button>
          <span class="spring"></span>
          <button type="button" class="plain danger" onClick=${() => forget()}>Forget token …${token.value.slice(-4)}</button>`}
      </div>
      ${config.value && html`<p class="foot">API <code>${new URL(config.value.api).host}</code></p>`}
    </form>
  </main>`;
}
