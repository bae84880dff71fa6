// What the server of this page says about the service: where its API is, which key signs its log, who may embed.

/**
 * @typedef {{api: string, logKey: string, embedOrigins: string[], ahead: number}} Config
 *   `api` is the API's address without a slash at its end, `ahead` by how many milliseconds the server's clock is
 */

/** Nobody notices a smaller difference, and the header has whole seconds. */
const TOLERATED = 2000;

let ahead = 0;

/** Reads /config.json. @returns {Promise<Config>} */
export async function readConfig() {
  const response = await fetch('config.json', { cache: 'no-store', credentials: 'same-origin' });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  const config = await response.json();
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (Math.abs(date - Date.now()) > TOLERATED) ahead = date - Date.now();
  return {
    api: apiAddress(config.api),
    logKey: typeof config.log_key === 'string' ? config.log_key : '',
    embedOrigins: Array.isArray(config.embed_origins) ? config.embed_origins : [],
    ahead,
  };
}

/** The service's time, milliseconds since 1970: relative ranges mean the same for a browser whose clock is wrong. */
export function now() {
  return Date.now() + ahead;
}

// By default the API has the host name that the page was opened by and a port of its own; a reverse proxy may have put
// it anywhere, and then the operator says where.
function apiAddress(/** @type {{port: number, url?: string}} */ { port, url }) {
  return url ? new URL(url, location.href).href.replace(/\/+$/, '') : `${location.protocol}//${location.hostname}:${port}`;
}
