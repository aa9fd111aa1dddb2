import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '#platform';

const read = (file: string): string =>
  readFileSync(join(PROJECT_ROOT, 'templates', 'assets', file), 'utf8').trim();

/** The one stylesheet: inlined on applicant pages, linked on staff pages. */
export const STYLE: string = read('style.css');

/** The quick exit, 566 bytes; everything works without it too. */
export const EXIT_SCRIPT: string = read('leave.js');
