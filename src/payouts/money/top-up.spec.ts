import { Money, days, later, newId } from '#kernel';
import { arrivalsAmong, standingOf, type FundingLine, type TopUp } from './top-up.js';

const MONDAY = new Date('2026-11-02T09:00:00Z');

const aTopUp = (change: Partial<TopUp> = {}): TopUp => ({
  id: newId('topUp'),
  purse: 'payouts',
  fund: 'GEN',
  amount: Money.of(50_000n, 'USD'),
  bankReference: 'WIRE 1',
  expectedOn: '2026-11-04',
  voucherId: newId('voucher'),
  voucherState: 'posted',
  writtenBy: newId('person'),
  writtenAt: MONDAY,
  arrivedAt: null,
  bookedBy: null,
  returnedAt: null,
  returnLine: null,
  returnVoucherId: null,
  returnVoucherState: null,
  ...change,
});

const aLine = (entryId: string, change: Partial<FundingLine> = {}): FundingLine => ({
  entryId,
  effectiveAt: later(MONDAY, days(2)),
  amount: Money.of(50_000n, 'USD'),
  ...change,
});

const found = (topUps: readonly TopUp[], lines: readonly FundingLine[]): [string, string][] =>
  arrivalsAmong(topUps, lines).map(({ topUp, line }) => [topUp.bankReference, line.entryId]);

describe('A top-up', () => {
  it('is on its way until the expected day has passed, and there once it was booked', () => {
    expect(standingOf(aTopUp(), '2026-11-04')).toBe('on_its_way');
    expect(standingOf(aTopUp(), '2026-11-05')).toBe('late');
    expect(standingOf(aTopUp({ arrivedAt: MONDAY }), '2026-11-05')).toBe('arrived');
  });

  it('came back when its provider sent it away again, and is at the bank once a second person said so', () => {
    const back = { arrivedAt: MONDAY, returnedAt: later(MONDAY, days(1)), returnLine: 'line' };
    expect(standingOf(aTopUp(back), '2026-11-05')).toBe('came_back');
    for (const [state, standing] of [
      ['proposed', 'came_back'],
      ['declined', 'came_back'],
      ['posted', 'back_at_bank'],
    ] as const) {
      const topUp = aTopUp({ ...back, returnVoucherState: state });
      expect(standingOf(topUp, '2026-11-05')).toBe(standing);
    }
  });

  it('has not left the bank before a second person said so', () => {
    expect(standingOf(aTopUp({ voucherState: 'proposed' }), '2026-11-05')).toBe('waits_for_second');
    expect(standingOf(aTopUp({ voucherState: 'declined' }), '2026-11-05')).toBe('declined');
    expect(standingOf(aTopUp({ voucherState: 'withdrawn' }), '2026-11-05')).toBe('withdrawn');
  });

  it('is shown by a line of its amount to the cent, and by no other', () => {
    const cent = Money.of(50_001n, 'USD');
    expect(found([aTopUp()], [aLine('other', { amount: cent }), aLine('own')])).toEqual([
      ['WIRE 1', 'own'],
    ]);
    expect(found([aTopUp()], [aLine('other', { amount: cent })])).toEqual([]);
  });

  it('is not shown by a line from before it was sent, but by one from the day before it was written down', () => {
    const before = (count: number) => aLine('early', { effectiveAt: later(MONDAY, -days(count)) });
    expect(found([aTopUp()], [before(1.01)])).toEqual([]);
    expect(found([aTopUp()], [before(1)])).toEqual([['WIRE 1', 'early']]);
  });

  it('takes one line, the earliest expected first', () => {
    const two = [
      aTopUp({ bankReference: 'WIRE 2', expectedOn: '2026-11-06' }),
      aTopUp({ bankReference: 'WIRE 1' }),
    ];
    expect(found(two, [aLine('one')])).toEqual([['WIRE 1', 'one']]);
    const late = aLine('two', { effectiveAt: later(MONDAY, days(3)) });
    expect(found(two, [late, aLine('one')])).toEqual([
      ['WIRE 1', 'one'],
      ['WIRE 2', 'two'],
    ]);
  });

  it('is left to a person while nobody can tell whose money came', () => {
    const two = [aTopUp(), aTopUp({ bankReference: 'WIRE 2', fund: 'RES26' })];
    expect(found(two, [aLine('one')])).toEqual([]);
    expect(found(two, [aLine('one'), aLine('two')])).toHaveLength(2);
  });
});
