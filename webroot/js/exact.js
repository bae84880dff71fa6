// JSON read into a tree that keeps what JSON.parse would change: the digits of numbers, the order of keys, and keys
// such as __proto__. Strings and numbers also keep their source text.

/**
 * @typedef {{kind: 'string', value: string, text: string}
 *   | {kind: 'number' | 'literal', text: string}
 *   | {kind: 'array', items: Node[], text: string}
 *   | {kind: 'object', entries: [string, Node][], text: string}} Node
 */

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/** Reads one JSON text. @returns {Node} */
export function parseExact(/** @type {string} */ source) {
  let at = 0;

  const fail = () => {
    throw new SyntaxError(`not JSON at character ${at}`);
  };
  const skip = () => {
    SPACE.lastIndex = at;
    SPACE.test(source);
    at = SPACE.lastIndex;
  };
  const expect = (/** @type {string} */ character) => {
    if (source[at] !== character) fail();
    at++;
  };
  const token = (/** @type {RegExp} */ pattern) => {
    pattern.lastIndex = at;
    if (!pattern.test(source)) fail();
    const text = source.slice(at, pattern.lastIndex);
    at = pattern.lastIndex;
    return text;
  };
  const string = () => {
    const start = at;
    expect('"');
    for (;;) {
      const quote = source.indexOf('"', at);
      if (quote < 0) fail();
      let slashes = 0;
      while (source[quote - 1 - slashes] === '\\') slashes++;
      at = quote + 1;
      if (slashes % 2 === 0) break;
    }
    const text = source.slice(start, at);
    return { kind: /** @type {const} */ ('string'), value: /** @type {string} */ (JSON.parse(text)), text };
  };
  const members = (/** @type {string} */ close, /** @type {() => void} */ member) => {
    at++;
    skip();
    if (source[at] === close) {
      at++;
      return;
    }
    for (;;) {
      member();
      skip();
      if (source[at] === close) break;
      expect(',');
      skip();
    }
    at++;
  };
  /** @returns {Node} */
  const value = () => {
    skip();
    const start = at;
    switch (source[at]) {
      case '{': {
        /** @type {[string, Node][]} */
        const entries = [];
        members('}', () => {
          const key = string().value;
          skip();
          expect(':');
          entries.push([key, value()]);
        });
        return { kind: 'object', entries, text: source.slice(start, at) };
      }
      case '[': {
        /** @type {Node[]} */
        const items = [];
        members(']', () => items.push(value()));
        return { kind: 'array', items, text: source.slice(start, at) };
      }
      case '"':
        return string();
      case 't': case 'f': case 'n':
        return { kind: 'literal', text: token(LITERAL) };
      default:
        return { kind: 'number', text: token(NUMBER) };
    }
  };

  const root = value();
  skip();
  if (at !== source.length) fail();
  return root;
}

/** The value of a member of an object, if it is there. @returns {Node | undefined} */
export function member(/** @type {Node | undefined} */ node, /** @type {string} */ name) {
  return node?.kind === 'object' ? node.entries.find(([key]) => key === name)?.[1] : undefined;
}

/** A string's characters, any other scalar's source text. */
export function scalarText(/** @type {Node | undefined} */ node) {
  return node === undefined ? '' : node.kind === 'string' ? node.value : node.text;
}

/**
 * A value as scripts use it. A number that a double would change is an integer of any size, or else its digits as text.
 * @returns {any}
 */
export function plain(/** @type {Node} */ node) {
  switch (node.kind) {
    case 'object': return Object.fromEntries(node.entries.map(([key, child]) => [key, plain(child)]));
    case 'array': return node.items.map(plain);
    case 'string': return node.value;
    case 'literal': return node.text === 'null' ? null : node.text === 'true';
    default: {
      const number = Number(node.text);
      if (String(number) === node.text) return number;
      return /^-?\d+$/.test(node.text) ? BigInt(node.text) : node.text;
    }
  }
}

/** Whether a value has no members of its own. */
export function isScalar(/** @type {Node} */ node) {
  return node.kind !== 'object' && node.kind !== 'array';
}
