// Embedding: the page around this one hands over a token by postMessage. Only pages of configured origins are heard,
// and the token lives in memory alone.
import { connect } from './actions.js';
import { theme } from './state.js';

/** Tells the page around that this one is ready, and waits for {type: 'evident:token', token: '…'} from it; {type:
 * 'evident:theme', theme: 'dark'} changes the colours. */
export function startEmbedding(/** @type {string[]} */ origins) {
  addEventListener('message', (message) => {
    if (message.source !== parent || parent === window || !origins.includes(message.origin)) return;
    const { type, token, theme: wanted } = Object(message.data);
    if (type === 'evident:theme' && ['auto', 'light', 'dark'].includes(wanted)) theme.value = wanted;
    if (type === 'evident:token' && typeof token === 'string') connect(token);
  });
  // Says nothing but that it is there, so anybody may hear it.
  if (parent !== window) parent.postMessage({ type: 'evident:ready' }, '*');
}
