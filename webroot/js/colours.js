// Which colour a kind of event has: that of the histogram in sight, so that rows, rail and bars agree.
import { kinds, OTHER } from './bars.js';
import { category, family } from './format.js';
import { computed } from './lib.js';
import { stats } from './state.js';

/** The kinds of the histogram, the largest first. */
export const legend = computed(() => (stats.value?.histogram ? kinds(stats.value.histogram) : []));

const chosen = computed(() => new Map(legend.value.filter(({ colour }) => colour !== OTHER).map(({ name, colour }) => [name, colour])));

/** The colour of an event type, 0 to 7. */
export function colourOf(/** @type {string} */ type) {
  if (!legend.value.length) return category(family(type)) % OTHER;
  const other = legend.value.at(-1)?.colour === OTHER; // else the kind is not in range, and takes nobody's colour
  return chosen.value.get(family(type)) ?? (other ? OTHER : category(family(type)) % OTHER);
}
