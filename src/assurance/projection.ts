/** One entry of a monetary-unit sample after it was looked at; minor units. */
export interface Audited {
  readonly book: bigint;
  /** What it should have been. */
  readonly audited: bigint;
  readonly isCertain: boolean;
}

/** What errors in the sample say about the whole population; minor units, rounded half up. */
export interface Projection {
  /** Errors found in entries that are certain: known, not projected. */
  readonly known: bigint;
  /** The best guess for the whole population, known errors included. */
  readonly projected: bigint;
  /** With 95 % confidence the books are not overstated by more than this; null with more errors than the table has. */
  readonly upperLimit: bigint | null;
}

/**
 * Confidence factors for 95 % and 0, 1, 2 … overstatements, times 100: the Poisson values of the AICPA Audit Guide
 * Audit Sampling, appendix C, rounded up as printed there.
 */
const FACTORS = [300n, 475n, 630n, 776n, 916n, 1052n, 1185n, 1315n, 1444n, 1571n, 1697n] as const;

/**
 * error = book - audited; tainting = error / book; interval = total / size.
 * projected = Σ errors of certain entries + Σ (tainting × interval) of the others.
 * upper limit = Σ certain overstatements + interval × factor(0)
 *             + Σ (tainting × interval × (factor(i) - factor(i - 1))), taintings from large to small, overstatements only.
 */
export function project(
  items: readonly Audited[],
  interval: { readonly total: bigint; readonly size: number } | null,
): Projection {
  const errorOf = ({ book, audited }: Audited): bigint => book - audited;
  const known = sum(items.filter(({ isCertain }) => isCertain).map(errorOf));
  const over = sum(items.filter(({ isCertain }) => isCertain).map((one) => most(errorOf(one), 0n)));
  if (interval === null) return { known, projected: known, upperLimit: over };
  const wrong = items.filter((one) => !one.isCertain && errorOf(one) !== 0n);
  const size = BigInt(interval.size);
  const projected = sum(wrong.map((one) => divide(errorOf(one) * interval.total, one.book * size)));
  const overstated = wrong.filter((one) => errorOf(one) > 0n).toSorted(byTainting);
  return {
    known,
    projected: known + projected,
    upperLimit: upperLimit(overstated, interval.total, size, over),
  };
}

function upperLimit(
  overstated: readonly Audited[],
  total: bigint,
  size: bigint,
  over: bigint,
): bigint | null {
  if (overstated.length >= FACTORS.length) return null;
  const basic = divide(total * FACTORS[0], size * 100n);
  const more = overstated.map(({ book, audited }, index) => {
    const step = (FACTORS[index + 1] ?? 0n) - (FACTORS[index] ?? 0n);
    return divide((book - audited) * total * step, book * size * 100n);
  });
  return over + basic + sum(more);
}

function byTainting(one: Audited, other: Audited): number {
  const first = (one.book - one.audited) * other.book;
  const second = (other.book - other.audited) * one.book;
  if (first === second) return 0;
  return first > second ? -1 : 1;
}

/** Half up; the divisor is above zero. */
function divide(dividend: bigint, divisor: bigint): bigint {
  const doubled = 2n * dividend + divisor;
  const whole = doubled / (2n * divisor);
  return doubled < 0n && doubled % (2n * divisor) !== 0n ? whole - 1n : whole;
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);
const most = (one: bigint, other: bigint): bigint => (one > other ? one : other);
