import axe from 'axe-core';
import type { Page } from 'playwright-core';

const AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Which rules of the guidelines a page is held to, always with axe's best practice. */
export type Level = 'AA' | 'AAA';

const RULES: Record<Level, string[]> = { AA, AAA: [...AA, 'wcag2aaa'] };
const CONTRAST: Record<Level, string[]> = {
  AA: ['color-contrast'],
  AAA: ['color-contrast', 'color-contrast-enhanced'],
};

/** What keeps somebody from using the page in front of her, in the colours she sees: one line for each rule it breaks. */
export async function barriersOn(page: Page, level: Level): Promise<string[]> {
  return broken(page, { type: 'tag', values: RULES[level] });
}

/** By day by every rule, and contrast once more by night. */
export async function barriersByDayAndNight(page: Page, level: Level): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  const day = await barriersOn(page, level);
  await page.emulateMedia({ colorScheme: 'dark' });
  const night = await broken(page, { type: 'rule', values: CONTRAST[level] });
  await page.emulateMedia({ colorScheme: 'light' });
  return [...day, ...night];
}

/** The rules look from inside the page, so they are brought there once for each page. Only what is broken comes back. */
async function broken(page: Page, runOnly: axe.RunOnly): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe.source);
  const options: axe.RunOptions = { runOnly, resultTypes: ['violations'], selectors: false };
  return page.evaluate<string[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
       violations.map(({ id, nodes }) => id + ': ' + (nodes[0]?.html ?? '')))`,
  );
}
