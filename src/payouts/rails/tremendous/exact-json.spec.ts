import * as fc from 'fast-check';
import { Money } from '#kernel';
import { moneyFrom, readExact } from './exact-json.js';

/** Everything that fits a cell of money, and beyond what a float can tell apart. */
const minors = fc.bigInt({ min: -99_999_999_999_999n, max: 99_999_999_999_999n });

describe('amounts in major units', () => {
  it('come back as the cents they were sent as', () => {
    fc.assert(
      fc.property(minors, fc.string(), (minor, text) => {
        const money = Money.of(minor, 'USD');
        const json = `{"text":${JSON.stringify(text)},"amount":${money.toDecimal()}}`;
        const read = readExact(json) as { text: string; amount: string };
        expect(read.text).toBe(text);
        expect(moneyFrom(read.amount, 'USD')?.minor).toBe(minor);
      }),
    );
  });

  it('are read as any writer of JSON shortens them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (minor) => {
        const read = readExact(JSON.stringify({ amount: minor / 100 })) as { amount: string };
        expect(moneyFrom(read.amount, 'USD')?.minor).toBe(BigInt(minor));
      }),
    );
  });

  it.each([
    ['12.345', 'USD'],
    ['1e3', 'USD'],
    ['abc', 'USD'],
    ['5', 'XXX'],
    [5, 'USD'],
    [null, 'USD'],
  ])('that are not exact cents of a currency in use are not guessed at: %s %s', (text, code) => {
    expect(moneyFrom(text, code)).toBeNull();
  });

  it('may have more zeros than cents', () => {
    expect(moneyFrom('7.5000', 'USD')?.minor).toBe(750n);
  });
});
