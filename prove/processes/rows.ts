import pg from 'pg';
import { payeesAt } from '../../bench/support/payees.js';
import { addPeople, addReleased, PEOPLE } from '../../bench/support/released.js';
import { FundingService, LedgerService } from '#ledger';
import { Money } from '#kernel';
import { Sending } from '#payouts';
import { UnitOfWork } from '#platform';
import type { House } from './house.js';

const FEWEST_RECIPIENTS = 40;
const PAYOUTS_PER_RECIPIENT = 25;
/** Cents that are sent to the provider before anything is paid. */
const SENT_AT_FIRST = 20_000_000_00n;
const LARGEST_BATCH = 1_000;
/** The sandbox's account that simply works, and the one whose payments come back. */
const ACCOUNTS = ['000123456789', '000123456789', '000123456789', '000111111113'];

/** A whole fund with so many released payouts, laid out with few statements: what the drill sends when they fall due. */
export async function layOut(ownerUrl: string, house: House, count: number): Promise<void> {
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  try {
    await addPeople(owner);
    await furnish(house);
    // The first epoch begins and its rails are compared before anything is laid out: in life a fund has long been sending.
    await house.get(Sending).sweep();
    const recipients = Math.max(FEWEST_RECIPIENTS, Math.ceil(count / PAYOUTS_PER_RECIPIENT));
    const payees = await payeesAt(house, recipients, ACCOUNTS);
    // No two amounts are equal, so that money that went astray is found.
    await addReleased(owner, { count, payees, risingBy: 1, due: 'infinity' });
    await book(owner, house);
  } finally {
    await owner.end();
  }
}

async function furnish(house: House): Promise<void> {
  const funding = house.get(FundingService);
  const { preparer: actor, releaser: approver } = PEOPLE;
  await funding.openFund({ code: 'GEN', name: 'General', restriction: 'none' }, actor);
  const act = { fund: 'GEN', amount: Money.of(SENT_AT_FIRST, 'USD'), actor };
  const second = { ...act, approver };
  await funding.receiveGift({ ...act, key: 'first:gift.received' });
  await funding.receiveGift({ ...act, key: 'second:gift.received' });
  await funding.authoriseBudget({ ...second, key: 'first:budget.authorised' });
  await funding.sendToProvider({ ...second, key: 'first:provider.funding.sent' });
  await funding.arriveAtProvider({ ...act, key: 'first:provider.funding.arrived' });
}

/** What the books say of an award before it is paid. */
async function book(owner: pg.Pool, house: House): Promise<void> {
  const { rows } = await owner.query<{ id: string; ref: string; minor: string }>(
    'select id, ledger_ref as ref, amount_minor as minor from award order by id',
  );
  for (const kind of ['award.reserved', 'award.approved', 'award.notified'] as const) {
    for (let at = 0; at < rows.length; at += LARGEST_BATCH) {
      const orders = rows.slice(at, at + LARGEST_BATCH).map(({ id, ref, minor }) => ({
        kind,
        key: `${id}:${kind}`,
        fund: 'GEN',
        amount: Money.of(BigInt(minor), 'USD'),
        awardRef: ref,
        sourceRef: id,
        actor: PEOPLE.approver,
        ...(kind === 'award.approved' ? { approver: PEOPLE.reviewer } : {}),
      }));
      await house.get(UnitOfWork).run(() => house.get(LedgerService).post(orders as never));
    }
  }
}
