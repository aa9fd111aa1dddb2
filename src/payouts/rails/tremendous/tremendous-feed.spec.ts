import { Money } from '#kernel';
import { isCounted } from '../statement.js';
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
    expect(entries.filter(isCounted).map(({ kind, amount }) => [kind, amount.minor])).toEqual([
      ['funding', 10_000n],
      ['payout', -500n],
      ['fee', -25n],
      ['payout_reversal', 500n],
    ]);
  });

  it.each([
    [{ currency_code: 'XXX' }, '-5.00', '-5.00 XXX'],
    [{ currency_code: undefined }, '-5.00', '-5.00 nothing'],
    [{}, '12.345', '12.345 USD'],
  ])('leaves no row out because its amount cannot be read: %j %s', (change, amount, unread) => {
    const fee = { fees: '0.25', currency_code: 'USD' };
    const order = { id: 'O1', payment: fee };
    const [older, odd, newer, ...more] = entriesFrom([
      row('-7.00'),
      row(amount, { ...change, order }),
      row('-6.00'),
    ]);
    expect([older, newer]).toMatchObject([
      { amount: Money.of(-600n, 'USD') },
      { amount: Money.of(-700n, 'USD') },
    ]);
    expect(odd).toMatchObject({
      kind: 'payout',
      providerRef: 'O1',
      amount: { unread },
      strange: [{ kind: 'amount', value: unread }],
    });
    expect(more).toEqual([]);
  });

  it('takes an amount that cannot be read and belongs to no order for nothing it knows', () => {
    const [entry] = entriesFrom([row('5.00', { currency_code: 'XXX', order: null })]);
    expect(entry).toMatchObject({ kind: 'unknown', amount: { unread: '5.00 XXX' } });
  });

  it.each([
    ['XXX', '0.25 XXX'],
    ['MXN', '25 MXN'],
  ])('leaves a fee in %s with its payment, and tells it', (currency, value) => {
    const payment = { fees: '0.25', currency_code: currency };
    expect(entriesFrom([row('-5.25', { order: { id: 'O1', payment } })])).toMatchObject([
      { kind: 'payout', amount: Money.of(-525n, 'USD'), strange: [{ kind: 'amount', value }] },
    ]);
  });

  it('has a line with everything the books need', () => {
    const [line] = entriesFrom([row('-5.00')]);
    expect(line).toEqual({
      entryId: expect.stringMatching(/^trm_[0-9a-f]{32}-0$/) as string,
      effectiveAt: new Date('2026-11-02T09:00:00Z'),
      kind: 'payout',
      amount: Money.of(-500n, 'USD'),
      providerRef: 'O1',
      rawDigest: expect.any(Uint8Array) as Uint8Array,
    });
  });

  it('gives rows that differ in moment, action, order or amount names that differ', () => {
    const rows = [
      row('-5.00'),
      row('-5.00', { created_at: '2026-11-02T09:00:01.000Z' }),
      row('-5.00', { action: 'refund' }),
      row('-5.00', { order: { id: 'O2' } }),
      row('-5.00', { order: undefined }),
      row('-5.01'),
    ];
    const names = rows.map((one) => entriesFrom([one])[0]?.entryId);
    expect(new Set(names).size).toBe(rows.length);
    const told = entriesFrom([row('5.00', { order: null, action: undefined })]);
    expect(told[0]?.entryId).toBe(
      entriesFrom([row('5.00', { order: {}, action: null })])[0]?.entryId,
    );
  });

  it('takes a fee apart only where money leaves for somebody', () => {
    const payment = { fees: '0.25', currency_code: 'USD' };
    const lines = (amount: string, order: object): unknown[] =>
      entriesFrom([row(amount, { order })])
        .filter(isCounted)
        .map(({ entryId, kind, amount: { minor } }) => [
          entryId.replace(/^.*-0/, ''),
          kind,
          Number(minor),
        ]);
    expect(lines('-5.25', { id: 'O1', payment })).toEqual([
      ['', 'payout', -500],
      ['-fee', 'fee', -25],
    ]);
    expect(lines('-5.25', { id: 'O1', payment: { ...payment, fees: '0.00' } })).toEqual([
      ['', 'payout', -525],
    ]);
    expect(lines('5.25', { id: 'O1', payment })).toEqual([['', 'payout_reversal', 525]]);
    expect(lines('-5.25', { payment })).toEqual([['', 'adjustment', -525]]);
    expect(lines('0', {})).toEqual([['', 'adjustment', 0]]);
    expect(lines('0', { id: 'O1' })).toEqual([['', 'payout', 0]]);
  });

  it.each([{ created_at: 'soon' }, { created_at: undefined }])(
    'is not read at all with a row like %j',
    (change) => {
      expect(() => entriesFrom([row('-5.00'), row('-5.00', change)])).toThrow(/no moment/);
    },
  );
});
