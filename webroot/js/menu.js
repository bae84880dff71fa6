// A button that opens a small panel. Escape, a click elsewhere or leaving it with Tab closes it; arrow keys walk
// through what is in it.
import { Icon } from './icons.js';
import { html, useLayoutEffect, useRef, useState } from './lib.js';

/** `panel` is called with a function that closes it. */
export function Menu({ label, icon = '', class: name = 'button', title = undefined, panel, panelLabel, wide = false }) {
  const [open, setOpen] = useState(false);
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const button = useRef(/** @type {HTMLElement | null} */ (null));

  const close = (focus = true) => {
    setOpen(false);
    if (focus) button.current?.focus();
  };
  // With the panel, not after the next frame: a key pressed between would close it and then lose the focus to it.
  useLayoutEffect(() => {
    if (!open) return undefined;
    const outside = (/** @type {Event} */ event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    addEventListener('pointerdown', outside);
    addEventListener('focusin', outside);
    const box = root.current?.querySelector('.panel-box');
    const enter = () => {
      const first = box?.querySelector('[aria-pressed=true]') ?? box?.querySelector('button, input, select, a');
      if (first instanceof HTMLElement) first.focus();
      return Boolean(first);
    };
    // What is in some panels is loaded when they are opened for the first time.
    const late = new MutationObserver(() => { if (enter()) late.disconnect(); });
    if (box && !enter()) late.observe(box, { childList: true, subtree: true });
    return () => {
      late.disconnect();
      removeEventListener('pointerdown', outside);
      removeEventListener('focusin', outside);
    };
  }, [open]);

  const onKeyDown = (/** @type {KeyboardEvent} */ pressed) => {
    if (!open) return;
    if (pressed.key === 'Escape') {
      pressed.stopPropagation();
      close();
    } else if ((pressed.key === 'ArrowDown' || pressed.key === 'ArrowUp') && !(pressed.target instanceof HTMLInputElement)) {
      const items = [...root.current?.querySelectorAll('.panel-box button, .panel-box input, .panel-box a') ?? []];
      const step = pressed.key === 'ArrowDown' ? 1 : -1;
      const to = items[(items.indexOf(/** @type {Element} */ (document.activeElement)) + step + items.length) % items.length];
      if (to instanceof HTMLElement) to.focus();
      pressed.preventDefault();
      pressed.stopPropagation();
    } else if (pressed.key.length === 1 || pressed.key === 'Enter') {
      pressed.stopPropagation(); // no shortcut of the page while the panel is open
    }
  };

  return html`<div class="menu" ref=${root} onKeyDown=${onKeyDown}>
    <button type="button" class=${name} ref=${button} aria-expanded=${open} aria-haspopup="true" title=${title}
      aria-label=${label ? undefined : panelLabel} onClick=${() => setOpen(!open)}>
      ${icon && html`<${Icon} name=${icon} />`}${label && html`<span class="button-text">${label}</span><${Icon} name="caret" size=${12} />`}
    </button>
    ${open && html`<div class=${wide ? 'panel-box wide' : 'panel-box'} role="group" aria-label=${panelLabel}>${panel(close)}</div>`}
  </div>`;
}

/** One line of a panel. */
export function Item({ onClick, pressed = undefined, icon = '', children, hint = '', disabled = false }) {
  return html`<button type="button" class="item" aria-pressed=${pressed} onClick=${onClick} disabled=${disabled}>
    ${icon && html`<${Icon} name=${icon} />`}<span>${children}</span>
    ${hint && html`<span class="dim">${hint}</span>`}${pressed && html`<${Icon} name="check" />`}
  </button>`;
}
