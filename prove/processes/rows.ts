import pg from 'pg';
import { payeesAt } from '../../bench/support/payees.js';
import { ACCOUNT_RAIL, accountsAt } from './accounts.js';
import { promise } from '../../bench/support/postings.js';
import { addReleased, PEOPLE } from '../../bench/support/released.js';
import { FundingService } from '#ledger';
import { Money } from '#kernel';
import { Sending } from '#payouts';
import type { House } from './house.js';

const FEWEST_RECIPIENTS = 40;
const PAYOUTS_PER_RECIPIENT = 25;
/** Cents that are sent to the provider before anything is paid. */
const SENT_AT_FIRST = 20_000_000_00n;
/** The sandbox's account that simply works, and the one whose payments come back. */
const ACCOUNTS = ['000123456789', '000123456789', '000123456789', '000111111113'];

/** A whole fund with so many released payouts, laid out with few statements: what the drill sends when they fall due. */
export async function layOut(
  ownerUrl: string,
  house: House,
  { payouts, throughAccounts }: { readonly payouts: number; readonly throughAccounts: number },
): Promise<void> {
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  try {
    await furnish(house);
    if (throughAccounts > 0) await furnishAccounts(house);
    // The first epoch begins and its rails are compared before anything is laid out: in life a fund has long been sending.
    await house.get(Sending).sweep();
    const count = payouts - throughAccounts;
    const recipients = Math.max(FEWEST_RECIPIENTS, Math.ceil(count / PAYOUTS_PER_RECIPIENT));
    const payees = await payeesAt(house, recipients, ACCOUNTS);
    const rows = { risingBy: 1, due: 'infinity' } as const;
    // No two amounts are equal, so that money that went astray is found.
    await promise(house, await addReleased(owner, { ...rows, count, payees }));
    if (throughAccounts === 0) return;
    const holders = await accountsAt(house, Math.ceil(throughAccounts / PAYOUTS_PER_RECIPIENT) * 4);
    const others = { rail: ACCOUNT_RAIL, round: 2, count: throughAccounts, payees: holders };
    await promise(house, await addReleased(owner, { ...rows, ...others }));
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

/** As much again, for those who are paid through accounts of their own. */
async function furnishAccounts(house: House): Promise<void> {
  const funding = house.get(FundingService);
  const { preparer: actor, releaser: approver } = PEOPLE;
  const act = { fund: 'GEN', amount: Money.of(SENT_AT_FIRST, 'USD'), actor };
  await funding.receiveGift({ ...act, key: 'accounts:gift.received' });
  await funding.sendToProvider({ ...act, approver, key: 'accounts:provider.funding.sent' });
  await funding.arriveAtProvider({ ...act, key: 'accounts:provider.funding.arrived' }, 'connect');
}
