// An export of the current query: read as a stream, kept in pieces that the browser may put on disk, then saved.
import { asApiError, call } from './api.js';
import { count } from './format.js';
import { currentQuery } from './load.js';
import { disconnect } from './session.js';
import { exporting, say, stats, token } from './state.js';

const TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv', zip: 'application/zip' };
const PIECE = 8 << 20;
const TAIL = 200;
const NEWLINE = 10;

let abort = new AbortController();

export function cancelExport() {
  abort.abort();
}

/**
 * Exports everything that a query finds, and saves it as a file.
 * @param {'ndjson' | 'csv' | 'zip'} format
 * @param {{query?: string, of?: number, columns?: string[], bom?: boolean}} [more] the query as the API takes it, that of the
 *   list by itself; how many events it finds; of CSV the columns, and whether a byte order mark stands in front
 */
export async function exportEvents(format, { query = currentQuery(), of = Number(stats.value?.count ?? 0), columns = [], bom = false } = {}) {
  if (exporting.value) return;
  abort = new AbortController();
  const progress = { format, events: 0, of, bytes: 0 };
  exporting.value = progress;
  try {
    const named = columns.length ? `columns=${columns.map((name) => encodeURIComponent(name.replaceAll(',', '\\,'))).join(',')}` : '';
    const asked = [query, named, bom ? 'bom=true' : ''].filter(Boolean).join('&');
    const response = await call(`/events?${asked}`, token.value, abort.signal, { Accept: TYPES[format] });
    const file = await collect(response, progress);
    const name = fileName(response.headers.get('Content-Disposition'), format);
    requireComplete(file, format);
    save(new Blob(file.pieces, { type: TYPES[format] }), name);
    const events = format === 'zip' ? of : file.events;
    say(`Exported ${events ? `${count(events)} ${events === 1 ? 'event' : 'events'}, complete, ` : ''}to ${name}`);
  } catch (failure) {
    const problem = asApiError(failure);
    if (abort.signal.aborted) say('Export cancelled');
    else if (problem.status === 401) disconnect('The service does not accept this token any more.');
    else say(`The export failed: ${problem.message}`);
  } finally {
    exporting.value = null;
  }
}

/** Saves the proof of an event, as `evident verify --proof` takes it. */
export async function saveProof(/** @type {import('./event.js').Event} */ event) {
  try {
    const response = await call(`/events/${encodeURIComponent(event.id)}/proof`, token.value, AbortSignal.timeout(15_000));
    save(await response.blob(), `evident-proof-${event.seq}.json`);
    say(`Saved the proof of entry ${event.seq}`);
  } catch (failure) {
    say(`The proof could not be saved: ${asApiError(failure).message}`);
  }
}

/**
 * @param {Response} response
 * @param {{format: string, events: number, of: number, bytes: number}} progress
 */
async function collect(response, progress) {
  const file = { pieces: /** @type {Blob[]} */ ([]), events: 0, tail: '' };
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  let piece = /** @type {BlobPart[]} */ ([]);
  let held = 0;
  let bytes = 0;
  let quoted = false;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    piece.push(/** @type {BlobPart} */ (value));
    held += value.length;
    bytes += value.length;
    // A line break inside a CSV cell is between quotes; a doubled quote closes and opens again.
    if (progress.format !== 'zip') for (const byte of value) {
      if (byte === 34 && progress.format === 'csv') quoted = !quoted;
      else if (byte === NEWLINE && !quoted) file.events++;
    }
    file.tail = (file.tail + new TextDecoder().decode(value.subarray(-TAIL))).slice(-TAIL);
    if (held >= PIECE) {
      file.pieces.push(new Blob(piece));
      piece = [];
      held = 0;
    }
    exporting.value = { ...progress, events: Math.max(0, file.events - 1), bytes };
  }
  file.pieces.push(new Blob(piece));
  file.events = Math.max(0, file.events - 1); // the header of CSV, the closing line of NDJSON
  return file;
}

// A CSV that breaks off fails as the connection does; NDJSON says at its end that it is whole, a zip by its last file.
function requireComplete(/** @type {{tail: string, events: number}} */ file, /** @type {string} */ format) {
  if (format === 'zip' && !file.tail.includes('manifest.json')) throw new Error('it broke off before its end, so nothing was saved.');
  if (format !== 'ndjson') return;
  const last = /\{"evident_export":\{"count":(\d+),"complete":true\}\}\n?$/.exec(file.tail);
  if (!last || Number(last[1]) !== file.events) throw new Error('it broke off before its end, so nothing was saved.');
}

function fileName(/** @type {string | null} */ disposition, /** @type {string} */ format) {
  const named = /filename="?([\w.-]{1,100})"?/.exec(disposition ?? '');
  return named ? named[1] : format === 'zip' ? 'evident-evidence.zip' : `evident-events.${format}`;
}

function save(/** @type {Blob} */ blob, /** @type {string} */ name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
