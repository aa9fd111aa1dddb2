import fc from 'fast-check';
import { Money } from '#kernel';
import { expectedFee, sharesOf, type FeeSchedule } from './fees.js';

const usd = (minor: bigint): Money => Money.of(minor, 'USD');
const schedule = (
  fixed: bigint,
  basisPoints: number,
  change: Partial<FeeSchedule> = {},
): FeeSchedule => ({
  ...{ rail: 'one', way: null, fixed: usd(fixed), basisPoints, least: usd(0n) },
  ...change,
});
/** What instant payments to debit cards cost: 1.50 and 0.75 %, at least 2.00. */
const CARD = schedule(150n, 75, { way: 'card', least: usd(200n) });
const amounts = fc.bigInt({ min: 1n, max: 10n ** 12n });
const prices = fc
  .record({
    fixed: fc.bigInt({ min: 0n, max: 10_000n }),
    points: fc.integer({ min: 0, max: 10_000 }),
    least: fc.bigInt({ min: 0n, max: 100_000n }),
  })
  .map(({ fixed, points, least }) => schedule(fixed, points, { least: usd(least) }));

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
      fc.property(amounts, fc.integer({ min: 0, max: 10_000 }), (amount, points) => {
        const fee = expectedFee(schedule(0n, points), usd(amount)).minor;
        const error = 2n * (fee * 10_000n - amount * BigInt(points));
        expect(error <= 10_000n && error >= -10_000n).toBe(true);
      }),
    );
  });

  it.each([
    [1n, 200n],
    [6_599n, 200n],
    [6_600n, 200n],
    [6_733n, 200n],
    [6_734n, 201n],
    [45_000n, 488n],
  ])('to a debit card of %s is %s', (amount, fee) => {
    expect(expectedFee(CARD, usd(amount)).minor).toBe(fee);
  });

  it('is the least fee or what it would be without one, whichever is more', () => {
    fc.assert(
      fc.property(prices, amounts, (price, amount) => {
        const fee = expectedFee(price, usd(amount)).minor;
        const without = expectedFee({ ...price, least: usd(0n) }, usd(amount)).minor;
        expect(fee).toBe(without > price.least.minor ? without : price.least.minor);
      }),
    );
  });

  it('never falls when the amount grows', () => {
    fc.assert(
      fc.property(prices, amounts, amounts, (price, amount, more) => {
        const [less, greater] = [usd(amount), usd(amount + more)];
        expect(expectedFee(price, less).isMoreThan(expectedFee(price, greater))).toBe(false);
      }),
    );
  });

  it('of a way is by its own price, and by the price of its rail where it has none', () => {
    const payments = [
      { rail: 'one', way: null, amount: usd(45_000n) },
      { rail: 'one', way: 'card', amount: usd(45_000n) },
      { rail: 'one', way: 'card', amount: usd(1_000n) },
      { rail: 'two', way: 'card', amount: usd(45_000n) },
    ];
    const list = [CARD, schedule(25n, 25)];
    expect(sharesOf(payments, list)).toEqual([
      { rail: 'one', way: null, count: 1, total: usd(45_000n), expectedFee: usd(138n) },
      { rail: 'one', way: 'card', count: 2, total: usd(46_000n), expectedFee: usd(488n + 200n) },
      { rail: 'two', way: 'card', count: 1, total: usd(45_000n), expectedFee: null },
    ]);
    expect(sharesOf(payments.slice(0, 1), [CARD])).toMatchObject([{ expectedFee: null }]);
    const before = sharesOf(payments.slice(1, 2), [schedule(25n, 25)]);
    expect(before).toMatchObject([{ way: 'card', expectedFee: usd(138n) }]);
  });

  it('of all ways together leaves no payment out and counts none twice', () => {
    const payment = fc.record({
      rail: fc.constantFrom('one', 'two'),
      way: fc.constantFrom(null, 'card'),
      amount: amounts.map(usd),
    });
    fc.assert(
      fc.property(fc.array(payment), prices, (payments, price) => {
        const list = [price, CARD, { ...price, rail: 'two' }];
        const shares = sharesOf(payments, list);
        const whole = shares.reduce((sum, one) => sum + (one.expectedFee?.minor ?? 0n), 0n);
        const one = payments.map(({ rail, way, amount }) =>
          expectedFee(rail === 'one' && way === 'card' ? CARD : price, amount),
        );
        expect(whole).toBe(one.reduce((sum, { minor }) => sum + minor, 0n));
        expect(shares.reduce((sum, { count }) => sum + count, 0)).toBe(payments.length);
      }),
    );
  });

  it('of a batch is the sum of its payments by rail, and says when there is no price list', () => {
    const payments = [
      { rail: 'one', way: null, amount: usd(45_000n) },
      { rail: 'two', way: null, amount: usd(1_000n) },
      { rail: 'one', way: null, amount: usd(20_000n) },
    ];
    const shares = sharesOf(payments, [schedule(25n, 25)]);
    expect(shares).toMatchObject([
      { rail: 'one', count: 2, total: usd(65_000n), expectedFee: usd(138n + 75n) },
      { rail: 'two', count: 1, total: usd(1_000n), expectedFee: null },
    ]);
  });

  it('is taken from the price list in the currency of the payments', () => {
    const pesos = { rail: 'one', way: null, amount: Money.of(45_000n, 'MXN') };
    expect(sharesOf([pesos], [schedule(25n, 25)])).toMatchObject([{ expectedFee: null }]);
    const mxn = { fixed: Money.of(300n, 'MXN'), least: Money.zero('MXN') };
    const list = schedule(0n, 0, mxn);
    expect(sharesOf([pesos], [schedule(25n, 25), list])).toEqual([
      { rail: 'one', way: null, count: 1, total: pesos.amount, expectedFee: Money.of(300n, 'MXN') },
    ]);
  });

  it('of nothing is nothing', () => {
    expect(sharesOf([], [schedule(25n, 25)])).toEqual([]);
  });
});
