// Icons on a 16-pixel grid, drawn with the colour of the text around them.
import { html } from './lib.js';

const PATHS = {
  search: 'M7 12.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM11 11l3.5 3.5',
  close: 'M4 4l8 8M12 4l-8 8',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  link: 'M6.5 9.5a2.8 2.8 0 0 0 4 0l2.4-2.4a2.8 2.8 0 0 0-4-4l-.9.9M9.5 6.5a2.8 2.8 0 0 0-4 0L3.1 8.9a2.8 2.8 0 0 0 4 4l.9-.9',
  refresh: 'M13.5 8A5.5 5.5 0 1 1 11.6 3.8L13.5 5.5M13.5 2v3.5H10',
  moon: 'M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1v1.4M8 13.6V15M3.05 3.05l1 1M11.95 11.95l1 1M1 8h1.4M13.6 8H15M3.05 12.95l1-1M11.95 4.05l1-1',
  key: 'M10.5 9.5a4 4 0 1 0-3.8-2.8L2 11.4V14h2.6v-1.6h1.6v-1.6L7.4 9.4a4 4 0 0 0 3.1.1ZM11.2 5.2v0',
  copy: 'M6 5.5h7.5V14H6ZM10 5.5V2.5H2.5V10H6',
  check: 'M3 8.5l3.2 3L13 4.5',
  seal: 'M8 12.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Z',
  unsealed: 'M8 3.5a4.5 4.5 0 0 1 4.5 4.5M8 12.5A4.5 4.5 0 0 1 3.5 8',
  cross: 'M4.5 4.5l7 7M11.5 4.5l-7 7M2 2h12v12H2Z',
  done: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.3 8.2l1.9 1.9 3.5-3.8',
  columns: 'M2.5 3h11v10h-11ZM6.2 3v10M9.8 3v10',
  lock: 'M4 7.5h8V14H4ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  print: 'M4.5 6V2h7v4M4.5 12H2.5V6.5h11V12h-2M4.5 10h7v4h-7Z',
  alert: 'M8 5.2v3.4M8 11.2v0M8 1.8l6.6 11.7H1.4Z',
  plug: 'M5.5 2v3M10.5 2v3M3.5 5h9v2.5a4.5 4.5 0 0 1-9 0ZM8 12v2.5',
  caret: 'M4 6l4 4 4-4',
  minus: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM5.3 8h5.4',
  help: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM6.2 6.3a1.9 1.9 0 1 1 2.6 1.8c-.5.2-.8.5-.8 1.1M8 11.3v0',
  rows: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  'rows-wide': 'M2.5 3h11v4h-11ZM2.5 9.5h11v4h-11Z',
  filter: 'M2 3.5h12M4.5 8h7M6.8 12.5h2.4',
  export: 'M8 2v7.5M4.8 6.5 8 9.7l3.2-3.2M2.5 11v2.5h11V11',
  bookmark: 'M4 2.5h8v11L8 10.6 4 13.5Z',
  shield: 'M8 1.6l5.4 2v3.6c0 3.4-2.2 5.8-5.4 7.2-3.2-1.4-5.4-3.8-5.4-7.2V3.6ZM5.5 7.8l1.8 1.8 3.3-3.4',
  'shield-off': 'M8 1.6l5.4 2v3.6c0 3.4-2.2 5.8-5.4 7.2-3.2-1.4-5.4-3.8-5.4-7.2V3.6ZM5.8 7.8h4.4',
  include: 'M7 12.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM11 11l3.5 3.5M4.8 7h4.4M7 4.8v4.4',
  exclude: 'M7 12.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM11 11l3.5 3.5M4.8 7h4.4',
  user: 'M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8ZM2.8 14c.5-2.6 2.6-4 5.2-4s4.7 1.4 5.2 4',
  target: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 10.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2Z',
  around: 'M2.5 8h11M5 4h6M5 12h6M8 1.5v0M8 14.5v0',
  clock: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 4.6V8l2.2 1.6',
};

/** An icon; decoration only, so what it stands on needs a name of its own. */
export function Icon({ name, size = 16 }) {
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 16 16" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}

/** The product's mark. */
export function Mark({ size = 22 }) {
  return html`<img class="mark" src="icon.svg" alt="" width=${size} height=${size} />`;
}
