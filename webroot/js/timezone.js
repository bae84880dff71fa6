// The zone in which the service counts and reads dates: the browser's own where the service knows it. Where it does not,
// the offset that holds now, and the page says so.
import { browserZone } from './format.js';
import { signal } from './lib.js';
import { zone } from './state.js';

/** The offset that stands in for the browser's zone, such as +05:30; empty while that is not needed. */
export const standIn = signal('');

/** The zone of the page as the API takes it. */
export function requestZone() {
  if (zone.value === 'utc') return 'UTC';
  const name = browserZone();
  if (!standIn.value && (!name || name === 'Etc/Unknown')) standIn.value = offset(new Date());
  return standIn.value || name;
}

/** Goes on with an offset after the service refused the zone; false when that is no way out. */
export function fallBack(/** @type {import('./api.js').ApiError} */ problem) {
  if (problem.field !== 'timezone' || zone.value === 'utc' || standIn.value) return false;
  standIn.value = offset(new Date());
  return true;
}

function offset(/** @type {Date} */ date) {
  const minutes = -date.getTimezoneOffset();
  const two = (/** @type {number} */ number) => String(Math.floor(number)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}
