import { describeTimetable } from '#jobs';
import { invariant } from '#kernel';
import { describeEventTypes } from '#payouts';
import { describeSettings } from '#platform';
import { alignTables } from './align-tables.js';
import { drawAccounts, drawEntries } from './books.js';
import { drawGraph, GRAPHS } from './graphs.js';
import { drawSchema, type Ask } from './schema.js';

/** Pages under docs/ that hold parts made from the code or the database. */
export const MADE_PAGES = ['flow-of-a-grant.md', 'ledger.md', 'operating.md', 'schema.md'] as const;

/** Every made part by its name. */
export async function madeParts(ask: Ask): Promise<ReadonlyMap<string, string>> {
  const graphs = Object.entries(GRAPHS).map(
    ([name, graph]) => [`graph ${name}`, drawGraph(graph)] as const,
  );
  return new Map([
    ...graphs,
    ['settings', describeSettings()],
    ['timetable', describeTimetable()],
    ['event types', describeEventTypes()],
    ['accounts', await drawAccounts(ask)],
    ['entries', await drawEntries(ask)],
    ['schema', await drawSchema(ask)],
  ]);
}

const PART = /(<!-- made: ([a-z -]+) -->\n)[\s\S]*?(\n<!-- end -->)/g;

/** The page with each `<!-- made: name -->` … `<!-- end -->` filled anew; what people wrote around it stays. */
export function fillIn(page: string, parts: ReadonlyMap<string, string>): string {
  return page.replace(PART, (_, start: string, name: string, end: string) => {
    const part = parts.get(name);
    invariant(part !== undefined, `There is a made part called ${name}.`);
    return `${start}\n${alignTables(part)}\n${end}`;
  });
}

/** Names of the parts a page asks for. */
export function partsIn(page: string): string[] {
  return [...page.matchAll(PART)].map(([, , name = '']) => name);
}
