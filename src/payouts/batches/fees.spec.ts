import fc from 'fast-check';
import { Money } from '#kernel';
import { expectedFee, sharesOf, type FeeSchedule } from './fees.js';

const usd = (minor: bigint): Money => Money.of(minor, 'USD');
const schedule = (fixed: bigint, basisPoints: number, rail = 'one'): FeeSchedule => ({
  rail,
  fixed: usd(fixed),
  basisPoints,
});

describe('An expected fee', () => {
  it.each([
    [150n, 0, 45_000n, 150n],
    [25n, 25, 45_000n, 138n],
    [25n, 25, 19_999n, 75n],
    [25n, 25, 20_200n, 76n],
    [0n, 0, 1n, 0n],
  ])('of %s and %s basis points on %s is %s', (fixed, points, amount, fee) => {
    expect(expectedFee(schedule(fixed, points), usd(amount)).minor).toBe(fee);
  });

  it('is never more than half a minor unit away from the exact share', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.integer({ min: 0, max: 10_000 }),
        (amount, points) => {
          const fee = expectedFee(schedule(0n, points), usd(amount)).minor;
          const error = 2n * (fee * 10_000n - amount * BigInt(points));
          expect(error <= 10_000n && error >= -10_000n).toBe(true);
        },
      ),
    );
  });

  it('of a batch is the sum of its payments by rail, and says when there is no price list', () => {
    const payments = [
      { rail: 'one', amount: usd(45_000n) },
      { rail: 'two', amount: usd(1_000n) },
      { rail: 'one', amount: usd(20_000n) },
    ];
    const shares = sharesOf(payments, [schedule(25n, 25)]);
    expect(shares).toMatchObject([
      { rail: 'one', count: 2, total: usd(65_000n), expectedFee: usd(138n + 75n) },
      { rail: 'two', count: 1, total: usd(1_000n), expectedFee: null },
    ]);
  });

  it('is taken from the price list in the currency of the payments', () => {
    const pesos = { rail: 'one', amount: Money.of(45_000n, 'MXN') };
    expect(sharesOf([pesos], [schedule(25n, 25)])).toMatchObject([{ expectedFee: null }]);
    const list = { rail: 'one', fixed: Money.of(300n, 'MXN'), basisPoints: 0 };
    expect(sharesOf([pesos], [schedule(25n, 25), list])).toEqual([
      { rail: 'one', count: 1, total: pesos.amount, expectedFee: Money.of(300n, 'MXN') },
    ]);
  });

  it('of nothing is nothing', () => {
    expect(sharesOf([], [schedule(25n, 25)])).toEqual([]);
  });
});
