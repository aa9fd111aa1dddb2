import { member } from './tremendous-json.js';
import { unavailable } from './tremendous-refusals.js';

/** The provider gives pages of up to 500 orders, and of ten to whoever does not say. */
export const PAGE = 100;
/** What does not end is not read for ever. */
export const MOST_ROWS = 2_000;

/**
 * The rows of a list, page after page, until one is not full: by name of the list in the answer to each. Rows that come
 * meanwhile move the others on, so one may come twice. Throws `RAIL_UNAVAILABLE` for an answer without the list.
 */
export async function* rowsOf(
  name: string,
  page: (window: string) => Promise<unknown>,
): AsyncIterable<unknown> {
  for (let offset = 0; offset < MOST_ROWS; offset += PAGE) {
    const rows = member(await page(`limit=${String(PAGE)}&offset=${String(offset)}`), name);
    if (!Array.isArray(rows)) throw unavailable();
    yield* rows as readonly unknown[];
    if (rows.length < PAGE) return;
  }
}

/**
 * Those among the rows that are ours. A list of others only is not the answer "none": either the question was not
 * understood, or the list was not read to its end. Then it throws `RAIL_UNAVAILABLE`.
 */
export async function oursIn(
  rows: AsyncIterable<unknown>,
  isOurs: (row: unknown) => boolean,
): Promise<unknown[]> {
  const ours: unknown[] = [];
  let others = 0;
  for await (const row of rows) {
    if (isOurs(row)) ours.push(row);
    else others += 1;
  }
  if (others > 0 && ours.length === 0) throw unavailable();
  return ours;
}
