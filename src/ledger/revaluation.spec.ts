import fc from 'fast-check';
import type { Currency } from '#kernel';
import { halfEven, rateOf, revalue, type ClearingLeg } from './revaluation.js';

describe('rounding half-even', () => {
  it.each([
    [5n, 10n, 0n],
    [15n, 10n, 2n],
    [25n, 10n, 2n],
    [-5n, 10n, 0n],
    [-15n, 10n, -2n],
    [-16n, 10n, -2n],
    [14n, 10n, 1n],
    [7n, 1n, 7n],
  ])('makes %s/%s %s', (over, under, whole) => {
    expect(halfEven({ over, under })).toBe(whole);
  });
});

describe('revaluation', () => {
  const mxn = (rate: string): ReadonlyMap<Currency, ReturnType<typeof rateOf>> =>
    new Map([['MXN', rateOf(rate)]]);

  it('books what the other currency lost or gained in value', () => {
    const legs: ClearingLeg[] = [
      { fund: 'GEN', currency: 'USD', minor: 10_000n },
      { fund: 'GEN', currency: 'MXN', minor: -185_000n },
    ];
    expect(revalue(legs, mxn('0.05'))).toEqual([{ fund: 'GEN', gain: -750n, rounding: 0n }]);
    expect(revalue(legs, mxn('0.06'))).toEqual([{ fund: 'GEN', gain: 1_100n, rounding: 0n }]);
  });

  it('knows that a yen has no hundredths', () => {
    const legs: ClearingLeg[] = [
      { fund: 'GEN', currency: 'USD', minor: 10_000n },
      { fund: 'GEN', currency: 'JPY', minor: -15_000n },
    ];
    // 15,000 yen at 0.0067 are 100.50 dollars.
    expect(revalue(legs, new Map([['JPY', rateOf('0.0067')]]))).toEqual([
      { fund: 'GEN', gain: 50n, rounding: 0n },
    ]);
  });

  it('gives back what is left of a currency that is gone', () => {
    expect(revalue([{ fund: 'GEN', currency: 'USD', minor: 12n }], new Map())).toEqual([
      { fund: 'GEN', gain: -12n, rounding: 0n },
    ]);
  });

  it('agrees to the minor unit over all funds, and to less than one in each', () => {
    const leg = fc.record({
      fund: fc.constantFrom('A1', 'B2', 'C3', 'D4'),
      currency: fc.constantFrom<Currency>('USD', 'MXN'),
      minor: fc.bigInt({ min: -1_000_000_000n, max: 1_000_000_000n }),
    });
    const legsOf = fc.uniqueArray(leg, {
      selector: ({ fund, currency }) => fund + currency,
      maxLength: 8,
    });
    fc.assert(
      fc.property(legsOf, fc.integer({ min: 1, max: 10 ** 6 }), (legs, millionths) => {
        const rate = { over: BigInt(millionths), under: 10n ** 6n };
        const after = new Map<string, bigint>();
        const add = (fund: string, minor: bigint): void => {
          after.set(fund, (after.get(fund) ?? 0n) + minor);
        };
        for (const { fund, currency, minor } of legs) if (currency === 'USD') add(fund, minor);
        for (const { fund, gain, rounding } of revalue(legs, new Map([['MXN', rate]]))) {
          add(fund, gain + rounding);
        }
        const foreign = legs.filter(({ currency }) => currency === 'MXN');
        const all = foreign.reduce((sum, { minor }) => sum + minor, 0n);
        const held = [...after.values()].reduce((sum, minor) => sum + minor, 0n);
        expect(held).toBe(halfEven({ over: -all * rate.over, under: rate.under }));
        for (const [fund, minor] of after) {
          const own = foreign.find((each) => each.fund === fund)?.minor ?? 0n;
          const off = minor * rate.under + own * rate.over;
          expect(off < rate.under && off > -rate.under).toBe(true);
        }
      }),
    );
  });
});
