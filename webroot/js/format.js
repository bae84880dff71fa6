// Values as people read them; pure.
import { member, scalarText } from './exact.js';

/** @typedef {import('./exact.js').Node} Node */

// Characters that show nothing, turn the text around them, or are half of one: shown as escapes, so that no name can pose as another.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]|[\u{e0000}-\u{e007f}]/u;

/** Text in pieces: what can be shown as it is, and escapes for what cannot. @returns {{text: string, escape: boolean}[]} */
export function pieces(/** @type {string} */ text) {
  if (!INVISIBLE.test(text)) return [{ text, escape: false }];
  return text.split(new RegExp(`(${INVISIBLE.source})`, 'u')).filter(Boolean).map((part) =>
    INVISIBLE.test(part) ? { text: escapeOf(part), escape: true } : { text: part, escape: false });
}

/** Text with escapes for what cannot be shown, where only plain text can stand. */
export function visible(/** @type {string} */ text) {
  return pieces(text).map((part) => part.text).join('');
}

function escapeOf(/** @type {string} */ character) {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
  const code = /** @type {number} */ (character.codePointAt(0));
  return short ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`);
}

/** A string as it is shown among values of all kinds: in quotes where it could be taken for another kind. */
export function stringText(/** @type {string} */ value) {
  return /^(?:true|false|null|empty|none|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|".*")$/s.test(value) ? JSON.stringify(value) : value;
}

/** A key as one part of a path. */
export function keyText(/** @type {string} */ key) {
  return key.replace(/[\\.]/g, '\\$&');
}

/** Text cut to a length, never inside a character. */
export function clip(/** @type {string} */ text, /** @type {number} */ length) {
  if (text.length <= length) return text;
  const cut = /[\ud800-\udbff]$/.test(text.slice(0, length)) ? length - 1 : length;
  return `${text.slice(0, cut)}…`;
}

/** The kind of thing an event type is about: all but its last segment; gives related types one colour. */
export function family(/** @type {string} */ type) {
  const last = Math.max(type.lastIndexOf('.'), type.lastIndexOf(':'), type.lastIndexOf('/'));
  return last > 0 ? type.slice(0, last) : type;
}

// Chosen so that the families document, user, invoice, session, settings, role and apikey get the colours 0 to 6.
const SEED = 0x11b5e2;

/** The colour that a kind of events prefers, 0 to 7, the same for every reader. */
export function category(/** @type {string} */ kind) {
  let hash = SEED;
  for (const character of kind) {
    hash = Math.imul(hash ^ /** @type {number} */ (character.codePointAt(0)), 0x01000193);
  }
  return Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 29;
}

/** Whether an event tells of something refused, failed or destroyed. */
export function isAlarming(/** @type {string} */ type, /** @type {Node | undefined} */ data) {
  return /(?:fail(?:ed|ure)?|denied|refused|rejected|revoked|deleted|removed|blocked)$/i.test(type)
    || /^(?:fail(?:ed|ure)?|denied|refused|error)$/i.test(scalarText(member(data, 'outcome')));
}

/** Whether a user id looks like a program's. */
export function isService(/** @type {string} */ user) {
  return /^(?:svc|service|srv|bot|system|cron|job|worker|api|agent|evident)(?:[-_.:/]|$)|\[bot\]$|[-_.](?:bot|svc|service)$/i
    .test(user);
}

/** One or two letters for a user. */
export function initials(/** @type {string} */ user) {
  const name = user.split('@')[0].replace(/([a-z])([A-Z])/g, '$1 $2');
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join('') || '?';
}

/** A user id as its name and its mail domain. @returns {[string, string]} */
export function splitUser(/** @type {string} */ user) {
  const at = user.lastIndexOf('@');
  return at > 0 ? [user.slice(0, at), user.slice(at)] : [user, ''];
}

/** @param {string} timestamp @param {string} zone @returns {{day: string, clock: string, fraction: string}} */
export function timeParts(timestamp, zone) {
  const parsed = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.?(\d*)Z$/.exec(timestamp);
  if (!parsed) return { day: '', clock: timestamp, fraction: '' };
  const [, date, clock, digits] = parsed;
  const fraction = digits ? `.${digits.slice(0, 3)}` : '';
  if (zone === 'utc') return { day: dayLabel(date), clock, fraction };
  const local = new Date(timestamp);
  return {
    day: dayLabel(dayOf(timestamp, zone)),
    clock: [local.getHours(), local.getMinutes(), local.getSeconds()].map(two).join(':'),
    fraction,
  };
}

function two(/** @type {number} */ number) {
  return String(number).padStart(2, '0');
}

/** The day of a timestamp as year-month-day, in UTC or where the reader is. */
export function dayOf(/** @type {string} */ timestamp, /** @type {string} */ zone) {
  if (zone === 'utc') return timestamp.slice(0, 10);
  const local = new Date(timestamp);
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
}

/** An instant as day and minutes: Sun 22 Nov, 03:17. */
export function moment(/** @type {string} */ instant, /** @type {string} */ zone) {
  const { day, clock } = timeParts(new Date(instant).toISOString(), zone);
  return `${day}, ${clock.slice(0, 5)}`;
}

/** An instant as hours and minutes. */
export function clockOf(/** @type {number} */ time, /** @type {string} */ zone) {
  return timeParts(new Date(time).toISOString(), zone).clock.slice(0, 5);
}

/** What the browser calls its zone. */
export function browserZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
}

/** What the zone is called at an instant: UTC, or Europe/Berlin, UTC+1. */
export function zoneName(/** @type {string} */ zone, at = Date.now()) {
  const offset = zoneOffset(zone, at);
  const name = zone === 'utc' ? '' : browserZone();
  return name && name !== 'UTC' && name !== 'Etc/Unknown' ? `${name}, ${offset}` : offset;
}

/** How far the zone is from UTC at an instant, as UTC+5:30. */
export function zoneOffset(/** @type {string} */ zone, /** @type {number} */ at) {
  const minutes = zone === 'utc' ? 0 : -new Date(at).getTimezoneOffset();
  if (!minutes) return 'UTC';
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(Math.abs(minutes) / 60)}${rest ? `:${two(rest)}` : ''}`;
}

const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const days = new Map();

/** A day as people write it. */
export function dayLabel(/** @type {string} */ date) {
  let label = days.get(date);
  if (label === undefined) {
    const parts = Object.fromEntries(DAY.formatToParts(new Date(`${date}T00:00:00Z`)).map((part) => [part.type, part.value]));
    const year = date.slice(0, 4) === String(new Date().getFullYear()) ? '' : ` ${date.slice(0, 4)}`;
    label = `${parts.weekday} ${parts.day} ${parts.month}${year}`;
    days.set(date, label);
  }
  return label;
}

/** How long ago, in one short word. */
export function ago(/** @type {string} */ timestamp, /** @type {number} */ now) {
  const seconds = Math.round((now - Date.parse(timestamp)) / 1000);
  if (Number.isNaN(seconds)) return '';
  if (seconds < 5) return 'just now';
  for (const [size, unit] of /** @type {[number, string][]} */ ([[86400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']])) {
    if (seconds >= size) return `${Math.floor(seconds / size)}${unit} ago`;
  }
  return '';
}

const MIN_LAG = 60_000;

/** How long after it happened an event was recorded, where that is worth a word; or how long before. */
export function lag(/** @type {string} */ happened, /** @type {string} */ recorded) {
  const time = Date.parse(recorded) - Date.parse(happened);
  if (!(Math.abs(time) >= MIN_LAG)) return null;
  const seconds = Math.abs(time) / 1000;
  const [size, unit] = seconds >= 86_400 ? [86_400, 'd'] : seconds >= 3600 ? [3600, 'h'] : [60, 'min'];
  const length = `${Math.floor(seconds / size)} ${unit}`;
  return time > 0 ? { short: `+${length.replace(' ', '').replace('min', 'm')}`, text: `recorded ${length} after it happened` }
    : { short: `−${length.replace(' ', '').replace('min', 'm')}`, text: `recorded ${length} before it is said to have happened` };
}

const COUNT = new Intl.NumberFormat('en-US');

/** A number with thousands marked. */
export function count(/** @type {number | bigint} */ number) {
  return COUNT.format(number);
}

/** A size in bytes. */
export function size(/** @type {number} */ bytes) {
  const [divisor, unit] = bytes < 1e6 ? [1e3, 'KB'] : bytes < 1e9 ? [1e6, 'MB'] : [1e9, 'GB'];
  return `${(bytes / divisor).toFixed(bytes < 1e6 ? 0 : 1)} ${unit}`;
}
