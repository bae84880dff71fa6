// The filter box with its chips, and Refresh.
import { Icon } from './icons.js';
import { html, useRef, useState } from './lib.js';
import { filters, refresh, refreshing, setFilters, status, withFilter } from './state.js';
import { Text } from './text.js';
import { parseFilter, writeUrl } from './url.js';

export function Query() {
  const [hint, setHint] = useState('');
  const box = useRef(null);
  const wanted = filters.value;

  const remove = (index) => {
    setFilters(wanted.filter((_, other) => other !== index));
    box.current?.focus();
  };
  const onKeyDown = (pressed) => {
    const input = pressed.target;
    if (pressed.key === 'Enter' && input.value.trim()) {
      const filter = parseFilter(input.value.trim());
      const value = filter?.value.trim();
      if (filter && value) {
        setFilters(withFilter(filter.field.trim(), value, filter.op));
        input.value = '';
        setHint('');
      } else {
        setHint('Write field=value or field!=value, such as user_id=maria or variant_data.ip=10.4.0.19');
      }
    } else if (pressed.key === 'Backspace' && !input.value && wanted.length) {
      remove(wanted.length - 1);
    } else if (pressed.key === 'Escape') {
      input.blur();
      document.getElementById('events')?.focus();
    }
  };

  return html`<div class="query">
    <div class="query-box" role="search" onClick=${(clicked) => clicked.target === clicked.currentTarget && box.current?.focus()}>
      <${Icon} name="search" />
      ${wanted.length > 0 && html`<ul class="chips" aria-label="Filters">
        ${wanted.map((filter, index) => html`<${Chip} key=${filter.field + filter.op + filter.value} filter=${filter}
          index=${index} remove=${() => remove(index)} />`)}
      </ul>`}
      <input id="query" ref=${box} type="text" autocomplete="off" spellcheck="false" autocapitalize="off"
        aria-label="Add a filter: field=value" aria-describedby="query-hint" onKeyDown=${onKeyDown}
        onInput=${() => hint && setHint('')}
        placeholder=${wanted.length ? 'Add field=value' : 'Type field=value and press Enter'} />
      ${wanted.length > 0
        ? html`<button type="button" class="clear" onClick=${() => { setFilters([]); box.current?.focus(); }}>Clear</button>`
        : html`<kbd aria-hidden="true">/</kbd>`}
      <p id="query-hint" class="hint" role="status">${hint}</p>
    </div>
    <button type="button" class="button" onClick=${refresh} disabled=${status.value === 'loading' || refreshing.value}>
      <${Icon} name="refresh" />Refresh
    </button>
  </div>`;
}

function Chip({ filter, index, remove }) {
  const flipped = { ...filter, op: filter.op === '=' ? '!=' : '=' };
  const others = filters.value.with(index, flipped);
  const meaning = filter.op === '=' ? 'is' : 'is not';
  const flip = (clicked) => {
    clicked.preventDefault();
    setFilters(others);
  };
  return html`<li class=${filter.op === '=' ? 'chip' : 'chip not'}>
    <${Text} class="chip-field" value=${filter.field} max=${60} />
    <a class="chip-op" href=${writeUrl(others, null)} onClick=${flip} title="Turn around"
      aria-label=${`${meaning}; turn around`}>${filter.op === '=' ? '=' : '≠'}</a>
    <${Text} class="chip-value" value=${filter.value} max=${80} />
    <button type="button" onClick=${remove} aria-label=${`Remove the filter ${filter.field} ${meaning} ${filter.value}`}>
      <${Icon} name="close" size=${12} />
    </button>
  </li>`;
}
