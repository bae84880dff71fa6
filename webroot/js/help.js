// How to search and which keys there are, over everything else.
import { Icon } from './icons.js';
import { html, useLayoutEffect, useRef } from './lib.js';
import { helpOpen, letterKeys, useLetterKeys } from './state.js';
import { Syntax } from './syntax.js';

const KEYS = [
  ['Search', '/'], ['Next / previous event', 'J K'], ['Open event', '↵'], ['Close', 'Esc'],
  ['Live tail', 'L'], ['Copy link', 'C'], ['Only this user', 'U'], ['Only this type', 'E'],
  ['Not this user', '⇧ U'], ['Not this type', '⇧ E'], ['UTC / local', 'Z'], ['Density', 'D'],
  ['Theme', 'T'], ['This help', '?'],
];

export function Help() {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus(); };
  }, []);
  return html`<dialog class="help" ref=${dialog} aria-labelledby="help-title" onClose=${() => { helpOpen.value = false; }}
    onClick=${(/** @type {MouseEvent} */ clicked) => { if (clicked.target === clicked.currentTarget) helpOpen.value = false; }}>
    <div class="help-box">
      <header><h2 id="help-title">How to search</h2>
        <button type="button" class="icon-button" aria-label="Close the help" onClick=${() => { helpOpen.value = false; }}><${Icon} name="close" /></button></header>
      <${Syntax} />
      <h2>Keyboard shortcuts</h2>
      <label class="switch"><input type="checkbox" checked=${letterKeys.value}
        onChange=${(/** @type {Event} */ changed) => useLetterKeys(/** @type {HTMLInputElement} */ (changed.target).checked)} /> Keys of a single character
        <span class="dim">(switch off if you speak to your browser)</span></label>
      <dl class=${letterKeys.value ? '' : 'off'}>${KEYS.map(([what, keys]) => html`<div><dt>${what}</dt><dd>${keys.split(' ').map((key) => html`<kbd>${key}</kbd>`)}</dd></div>`)}</dl>
    </div>
  </dialog>`;
}
