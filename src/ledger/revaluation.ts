import { CURRENCIES, Money, type Currency } from '#kernel';

/** The currency the books are kept in; what is held in another is revalued into it at the end of each month. */
export const HOME_CURRENCY: Currency = 'USD';

/** What stands on fx-clearing (1990) for a fund in one currency: debits less credits, minor units. */
export interface ClearingLeg {
  readonly fund: string;
  readonly currency: Currency;
  readonly minor: bigint;
}

/** A fraction of whole numbers; the denominator is above zero. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** What a fund's leg in the home currency must move by: to fx-gain-or-loss (6410) and to rounding (6420). */
export interface Revaluation {
  readonly fund: string;
  readonly gain: bigint;
  readonly rounding: bigint;
}

/** `0.0541` as 541 / 10,000. The text was checked when it was entered. */
export function rateOf(text: string): Fraction {
  const [whole = '0', decimals = ''] = text.split('.');
  return { over: BigInt(whole + decimals), under: 10n ** BigInt(decimals.length) };
}

/** The nearest whole number; a tie goes to the even one, so that many roundings lean to no side. */
export function halfEven({ over, under }: Fraction): bigint {
  const floor = over >= 0n ? over / under : -((-over + under - 1n) / under);
  const rest = 2n * (over - floor * under);
  if (rest < under) return floor;
  if (rest > under) return floor + 1n;
  return floor % 2n === 0n ? floor : floor + 1n;
}

/**
 * Brings the clearing account to the closing rates: for each currency its leg in the home currency becomes the
 * counter-value of the other leg, converted once over all funds and rounded half-even. Each fund carries its own rounded
 * part; the units by which the parts miss the whole go to rounding (6420), one each, where rounding took or gave most.
 * So the account agrees to the minor unit and each fund to less than one. `rates` holds every currency of the legs.
 */
export function revalue(
  legs: readonly ClearingLeg[],
  rates: ReadonlyMap<Currency, Fraction>,
): Revaluation[] {
  const parts = [...rates].flatMap(([currency, rate]) =>
    counterValues(
      legs.filter((leg) => leg.currency === currency),
      perMinor(currency, rate),
    ),
  );
  const funds = [...new Set(legs.map(({ fund }) => fund))].sort();
  return funds.flatMap((fund) => {
    const mine = parts.filter((part) => part.fund === fund);
    const wanted = sum(mine.map(({ value }) => value));
    const rounding = sum(mine.map(({ unit }) => unit));
    const held = sum(
      legs
        .filter((leg) => leg.fund === fund && leg.currency === HOME_CURRENCY)
        .map(({ minor }) => minor),
    );
    const gain = wanted - held;
    return gain + rounding === 0n ? [] : [{ fund, gain, rounding }];
  });
}

/** How many minor units of the home currency one minor unit of another is worth. */
function perMinor(currency: Currency, rate: Fraction): Fraction {
  return {
    over: rate.over * 10n ** BigInt(CURRENCIES[HOME_CURRENCY]),
    under: rate.under * 10n ** BigInt(CURRENCIES[currency]),
  };
}

interface Part {
  readonly fund: string;
  readonly value: bigint;
  readonly unit: bigint;
}

/** What each fund's leg is worth on the other side of the account, and who carries a unit of the rounding. */
function counterValues(legs: readonly ClearingLeg[], { over, under }: Fraction): Part[] {
  const exact = legs.map(({ fund, minor }) => {
    const value = halfEven({ over: -minor * over, under });
    return { fund, value, missing: -minor * over - value * under };
  });
  const whole = halfEven({ over: -sum(legs.map(({ minor }) => minor)) * over, under });
  const short = whole - sum(exact.map(({ value }) => value));
  const [step, many] = short < 0n ? [-1n, -short] : [1n, short];
  const inOrder = exact.toSorted((one, other) => {
    const difference = step * (other.missing - one.missing);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
    return one.fund < other.fund ? -1 : 1;
  });
  return inOrder.map(({ fund, value }, index) => ({
    fund,
    value,
    unit: BigInt(index) < many ? step : 0n,
  }));
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, each) => all + each, 0n);

/** For pages: what a revaluation moves, in words of money. */
export const asMoney = (minor: bigint): Money => Money.of(minor, HOME_CURRENCY);
