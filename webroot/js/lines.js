// Which line of the table is which: an event, or the line that says that another day begins; pure.
import { dayOf } from './format.js';

/** @typedef {(event: Event) => string} TimeOf which time of an event counts */

/** @typedef {import('./event.js').Event} Event */

/** The lines of a list that grows at both ends. Only new events are looked at again. */
export class Lines {
  /** @type {Event[]} */
  #events = [];
  #zone = '';
  /** Indexes of the events before which a day begins, ascending. @type {number[]} */
  #breaks = [];

  /** Takes the list as it is now. */
  update(/** @type {Event[]} */ events, /** @type {string} */ zone, /** @type {TimeOf} */ timeOf, axis = '') {
    if (events === this.#events && zone + axis === this.#zone) return;
    const before = this.#events;
    const known = before.length;
    const offset = zone + axis === this.#zone && known ? this.#offsetOf(events) : -1;
    if (offset < 0) {
      this.#breaks = breaks(events, 1, events.length, zone, timeOf);
    } else {
      const kept = Math.min(known, events.length - offset);
      this.#breaks = [
        ...breaks(events, 1, Math.min(offset + 1, events.length), zone, timeOf),
        ...this.#breaks.filter((at) => at < kept).map((at) => at + offset),
        ...breaks(events, offset + kept, events.length, zone, timeOf),
      ];
    }
    this.#events = events;
    this.#zone = zone + axis;
  }

  get count() {
    return this.#events.length + this.#breaks.length;
  }

  /** The line of an event. */
  lineOf(/** @type {number} */ index) {
    return index + this.#upTo(index);
  }

  /** What stands on a line: the event's index, and whether it is the beginning of its day that stands there. */
  at(/** @type {number} */ line) {
    let low = 0;
    let high = this.#breaks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#breaks[middle] + middle < line) low = middle + 1;
      else high = middle;
    }
    return { index: line - low, isDay: low < this.#breaks.length && this.#breaks[low] + low === line };
  }

  // How many events stand before those that were there: -1 when it is another list.
  #offsetOf(/** @type {Event[]} */ events) {
    const first = this.#events[0];
    const offset = events.length && events[0] === first ? 0 : events.indexOf(first);
    const last = Math.min(this.#events.length, events.length - offset) - 1;
    return offset >= 0 && events[offset + last] === this.#events[last] ? offset : -1;
  }

  #upTo(/** @type {number} */ index) {
    let low = 0;
    let high = this.#breaks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#breaks[middle] <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function breaks(/** @type {Event[]} */ events, /** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ zone, /** @type {TimeOf} */ timeOf) {
  const found = [];
  for (let at = Math.max(1, from); at < to; at++) {
    if (dayOf(timeOf(events[at]), zone) !== dayOf(timeOf(events[at - 1]), zone)) found.push(at);
  }
  return found;
}
