import { entriesFrom } from './tremendous-feed.js';

const row = (amount: string, change: object = {}): object => ({
  created_at: '2026-11-02T09:00:00.000Z',
  amount,
  currency_code: 'USD',
  balance: '1.00',
  action: 'order',
  description: 'Order',
  order: { id: 'O1' },
  ...change,
});

describe('a statement without ids', () => {
  it('gives rows that are alike ids of their own, the same in every window', () => {
    const older = row('-1.00', { created_at: '2026-11-01T09:00:00.000Z' });
    const twins = [row('-5.00'), row('-5.00')];
    const wide = entriesFrom([...twins, older]).map(({ entryId }) => entryId);
    const narrow = entriesFrom(twins).map(({ entryId }) => entryId);
    expect(new Set(wide).size).toBe(3);
    expect(wide.slice(1)).toEqual(narrow);
  });

  it('does not change an id when the running balance arrives late', () => {
    const [early] = entriesFrom([row('-5.00', { balance: null })]);
    const [late] = entriesFrom([row('-5.00')]);
    expect(late?.entryId).toBe(early?.entryId);
  });

  it('tells money in, payments, money back, and the provider’s fee apart', () => {
    const fees = { fees: '0.25', currency_code: 'USD' };
    const entries = entriesFrom([
      row('5.00', { action: 'refund' }),
      row('-5.25', { order: { id: 'O2', payment: fees } }),
      row('100', { order: undefined, action: 'deposit' }),
    ]);
    expect(entries.map(({ kind, amount }) => [kind, amount.minor])).toEqual([
      ['funding', 10_000n],
      ['payout', -500n],
      ['fee', -25n],
      ['payout_reversal', 500n],
    ]);
  });

  it('leaves no row out because it cannot be read', () => {
    expect(() => entriesFrom([row('12.345')])).toThrow(TypeError);
  });
});
