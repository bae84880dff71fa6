// Commands for a terminal; pure.

/** A GET with curl; the token stays a variable of the shell, so that no copied command holds it. */
export function curl(/** @type {string} */ url, /** @type {string[]} */ headers = []) {
  const lines = ['curl -s -H "Authorization: Bearer $TOKEN"', ...headers.map((header) => `-H ${quoted(header)}`), quoted(url)];
  return lines.join(' \\\n  ');
}

/** Fetches an event's proof and has it checked by the command line. */
export function verifyProof(/** @type {string} */ url, /** @type {string} */ key) {
  return `${curl(url)} > proof.json\nevident verify --proof proof.json --key ${quoted(key)}`;
}

/** Text as one word of a POSIX shell. */
export function quoted(/** @type {string} */ text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
