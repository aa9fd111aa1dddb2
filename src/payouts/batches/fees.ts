import { Money, type Currency } from '#kernel';

/**
 * The price of a way to pay: a fixed amount for each payment and a share of it in basis points (1/100 of a percent),
 * and what it costs at least.
 */
export interface FeeSchedule {
  readonly rail: string;
  /** The other kind of account that the rail reaches; null: its own. */
  readonly way: string | null;
  readonly fixed: Money;
  readonly basisPoints: number;
  readonly least: Money;
}

const WHOLE = 10_000n;

/** What one payment should cost, in whole minor units; half a unit counts as one. What was charged comes with the statement. */
export function expectedFee({ fixed, basisPoints, least }: FeeSchedule, amount: Money): Money {
  const share = (amount.minor * BigInt(basisPoints) + WHOLE / 2n) / WHOLE;
  const fee = fixed.plus(Money.of(share, amount.currency));
  return least.isMoreThan(fee) ? least : fee;
}

/** One way's part of a batch; the fee is null while there is no price for it. */
export interface RailShare {
  readonly rail: string;
  readonly way: string | null;
  readonly count: number;
  readonly total: Money;
  readonly expectedFee: Money | null;
}

interface Payment {
  readonly rail: string;
  readonly way: string | null;
  readonly amount: Money;
}

/** Count, total and expected fees of each rail and way, in the order in which they come. */
export function sharesOf(
  payments: readonly Payment[],
  schedules: readonly FeeSchedule[],
): RailShare[] {
  const groups = Map.groupBy(payments, ({ rail, way }) => JSON.stringify([rail, way]));
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const { rail, way } = first;
    const amounts = own.map(({ amount }) => amount);
    const total = sum(amounts);
    const schedule = priceOf(first, total.currency, schedules);
    const fees = schedule && sum(amounts.map((amount) => expectedFee(schedule, amount)));
    return [{ rail, way, count: own.length, total, expectedFee: fees }];
  });
}

/** The way's own price; where it has none, the rail's. */
export function priceOf(
  { rail, way }: Pick<Payment, 'rail' | 'way'>,
  currency: Currency,
  schedules: readonly FeeSchedule[],
): FeeSchedule | null {
  const prices = schedules.filter((one) => one.rail === rail && one.fixed.currency === currency);
  const named = (name: string | null): FeeSchedule | undefined =>
    prices.find((one) => one.way === name);
  return named(way) ?? named(null) ?? null;
}

/** Of one payment at least. */
const sum = (amounts: readonly Money[]): Money => amounts.reduce((total, one) => total.plus(one));
