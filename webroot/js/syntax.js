// How to search, with examples made of what this log holds; each is a link that runs it.
import { ask } from './actions.js';
import { isKnown } from './completion.js';
import { facetField } from './facetpaths.js';
import { readLine, written } from './grammar.js';
import { html } from './lib.js';
import { address, helpOpen, stats } from './state.js';
import { Text } from './text.js';

/** @typedef {[string, string]} Example what it finds, and how it is written */

/** @returns {Example[]} */
function examples() {
  const facets = stats.value?.facets ?? new Map();
  const values = (/** @type {string} */ path) => (facets.get(path)?.values ?? []).map((/** @type {import('./stats.js').Value} */ value) => written(value.text));
  const [user = 'maria', other = 'sam'] = values('user_id');
  const [type = 'user.login'] = values('event_type');
  const path = [...facets.keys()].find((name) => name.startsWith('variant_data.') && values(name).length > 0) ?? '';
  const data = path ? `${facetField(path)}!=${values(path)[0]}` : 'country!=DE';
  const start = type.includes('.') ? `${type.slice(0, type.indexOf('.') + 1)}*` : `${type.slice(0, 3)}*`;
  const word = (/[\p{L}\p{N}]{3,}/gu.exec(type.slice(type.lastIndexOf('.'))) ?? ['login'])[0];
  return [
    ['one value', `user_id=${user}`], ['several conditions, all of them', `event_type=${type} ${data}`],
    ['one value or another', `user_id=${user} OR ${other}`], ['a beginning', `event_type=${start}`],
    ['that a field is there', path ? `${facetField(path)}=*` : 'ip=*'], ['at least, a number', 'amount>=100'],
    ['a whole day', `timestamp=${new Date().toISOString().slice(0, 10)}`], ['the last two hours', 'timestamp>=-2h'],
    ['words, wherever they stand', word], ['a phrase, and without a word', '"access denied" -test'],
  ];
}

export function Syntax() {
  const run = (/** @type {MouseEvent} */ clicked, /** @type {Parameters<typeof ask>[0]} */ query) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
    clicked.preventDefault();
    helpOpen.value = false;
    ask(query);
  };
  return html`<dl class="syntax">${examples().map(([what, line]) => {
    const { q, filters } = readLine(line, isKnown);
    return html`<div><dt>${what}</dt><dd><a class="link" href=${address({ q, filters, event: null })}
      onClick=${(/** @type {MouseEvent} */ clicked) => run(clicked, { q, filters })}><${Text} value=${line} max=${80} /></a></dd></div>`;
  })}</dl>`;
}
