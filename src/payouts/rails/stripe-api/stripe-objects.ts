import { unavailable } from './stripe-results.js';

/** The object itself, when it has a name. Throws `RAIL_UNAVAILABLE` for one without: such an answer says nothing. */
export function named<Thing extends object>(thing: Thing): Thing {
  const { id } = thing as { readonly id?: unknown };
  if (typeof id !== 'string' || id === '') throw unavailable();
  return thing;
}

/** Longer than anybody's list of payments: what does not end is not read for ever. */
const MOST_ROWS = 10_000;

/**
 * All rows of a list that are ours: where there must be one, the second is looked for to the end. Throws
 * `RAIL_UNAVAILABLE` when none was found and the list was not at its end: what was not read is not "none".
 */
export async function allIn<Row>(
  list: AsyncIterable<Row>,
  isOurs: (row: Row) => boolean,
  most = MOST_ROWS,
): Promise<Row[]> {
  const found: Row[] = [];
  let read = 0;
  for await (const row of list) {
    read += 1;
    if (read > most) {
      if (found.length === 0) throw unavailable();
      break;
    }
    if (isOurs(row)) found.push(row);
  }
  return found;
}
