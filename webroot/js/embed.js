// Embedding: the page around this one hands over a token by postMessage. Only pages of configured origins are heard,
// and the token lives in memory alone.
import { connect } from './actions.js';

/** Tells the page around that this one is ready, and waits for {type: 'evident:token', token: '…'} from it. */
export function startEmbedding(/** @type {string[]} */ origins) {
  addEventListener('message', (message) => {
    if (message.source !== parent || parent === window || !origins.includes(message.origin)) return;
    const { type, token } = Object(message.data);
    if (type === 'evident:token' && typeof token === 'string') connect(token);
  });
  // Says nothing but that it is there, so anybody may hear it.
  if (parent !== window) parent.postMessage({ type: 'evident:ready' }, '*');
}
