// What the browser's tab says: what is shown, so that one of many tabs is found again.
import { clip, moment, visible } from './format.js';
import { log } from './log.js';
import { rangeLabel } from './range.js';
import { detail, filters, q, range, token, zone } from './state.js';

const MAX_PART = 60;

/** The title, as the state is now. */
export function title() {
  const alarm = log.value.state === 'broken' ? 'Not intact: ' : '';
  if (!token.value) return 'Sign in · Audit log';
  const event = detail.value?.event;
  const parts = event ? [event.redaction ? event.type : `${event.type} by ${event.user}`]
    : [...filters.value.map(({ field, op, value }) => `${field} ${op} ${value}`), ...(q.value ? [q.value] : []), rangeLabel(range.value, (instant) => moment(instant, zone.value))];
  return `${alarm}${parts.map((part) => clip(visible(part), MAX_PART)).join(', ')} · Audit log`;
}
