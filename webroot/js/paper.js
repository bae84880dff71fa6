// Whether the page is drawn on paper, where there is nothing to scroll and nothing to open.
import { signal } from './lib.js';

export const paper = signal(false);

const PRINT = matchMedia('print');
PRINT.addEventListener('change', () => { paper.value = PRINT.matches; });
addEventListener('beforeprint', () => { paper.value = true; });
addEventListener('afterprint', () => { paper.value = PRINT.matches; });
