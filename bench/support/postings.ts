import { Money } from '#kernel';
import { LedgerService, type AnyOrder } from '#ledger';
import { UnitOfWork } from '#platform';
import { PEOPLE, type Promised } from './released.js';
import type { House } from './stage.js';

const LARGEST_BATCH = 1_000;

/** Posts in one unit of work per thousand orders; throws when one is refused. */
export async function postAll(
  house: Pick<House, 'get'>,
  orders: readonly AnyOrder[],
): Promise<void> {
  const ledger = house.get(LedgerService);
  const work = house.get(UnitOfWork);
  for (let at = 0; at < orders.length; at += LARGEST_BATCH) {
    await work.run(() => ledger.post(orders.slice(at, at + LARGEST_BATCH)));
  }
}

/** The books owe each of these awards: reserved, approved, told. */
export async function promise(
  house: Pick<House, 'get'>,
  awards: readonly Promised[],
): Promise<void> {
  for (const kind of ['award.reserved', 'award.approved', 'award.notified'] as const) {
    const orders = awards.map(({ awardRef, minor }) => ({
      kind,
      key: `${awardRef}:${kind}`,
      fund: 'GEN',
      amount: Money.of(minor, 'USD'),
      awardRef,
      actor: PEOPLE.approver,
      // One who approved and another one who reviewed; the other two acts are one person's.
      ...(kind === 'award.approved' ? { approver: PEOPLE.reviewer } : {}),
    }));
    await postAll(house, orders);
  }
}
