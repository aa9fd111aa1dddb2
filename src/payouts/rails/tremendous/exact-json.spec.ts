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
    ['', 'USD'],
    ['.5', 'USD'],
    ['5.', 'USD'],
    ['x5', 'USD'],
    ['5x', 'USD'],
    ['--5', 'USD'],
    ['5.x', 'USD'],
    ['5.001', 'USD'],
    ['0.5', 'JPY'],
    ['1234567890123456', 'USD'],
    ['5', null],
    ['5', 'XXX'],
    [5, 'USD'],
    [null, 'USD'],
  ])('that are not exact cents of a currency in use are not guessed at: %s %s', (text, code) => {
    expect(moneyFrom(text, code)).toBeNull();
  });

  it('may have more zeros than cents', () => {
    expect(moneyFrom('7.5000', 'USD')?.minor).toBe(750n);
  });

  it.each([
    ['5', 'USD', 500n],
    ['-5', 'USD', -500n],
    ['-0.05', 'USD', -5n],
    ['45.5', 'USD', 4_550n],
    ['5', 'JPY', 5n],
    ['5.00', 'JPY', 5n],
    ['123456789012345', 'USD', 12_345_678_901_234_500n],
  ])('%s %s is %s', (text, code, minor) => {
    expect(moneyFrom(text, code)?.minor).toBe(minor);
    expect(moneyFrom(text, code)?.currency).toBe(code);
  });

  it('are no amount in what is no currency, also when every table has its name by birth', () => {
    for (const code of ['EUR', 'usd', 'toString', 'constructor'])
      expect(moneyFrom('5', code)).toBeNull();
  });

  it('keep every way to write a number, and leave text and its numbers alone', () => {
    const text = '{"a":-1.50,"b":[10,2e3,2E+3,2.5e-10],"c":"9 \\"8\\" 7","12":true,"d":null}';
    expect(readExact(text)).toEqual({
      a: '-1.50',
      b: ['10', '2e3', '2E+3', '2.5e-10'],
      c: '9 "8" 7',
      12: true,
      d: null,
    });
  });

  it.each(['<html>', '', '{"a":1', '{a:1}', '01'])(
    'are in no text that is not JSON: %s',
    (text) => {
      expect(() => readExact(text)).toThrow(SyntaxError);
    },
  );
});
