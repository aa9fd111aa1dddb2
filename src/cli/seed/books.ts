import { Clock, Money, utcDate } from '#kernel';
import { Vouchers, type VoucherDraft } from '#ledger';
import type { House } from '../house.js';
import type { Crew } from './crew.js';

const usd = (minor: bigint): Money => Money.of(minor, 'USD');

/**
 * What finance wrote by hand in the demo: a pledge, fees of last month, a gift booked twice and taken back, and a
 * budget that waits for a second person. None of it touches what the payment company holds.
 */
export async function keepBooks(house: Pick<House, 'get'>, crew: Crew): Promise<void> {
  const vouchers = house.get(Vouchers);
  const [actor, approver] = [crew.person('preparer').id, crew.person('releaser').id];
  const pledge: VoucherDraft = {
    kind: 'pledge.recorded',
    fund: 'RES26',
    amount: usd(1_250_000n),
    sourceRef: 'Letter of the Alder foundation',
  };
  const fees: VoucherDraft = {
    kind: 'accrual.fees',
    fund: 'GEN',
    amount: usd(3_150n),
    effectiveOn: lastDayOfLastMonth(house.get(Clock).now()),
    reason: 'Fees that are billed next month',
  };
  const twice: VoucherDraft = {
    kind: 'fund.received.unrestricted',
    fund: 'GEN',
    amount: usd(10_000n),
    sourceRef: 'Bank statement, line 14',
  };
  const budget: VoucherDraft = {
    kind: 'budget.authorised',
    fund: 'RES26',
    amount: usd(500_000n),
    sourceRef: 'Minutes of the board, item 6',
  };
  await vouchers.submit(pledge, { actor });
  await vouchers.submit(fees, { actor, approver });
  const { entry } = await vouchers.submit(twice, { actor });
  if (entry !== null) {
    const undo = { reverses: entry, reason: 'The same bank line was booked twice' };
    await vouchers.submit(undo, { actor, approver });
  }
  await vouchers.submit(budget, { actor });
}

function lastDayOfLastMonth(now: Date): string {
  return utcDate(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0)));
}
