// A command in a box, with a button that copies it.
import { copy } from './copy.js';
import { Icon } from './icons.js';
import { html, useRef, useState } from './lib.js';

export function Command({ text, title = 'Terminal' }) {
  const code = useRef(/** @type {HTMLElement | null} */ (null));
  const [label, setLabel] = useState('Copy');
  const onCopy = async () => {
    const done = await copy(text);
    if (!done && code.current) document.getSelection()?.selectAllChildren(code.current);
    setLabel(done ? 'Copied' : 'Press Ctrl+C');
    setTimeout(() => setLabel('Copy'), 3000);
  };
  return html`<div class="terminal">
    <div><span>${title}</span><button type="button" class="quiet-button" aria-live="polite" onClick=${onCopy}><${Icon} name="copy" />${label}</button></div>
    <pre ref=${code} tabindex="0" role="group" aria-label=${title}>${text}</pre>
  </div>`;
}
