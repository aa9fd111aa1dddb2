import type { Page, Visitor } from '../../src/cli/story/visitor.js';

/** Pages that exist to show what somebody told us, each opening logged; and the ways out of the house. */
const CLOSED = /^\/(review\/cases\/|approve\/app_|leave|assets)/;
const MOST_PAGES = 150;

/** Every page a visitor comes to by following links, the first ones first. */
export async function crawl(visitor: Visitor, from: readonly string[]): Promise<Page[]> {
  const waiting = [...from];
  const known = new Set(from);
  const pages: Page[] = [];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (pages.length >= MOST_PAGES) break;
    const page = await visitor.open(path);
    pages.push(page);
    for (const link of linksOf(page)) {
      if (known.has(link) || CLOSED.test(link)) continue;
      known.add(link);
      waiting.push(link);
    }
  }
  return pages;
}

function linksOf({ html, path }: Page): string[] {
  return [...html.matchAll(/<a\b[^>]*\bhref="([^"#]+)/g)].flatMap(([, href = '']) => {
    const target = new URL(
      href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
      `http://us${path}`,
    );
    return target.hostname === 'us' ? [target.pathname + target.search] : [];
  });
}
