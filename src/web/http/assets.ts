import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '#platform';

const read = (file: string): string =>
  readFileSync(join(PROJECT_ROOT, 'templates', 'assets', file), 'utf8').trim();

/** What every page needs: inlined on applicant pages. */
export const STYLE: string = read('style.css');

/** The whole stylesheet, linked on staff pages: lists, figures and a width that hers do not carry. */
export const DESK_STYLE = `${STYLE}\n${read('desk.css')}`;

/** Asks the card company to show a number in the page. */
export const CARD_SCRIPT: string = read('card.js');

/** The quick exit, 566 bytes; everything works without it too. */
export const EXIT_SCRIPT: string = read('leave.js');
