import fc from 'fast-check';
import { Money, newId } from '#kernel';
import {
  byDate,
  caughtUp,
  inPlaceOf,
  mayLeaveOut,
  missed,
  MOST_LEFT_OUT,
  nextDays,
  nextPlanned,
} from './award-schedule.js';
import { planInstalments, type InstalmentView } from './award.js';
import type { InstalmentState } from './award.states.js';

const awardId = newId('award');

/** A plan of so many months, the first parts in these states. */
function plan(firstOn: string, states: readonly InstalmentState[]): InstalmentView[] {
  const amount = Money.of(10_000n * BigInt(states.length) + 1n, 'USD');
  return planInstalments(amount, states.length, firstOn).map((part, index) => ({
    ...part,
    id: newId('instalment'),
    awardId,
    state: states[index] ?? 'planned',
  }));
}

const dates = (parts: readonly InstalmentView[]): string[] => parts.map(({ dueOn }) => dueOn);
const isDate = (text: string): boolean =>
  !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().slice(0, 10) === text;

describe('the next days of a plan', () => {
  it.each<[string, string, number, string[]]>([
    ['2026-11-23', '2026-12-23', 2, ['2027-01-23', '2027-02-23']],
    ['2026-11-23', '2026-12-22', 1, ['2026-12-23']],
    ['2026-08-31', '2027-01-31', 3, ['2027-02-28', '2027-03-31', '2027-04-30']],
    ['2026-08-31', '2027-02-28', 1, ['2027-03-31']],
    ['2026-08-30', '2028-02-10', 2, ['2028-02-29', '2028-03-30']],
    ['2026-11-23', '2026-12-31', 1, ['2027-01-23']],
    ['2026-11-23', '2026-11-23', 0, []],
  ])('of %s after %s, %i of them', (firstOn, after, count, expected) => {
    expect(nextDays(firstOn, after, count)).toEqual(expected);
  });

  it('are real, one a month, in order, after the day, and fall on the day of the plan or the last of a short month', () => {
    const date = fc
      .date({ min: new Date('2026-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10));
    fc.assert(
      fc.property(date, date, fc.integer({ min: 0, max: 30 }), (firstOn, after, count) => {
        const days = nextDays(firstOn, after, count);
        expect(days).toHaveLength(count);
        expect(days).toEqual([...days].sort());
        expect(new Set(days.map((day) => day.slice(0, 7))).size).toBe(count);
        for (const day of days) {
          expect(day > after && isDate(day)).toBe(true);
          const tomorrow = new Date(Date.parse(day) + 86_400_000).toISOString().slice(8, 10);
          expect(day.slice(8) === firstOn.slice(8) || tomorrow === '01').toBe(true);
        }
      }),
    );
  });
});

describe('leaving one payment out', () => {
  const days = { today: '2027-01-25', firstOn: '2026-12-31' };
  const parts = plan('2026-12-31', ['paid', 'planned', 'planned']);

  it('takes the next one that has not fallen due', () => {
    expect(nextPlanned(parts, days.today)?.dueOn).toBe('2027-01-31');
    expect(nextPlanned(parts, '2027-01-31')?.dueOn).toBe('2027-02-28');
    expect(nextPlanned(plan('2026-12-31', ['paid', 'due']), days.today)).toBeNull();
  });

  it('puts one of the same amount a month behind the last', () => {
    const [, second] = parts;
    if (!second) throw new Error('There are three parts.');
    const added = inPlaceOf(second, parts, days);
    expect(added).toEqual({
      awardId,
      number: 4,
      amount: second.amount,
      dueOn: '2027-03-31',
      state: 'planned',
    });
  });

  it('ends after a year of it', () => {
    const most = plan(
      '2026-12-31',
      Array.from({ length: MOST_LEFT_OUT }, () => 'skipped'),
    );
    expect(mayLeaveOut(most.slice(1))).toBe(true);
    expect(mayLeaveOut(most)).toBe(false);
  });
});

describe('going on', () => {
  const days = { today: '2027-03-15', firstOn: '2026-12-31' };
  const parts = plan('2026-12-31', ['paid', 'held', 'planned', 'planned', 'planned']);

  it('knows what fell due meanwhile', () => {
    expect(dates(missed(parts, days.today))).toEqual(['2027-01-31', '2027-02-28']);
    expect(missed(parts, '2026-12-31').map(({ state }) => state)).toEqual(['held']);
  });

  it('keeps the old days when it is paid now', () => {
    const late = caughtUp(parts, 'pay_now', days);
    expect(dates(late)).toEqual(['2027-01-31', '2027-02-28']);
    expect(new Set(late.map(({ state }) => state))).toEqual(new Set(['planned']));
  });

  it('moves it behind all others, one a month', () => {
    expect(dates(caughtUp(parts, 'move_behind', days))).toEqual(['2027-05-31', '2027-06-30']);
  });

  it('moves it to the coming months when nothing else is left', () => {
    const all = plan('2026-12-31', ['paid', 'held', 'planned', 'planned']);
    expect(dates(caughtUp(all, 'move_behind', { ...days, today: '2027-06-30' }))).toEqual([
      '2027-07-31',
      '2027-08-31',
      '2027-09-30',
    ]);
  });

  it('changes no amount, whatever is chosen, and leaves no two parts on one day of the future', () => {
    const state = fc.constantFrom<InstalmentState>('paid', 'held', 'planned', 'skipped');
    const today = fc
      .integer({ min: 0, max: 900 })
      .map((day) =>
        new Date(Date.parse('2026-12-01') + day * 86_400_000).toISOString().slice(0, 10),
      );
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 18 }), today, (states, day) => {
        const before = plan('2026-12-31', states);
        const late = caughtUp(before, 'move_behind', { today: day, firstOn: '2026-12-31' });
        const after = before.map((part) => late.find(({ id }) => id === part.id) ?? part);
        expect(after.map(({ amount }) => amount.minor)).toEqual(
          before.map(({ amount }) => amount.minor),
        );
        expect(missed(after, day)).toEqual([]);
        const future = after
          .filter(({ state: now }) => now === 'planned')
          .map(({ dueOn }) => dueOn);
        expect(new Set(future).size).toBe(future.length);
      }),
    );
  });
});

describe('parts by their dates', () => {
  it('stand in the order they are paid in, whatever their numbers', () => {
    const [first, second] = plan('2026-12-31', ['planned', 'planned']);
    if (!first || !second) throw new Error('There are two parts.');
    const moved = { ...first, dueOn: '2027-05-31' };
    expect(byDate([moved, second]).map(({ number }) => number)).toEqual([2, 1]);
  });
});
