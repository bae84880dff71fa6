// The query bar: search box with its chips, time, live, export, saved views.
import { ask, toggleLive, turned, withFilter } from './actions.js';
import { ExportMenu } from './exportmenu.js';
import { visible } from './format.js';
import { Icon } from './icons.js';
import { html, useEffect, useRef, useState } from './lib.js';
import { address, filters, live, narrowed, q, tail } from './state.js';
import { Text } from './text.js';
import { TimeMenu } from './timemenu.js';
import { filterText, parseFilter } from './url.js';
import { ViewsMenu } from './viewsmenu.js';

export function Query() {
  return html`<div class="query" role="search">
    <${SearchBox} />
    <div class="query-tools">
      <${TimeMenu} />
      <button type="button" class=${live.value ? `button live-button on ${tail.value}` : 'button live-button'}
        aria-pressed=${live.value} title="New events as they come (L)" onClick=${toggleLive}><i></i>Live</button>
      <${ExportMenu} />
      <${ViewsMenu} />
    </div>
  </div>`;
}

function SearchBox() {
  const [hint, setHint] = useState('');
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  const wanted = filters.value;
  const text = q.value;
  useEffect(() => {
    if (box.current) box.current.value = text;
  }, [text]);

  const remove = (/** @type {number} */ index) => {
    ask({ filters: wanted.filter((_, other) => other !== index) });
    box.current?.focus();
  };
  const enter = (/** @type {string} */ written) => {
    const filter = parseFilter(written);
    const field = filter?.field.trim() ?? '';
    // A condition has no spaces before its sign; words that hold a sign somewhere later are a search.
    if (!filter || !field || /\s/.test(field) || written.startsWith('"')) {
      const wrong = written && !/[\p{L}\p{N}]/u.test(written);
      setHint(wrong ? 'Write words, or field=value such as user_id=maria or amount>=100' : '');
      if (!wrong) ask({ q: written });
      return;
    }
    const value = filter.value.trim();
    if (!value) {
      setHint(`What should ${field} be? Write ${field}=value, or ${field}=* for any.`);
      return;
    }
    setHint('');
    if (box.current) box.current.value = q.value;
    ask({ filters: withFilter(field, value, filter.op) });
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ pressed) => {
    const input = /** @type {HTMLInputElement} */ (pressed.target);
    if (pressed.key === 'Enter' && !pressed.isComposing) {
      enter(input.value.trim());
    } else if (pressed.key === 'Backspace' && !input.value && wanted.length) {
      remove(wanted.length - 1);
    } else if (pressed.key === 'Escape') {
      input.value = text;
      input.blur();
      document.getElementById('events')?.focus();
    }
  };
  const clear = () => {
    ask({ q: '', filters: [] });
    if (box.current) box.current.value = '';
    box.current?.focus();
  };

  return html`<div class="query-box" onClick=${(clicked) => clicked.target === clicked.currentTarget && box.current?.focus()}>
    <${Icon} name="search" />
    ${wanted.length > 0 && html`<ul class="chips" aria-label="Filters">
      ${wanted.map((filter, index) => html`<${Chip} key=${filterText(filter)} filter=${filter} index=${index} remove=${() => remove(index)} />`)}
    </ul>`}
    <input id="query" ref=${box} type="text" autocomplete="off" spellcheck="false" autocapitalize="off" enterkeyhint="search"
      aria-label="Search text, or field=value" aria-describedby="query-hint" onKeyDown=${onKeyDown}
      onInput=${() => hint && setHint('')}
      placeholder=${wanted.length ? 'Add text or field=value' : 'Search text, or type field=value and press Enter'} />
    ${narrowed.value
      ? html`<button type="button" class="clear" onClick=${clear}>Clear</button>`
      : html`<kbd aria-hidden="true">/</kbd>`}
    <p id="query-hint" class="hint" role="status">${hint}</p>
  </div>`;
}

const SIGNS = { '=': '=', '!=': '≠', '>=': '≥', '<=': '≤', '>': '>', '<': '<' };
const WORDS = { '=': 'is', '!=': 'is not', '>=': 'is at least', '<=': 'is at most', '>': 'is more than', '<': 'is less than' };

function Chip({ filter, index, remove }) {
  const others = filters.value.with(index, turned(filter));
  const meaning = WORDS[filter.op];
  const flip = (/** @type {MouseEvent} */ clicked) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
    clicked.preventDefault();
    ask({ filters: others });
  };
  return html`<li class=${filter.op === '!=' ? 'chip not' : 'chip'}>
    <${Text} class="chip-field" value=${filter.field} max=${60} />
    <a class="chip-op" href=${address({ filters: others, event: null })} onClick=${flip} title="Turn around"
      aria-label=${`${meaning}; turn around`}>${SIGNS[filter.op]}</a>
    <${Text} class="chip-value" value=${filter.value} max=${80} />
    <button type="button" onClick=${remove} aria-label=${visible(`Remove the filter ${filter.field} ${meaning} ${filter.value}`)}>
      <${Icon} name="close" size=${12} />
    </button>
  </li>`;
}
