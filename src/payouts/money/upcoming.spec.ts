import { Money } from '#kernel';
import { weeksOf, type UpcomingPart } from './upcoming.js';

const part = (day: string, minor: number, change: Partial<UpcomingPart> = {}): UpcomingPart => ({
  day,
  programme: 'MONTHLY',
  programmeName: 'Months of support',
  rail: 'stripe-outbound',
  count: 1,
  amount: Money.of(BigInt(minor), 'USD'),
  ...change,
});

describe('Upcoming instalments', () => {
  const TODAY = '2026-11-11';

  it('stand in weeks from Monday to Sunday, what is due by today first', () => {
    const weeks = weeksOf(
      [
        part('2026-11-23', 5),
        part('2026-11-15', 2),
        part('2026-11-12', 1),
        part('2026-11-16', 3),
        part('2026-11-22', 4),
        part(TODAY, 7),
        part('2026-10-01', 8),
      ],
      TODAY,
    );
    expect(weeks.map(({ monday, count, total }) => [monday, count, total.minor])).toEqual([
      [null, 2, 15n],
      ['2026-11-09', 2, 3n],
      ['2026-11-16', 2, 7n],
      ['2026-11-23', 1, 5n],
    ]);
  });

  it('are one line for each programme and way of a week', () => {
    const [week] = weeksOf(
      [
        part('2026-11-16', 3),
        part('2026-11-17', 4, { count: 2 }),
        part('2026-11-17', 9, { rail: null }),
        part('2026-11-18', 1, { programme: 'EMERGENCY' }),
      ],
      TODAY,
    );
    expect(
      week?.parts.map(({ programme, rail, count, amount }) => [
        programme,
        rail,
        count,
        amount.minor,
      ]),
    ).toEqual([
      ['EMERGENCY', 'stripe-outbound', 1, 1n],
      ['MONTHLY', null, 1, 9n],
      ['MONTHLY', 'stripe-outbound', 3, 7n],
    ]);
  });

  it('are none when nothing is promised', () => {
    expect(weeksOf([], TODAY)).toEqual([]);
  });
});
