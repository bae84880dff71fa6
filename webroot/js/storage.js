// The browser's storage, which may be switched off or belong to a frame that may not use it: then nothing is kept.

/** What is stored under a name, or null. */
export function stored(/** @type {string} */ name, /** @type {'local' | 'session'} */ kind = 'local') {
  try {
    return area(kind).getItem(name);
  } catch {
    return null;
  }
}

/** Stores a text; null removes it. */
export function store(
  /** @type {string} */ name, /** @type {string | null} */ value, /** @type {'local' | 'session'} */ kind = 'local',
) {
  try {
    if (value === null) area(kind).removeItem(name);
    else area(kind).setItem(name, value);
  } catch {
    // it lives as long as the page
  }
}

/** A stored JSON value, or null where there is none that can be read. */
export function storedJson(/** @type {string} */ name) {
  try {
    return JSON.parse(stored(name) ?? 'null');
  } catch {
    return null;
  }
}

function area(/** @type {'local' | 'session'} */ kind) {
  return kind === 'local' ? localStorage : sessionStorage;
}
