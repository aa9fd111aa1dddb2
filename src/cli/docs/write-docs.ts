import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '#platform';
import { fillIn, MADE_PAGES, madeParts } from './made-parts.js';
import type { Ask } from './schema.js';

/** A page that is not what the code and the database say now. */
export interface StalePage {
  readonly file: string;
  readonly content: string;
}

/** The pages whose made parts are out of date, with what they should hold. */
export async function stalePages(ask: Ask): Promise<StalePage[]> {
  const parts = await madeParts(ask);
  return MADE_PAGES.flatMap((name) => {
    const file = join(PROJECT_ROOT, 'docs', name);
    const page = readFileSync(file, 'utf8');
    const content = fillIn(page, parts);
    return content === page ? [] : [{ file: `docs/${name}`, content }];
  });
}

/** Brings every page up to date and returns the names of those that changed. */
export async function writeDocs(ask: Ask): Promise<string[]> {
  const stale = await stalePages(ask);
  for (const { file, content } of stale) writeFileSync(join(PROJECT_ROOT, file), content);
  return stale.map(({ file }) => file);
}
