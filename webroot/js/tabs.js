// One sign-in for all tabs of a browser: those that have a token give it to those that ask. It is told over a channel of
// this origin alone and stored nowhere but in the tabs, so it is forgotten with the last of them.
import { connect } from './actions.js';
import { effect } from './lib.js';
import { disconnect, onForget } from './session.js';
import { config, token, tokenScreen } from './state.js';

/** Shares the token from now on. */
export function shareToken() {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(`evident.session:${config.value?.api}`);
  channel.onmessage = ({ data }) => {
    const { ask, offer, forget } = Object(data);
    if (ask && token.value) channel.postMessage({ offer: token.value });
    else if (typeof offer === 'string' && !token.value && !tokenScreen.value.busy) connect(offer);
    else if (typeof forget === 'string' && forget === token.value) disconnect('You signed out in another tab.');
  };
  onForget((forgotten) => channel.postMessage({ forget: forgotten }));
  let offered = token.value;
  effect(() => {
    if (token.value && token.value !== offered) channel.postMessage({ offer: token.value });
    offered = token.value;
  });
  if (!token.value) channel.postMessage({ ask: true });
}
