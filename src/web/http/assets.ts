import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '#platform';

const read = (file: string): string =>
  readFileSync(join(PROJECT_ROOT, 'templates', 'assets', file), 'utf8').trim();

/** The one stylesheet: inlined on applicant pages, linked on staff pages. */
export const STYLE: string = read('style.css');

/** Asks the card company to show a number in the page. */
export const CARD_SCRIPT: string = read('card.js');

/** The quick exit, 566 bytes; everything works without it too. */
export const EXIT_SCRIPT: string = read('leave.js');
