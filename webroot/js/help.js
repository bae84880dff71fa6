// The keyboard shortcuts, over everything else.
import { Icon } from './icons.js';
import { html, useLayoutEffect, useRef } from './lib.js';
import { helpOpen } from './state.js';

const KEYS = [
  ['Search', '/'], ['Next / previous event', 'J K'], ['Open event', '↵'], ['Close', 'Esc'],
  ['Live tail', 'L'], ['Copy link', 'C'], ['Only this user', 'U'], ['Only this type', 'E'],
  ['Not this user', '⇧ U'], ['Not this type', '⇧ E'], ['UTC / local', 'Z'], ['Density', 'D'],
  ['Theme', 'T'], ['Shortcuts', '?'],
];

export function Help() {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const open = helpOpen.value;
  useLayoutEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return html`<dialog class="help" ref=${dialog} aria-labelledby="help-title" onClose=${() => { helpOpen.value = false; }}
    onClick=${(/** @type {MouseEvent} */ clicked) => { if (clicked.target === clicked.currentTarget) helpOpen.value = false; }}>
    <div class="help-box">
      <header><h2 id="help-title">Keyboard shortcuts</h2>
        <button type="button" class="icon-button" aria-label="Close the shortcuts" onClick=${() => { helpOpen.value = false; }}><${Icon} name="close" /></button></header>
      <dl>${KEYS.map(([what, keys]) => html`<div><dt>${what}</dt><dd>${keys.split(' ').map((key) => html`<kbd>${key}</kbd>`)}</dd></div>`)}</dl>
    </div>
  </dialog>`;
}
