import { invariant } from '#kernel';
import { payoutsInvariants } from '#payouts';
import type { Provider } from './provider.js';
import { CENTS } from './released.js';
import type { Stage } from './stage.js';

/** Throws when a payout is not on its way, when the provider has more or fewer payments, or a promise is broken. */
export async function expectAllSent(
  stage: Stage,
  provider: Provider,
  count: number,
): Promise<void> {
  const { rows } = await stage.owner.query<{ sent: number; refs: number; cents: string }>(
    `select count(*) filter (where state = 'in_transit')::integer as sent,
       (select count(distinct provider_ref)::integer from payout_attempt) as refs,
       (select sum(amount) from ledger.posting where account = '1150') as cents
     from payout`,
  );
  const [found] = rows;
  invariant(found?.sent === count, 'Every payout is on its way.');
  invariant(found.refs === count, 'Every payout has a payment of its own.');
  invariant(found.cents === String(BigInt(count) * CENTS), 'The books say what is on its way.');
  invariant(
    (await paymentsAt(provider)) === count,
    'The provider has one payment for each payout.',
  );
  for (const { promise, sql } of payoutsInvariants) {
    invariant((await stage.owner.query(sql)).rowCount === 0, promise);
  }
}

/** How many payments the provider has, counted there. */
export async function paymentsAt(provider: Provider): Promise<number> {
  const { payments } = (await provider.control('GET', '/control/state')) as {
    payments: Record<string, number>;
  };
  return Object.values(payments).reduce((sum, count) => sum + count, 0);
}
