// The search box: chips, and a line that completes fields and values and says where it cannot be understood.
import { ask, withFilters } from './actions.js';
import { Chips } from './chips.js';
import { isKnown, offer } from './completion.js';
import { readLine } from './grammar.js';
import { Icon } from './icons.js';
import { html, useEffect, useRef, useState } from './lib.js';
import { filters, helpOpen, narrowed, q, wrong } from './state.js';
import { Text } from './text.js';

/** @typedef {import('./completion.js').Offer} Offer */

const WAIT = 60;

export function SearchBox() {
  const [hint, setHint] = useState('');
  const [shown, setShown] = useState(/** @type {Offer | null} */ (null));
  const [at, setAt] = useState(-1);
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  const asking = useRef({ timer: 0, call: new AbortController() });
  const text = q.value;
  useEffect(() => {
    if (box.current) box.current.value = text;
  }, [text]);
  useEffect(() => {
    const outside = (/** @type {Event} */ event) => {
      if (event.target instanceof Node && !box.current?.closest('.query-box')?.contains(event.target)) shut();
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, []);

  const shut = () => {
    clearTimeout(asking.current.timer);
    asking.current.call.abort();
    setShown(null);
    setAt(-1);
  };
  const look = (/** @type {boolean} */ now = false) => {
    shut();
    const call = (asking.current.call = new AbortController());
    asking.current.timer = setTimeout(async () => {
      const input = box.current;
      if (!input) return;
      const found = await offer(input.value, input.selectionStart ?? input.value.length, call.signal).catch(() => null);
      if (!call.signal.aborted && document.activeElement === input) setShown(found?.choices.length ? found : null);
    }, now ? 0 : WAIT);
  };
  const enter = (/** @type {HTMLInputElement} */ input) => {
    shut();
    const line = readLine(input.value, isKnown);
    if (line.problem) {
      setHint(line.problem.message);
      input.setSelectionRange(line.problem.from, line.problem.to);
      return;
    }
    setHint('');
    input.value = line.q;
    ask({ q: line.q, filters: withFilters(line.filters) });
  };
  const choose = (/** @type {number} */ index) => {
    const input = box.current;
    const choice = shown?.choices[index];
    if (!input || !shown || !choice) return;
    input.setRangeText(choice.text, shown.from, shown.to, 'end');
    input.focus();
    setHint('');
    if (choice.open) look(true);
    else shut();
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ pressed) => {
    const input = /** @type {HTMLInputElement} */ (pressed.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[pressed.key];
    if (step) {
      if (!shown) look(true);
      else setAt((at + step + shown.choices.length + (at < 0 && step < 0 ? 1 : 0)) % shown.choices.length);
    } else if ((pressed.key === 'Enter' || (pressed.key === 'Tab' && !pressed.shiftKey)) && shown && at >= 0) {
      choose(at);
    } else if (pressed.key === 'Enter' && !pressed.isComposing) {
      enter(input);
    } else if (pressed.key === 'Backspace' && !input.value && (filters.value.length || wrong.value.length)) {
      ask(wrong.value.length ? { wrong: wrong.value.slice(0, -1) } : { filters: filters.value.slice(0, -1) });
    } else if (pressed.key === 'Escape' && shown) {
      shut();
    } else if (pressed.key === 'Escape') {
      input.value = text;
      setHint('');
      input.blur();
      document.getElementById('events')?.focus();
    } else {
      if (pressed.key === 'Tab') shut();
      return;
    }
    pressed.preventDefault();
  };
  const clear = () => {
    ask({ q: '', filters: [], wrong: [] });
    setHint('');
    if (box.current) box.current.value = '';
    box.current?.focus();
  };

  const some = narrowed.value || wrong.value.length > 0;
  return html`<div class=${hint ? 'query-box invalid' : 'query-box'} onClick=${(/** @type {MouseEvent} */ clicked) => clicked.target === clicked.currentTarget && box.current?.focus()}>
    <${Icon} name="search" />
    <${Chips} removed=${() => box.current?.focus()} />
    <input id="query" ref=${box} type="text" autocomplete="off" spellcheck="false" autocapitalize="off" enterkeyhint="search"
      role="combobox" aria-expanded=${Boolean(shown)} aria-controls="completions" aria-autocomplete="list" aria-invalid=${Boolean(hint)}
      aria-activedescendant=${shown && at >= 0 ? `completion-${at}` : undefined}
      aria-label="Search text, or field=value" aria-describedby="query-hint" onKeyDown=${onKeyDown}
      onInput=${() => { setHint(''); look(); }}
      placeholder=${filters.value.length ? 'Add text or field=value' : 'Search text, or type field=value and press Enter'} />
    <span class="query-end">${some
      ? html`<button type="button" class="clear" onClick=${clear}>Clear</button>`
      : html`<kbd aria-hidden="true">/</kbd>`}
      <button type="button" class="icon-button small" aria-label="How to search" title="How to search (?)" onClick=${() => { helpOpen.value = true; }}><${Icon} name="help" /></button></span>
    <ul id="completions" class="completions" role="listbox" aria-label="Completions" hidden=${!shown}>${(shown?.choices ?? []).map((choice, index) => html`
      <li id=${`completion-${index}`} role="option" aria-selected=${index === at} onPointerDown=${(/** @type {Event} */ pressed) => pressed.preventDefault()} onClick=${() => choose(index)}>
        <${Text} value=${choice.label} max=${120} /><span>${choice.hint}</span></li>`)}</ul>
    <p id="query-hint" class="hint" role="status">${hint}</p>
  </div>`;
}
