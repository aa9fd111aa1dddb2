import fc from 'fast-check';
import { DomainError } from './domain-error.js';
import { BrokenInvariant } from './invariant.js';
import { Money, parseCurrency } from './money.js';

const minor = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const usd = (cents: bigint): Money => Money.of(cents, 'USD');

describe('money', () => {
  it('adds and takes away exactly', () => {
    fc.assert(
      fc.property(minor, minor, (a, b) => {
        expect(usd(a).plus(usd(b)).minus(usd(b)).equals(usd(a))).toBe(true);
        expect(usd(a).plus(usd(b)).minor).toBe(a + b);
      }),
    );
  });

  it('splits into parts that sum to the whole and differ by one cent at most', () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 1, max: 60 }), (whole, parts) => {
        const shares = usd(whole)
          .split(parts)
          .map((share) => share.minor);
        expect(shares).toHaveLength(parts);
        expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(whole);
        const sorted = [...shares].sort((a, b) => (a < b ? -1 : 1));
        expect((sorted.at(-1) ?? 0n) - (sorted[0] ?? 0n)).toBeLessThanOrEqual(1n);
      }),
    );
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 99_999_999_999n }), (cents) => {
        expect(Money.parse(usd(cents).format(), 'USD').minor).toBe(cents);
        expect(Money.parse(usd(cents).toDecimal(), 'USD').minor).toBe(cents);
        expect(Money.parse(usd(cents).formatShort(), 'USD').minor).toBe(cents);
      }),
    );
  });

  it.each([
    ['250', 25_000n],
    ['$250', 25_000n],
    [' $ 1,250.50 ', 125_050n],
    ['1250.5', 125_050n],
    ['250 $', 25_000n],
    ['0.05', 5n],
    ['1\u00a0250', 125_000n],
  ])('reads %s', (typed, cents) => {
    expect(Money.parse(typed, 'USD').minor).toBe(cents);
  });

  it.each([
    '',
    ' ',
    '$',
    '$1,2.5',
    '1,25',
    '１００',
    '-5',
    '1e3',
    '0x10',
    '250.001',
    '2.5.0',
    'NaN',
    '1/2',
    '٢٥٠',
    '999999999999999',
    '$$5',
    '5,',
    '.5',
  ])('asks again rather than guess at %j', (typed) => {
    expect(() => Money.parse(typed, 'USD')).toThrow(DomainError);
  });

  it('knows currencies without cents', () => {
    expect(Money.parse('1250', 'JPY').minor).toBe(1250n);
    expect(Money.of(1250n, 'JPY').format()).toBe('¥1,250');
    expect(() => Money.parse('12.5', 'JPY')).toThrow(DomainError);
  });

  it.each([
    [-5n, '-$0.05', '-0.05'],
    [0n, '$0.00', '0.00'],
    [123_456_789n, '$1,234,567.89', '1234567.89'],
  ])('writes %s cents as %s', (cents, shown, decimal) => {
    expect(usd(cents).format()).toBe(shown);
    expect(usd(cents).toDecimal()).toBe(decimal);
  });

  it('adds up any number of amounts of one currency', () => {
    expect(Money.sum('USD', []).equals(usd(0n))).toBe(true);
    expect(Money.sum('USD', [usd(5n), usd(-7n), usd(1n)]).equals(usd(-1n))).toBe(true);
    expect(() => Money.sum('USD', [Money.of(1n, 'MXN')])).toThrow(BrokenInvariant);
  });

  it('never mixes currencies', () => {
    expect(() => usd(1n).plus(Money.of(1n, 'MXN'))).toThrow(BrokenInvariant);
    expect(() => usd(1n).isMoreThan(Money.of(1n, 'MXN'))).toThrow(BrokenInvariant);
    expect(usd(1n).equals(Money.of(1n, 'MXN'))).toBe(false);
    expect(() => parseCurrency('ZZZ')).toThrow(DomainError);
  });

  it('refuses parts that are not a whole number from one', () => {
    for (const parts of [0, -1, 1.5, NaN]) expect(() => usd(5n).split(parts)).toThrow(DomainError);
  });
});
