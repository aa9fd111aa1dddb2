import { Money } from '#kernel';
import { amountSeen, isAmount, isRead, unreadAmount, wordOf } from './amounts.js';

const usd = (minor: bigint): Money => Money.of(minor, 'USD');

describe('An amount as a provider tells it', () => {
  it.each([
    [45_001, 'usd', usd(45_001n)],
    [45_001, 'USD', usd(45_001n)],
    [-7, 'mxn', Money.of(-7n, 'MXN')],
    [0, 'jpy', Money.of(0n, 'JPY')],
    [9_007_199_254_740_991, 'usd', usd(9_007_199_254_740_991n)],
  ])('is whole minor units of the currency it names: %j %s', (minor, currency, amount) => {
    expect(amountSeen(minor, currency)).toEqual(amount);
  });

  it.each([
    [45_000, 'eur', '45000 eur'],
    [45_000, 'EUR', '45000 EUR'],
    [45_000.5, 'usd', '45000.5 usd'],
    [9_007_199_254_740_992, 'usd', '9007199254740992 usd'],
    ['45000', 'usd', '45000 usd'],
    [45_000, 'toString', '45000 toString'],
    [45_000, '', '45000 '],
    [45_000, undefined, '45000 nothing'],
    [undefined, 'usd', 'nothing usd'],
    [null, null, 'nothing nothing'],
    [{ value: 1 }, ['usd'], 'nothing nothing'],
  ])('is kept as it came when it cannot be read: %j %j', (minor, currency, unread) => {
    expect(amountSeen(minor, currency)).toEqual({ unread });
    expect(unreadAmount(minor, currency)).toEqual({ unread });
  });

  it('is what was told only to the last cent, in its currency, and when it can be read', () => {
    const told = usd(45_000n);
    expect(isAmount(usd(45_000n), told)).toBe(true);
    for (const other of [usd(45_001n), Money.of(45_000n, 'MXN'), { unread: '45000 eur' }])
      expect(isAmount(other, told)).toBe(false);
  });

  it('is a word: figure and currency, or what the provider said', () => {
    expect(isRead(usd(1n))).toBe(true);
    expect(wordOf(usd(45_000n))).toBe('45000 USD');
    expect(isRead({ unread: '45000 eur' })).toBe(false);
    expect(wordOf({ unread: '45000 eur' })).toBe('45000 eur');
  });
});
