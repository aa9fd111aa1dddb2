import { Money } from '#kernel';

/** The price list of a rail: a fixed amount for each payment and a share of it in basis points (1/100 of a percent). */
export interface FeeSchedule {
  readonly rail: string;
  readonly fixed: Money;
  readonly basisPoints: number;
}

const WHOLE = 10_000n;

/** What one payment should cost, in whole minor units; half a unit counts as one. What was charged comes with the statement. */
export function expectedFee({ fixed, basisPoints }: FeeSchedule, amount: Money): Money {
  const share = (amount.minor * BigInt(basisPoints) + WHOLE / 2n) / WHOLE;
  return fixed.plus(Money.of(share, amount.currency));
}

/** One rail's part of a batch; the fee is null while there is no price list. */
export interface RailShare {
  readonly rail: string;
  readonly count: number;
  readonly total: Money;
  readonly expectedFee: Money | null;
}

/** Count, total and expected fees of each rail, in the order in which they come. */
export function sharesOf(
  payments: readonly { readonly rail: string; readonly amount: Money }[],
  schedules: readonly FeeSchedule[],
): RailShare[] {
  return [...Map.groupBy(payments, ({ rail }) => rail)].map(([rail, own]) => {
    const amounts = own.map(({ amount }) => amount);
    const total = sum(amounts);
    const schedule = schedules.find(
      (one) => one.rail === rail && one.fixed.currency === total.currency,
    );
    const fees = schedule ? sum(amounts.map((amount) => expectedFee(schedule, amount))) : null;
    return { rail, count: amounts.length, total, expectedFee: fees };
  });
}

/** Of one payment at least. */
const sum = (amounts: readonly Money[]): Money => amounts.reduce((total, one) => total.plus(one));
