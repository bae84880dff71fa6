// Parts of the page that are loaded when they are first wanted.
import { html, signal } from './lib.js';
import { say } from './state.js';

/**
 * A component in the place of one that is loaded when it is first drawn, or when somebody is about to want it.
 * @param {() => Promise<any>} load
 */
export function lazy(load) {
  const loaded = signal(/** @type {any} */ (null));
  let loading = false;
  const want = async () => {
    if (loading) return;
    loading = true;
    try {
      loaded.value = await load();
    } catch {
      loading = false;
      say('A part of this page could not be loaded. Is the service there?');
    }
  };
  /** @type {any} */
  const Late = (/** @type {object} */ properties) => {
    if (loaded.value) return html`<${loaded.value} ...${properties} />`;
    want();
    return null;
  };
  return { Late, want };
}
