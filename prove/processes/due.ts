import type { DrillDatabase } from './database.js';

/** The states of a payout that has not come to its end. */
export const OPEN = ['released', 'sending', 'outcome_unknown', 'in_transit'] as const;

export async function openPayouts(database: DrillDatabase): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    'select count(*)::integer as n from payout where state = any($1)',
    [OPEN],
  );
  return row?.n ?? 0;
}

/** Whatever was not due yet is. */
export async function fallDue(database: DrillDatabase): Promise<void> {
  await database.query(
    `update payout set not_before = clock_timestamp() where not_before = 'infinity' and state = 'released'`,
  );
}

/**
 * Lets as many payouts fall due as others came to their end: the work lasts as long as the faults. They are as if they had
 * been released now. Returns how many have not come to their end.
 */
export async function keepUnderWay(database: DrillDatabase, most: number): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `with open as (select id, not_before, state from payout where state = any($2)),
     due as (
       update payout set not_before = clock_timestamp(), epoch = current_epoch() where id in (
         select id from open where not_before = 'infinity' and state = 'released' order by id
         limit greatest(0, $1::integer - (
           select count(*)::integer from open where not_before < 'infinity'))))
     select count(*)::integer as n from open`,
    [most, OPEN],
  );
  return row?.n ?? 0;
}
