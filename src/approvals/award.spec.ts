import fc from 'fast-check';
import { Money } from '#kernel';
import { dueDates, planInstalments } from './award.js';

describe('the due dates of a plan', () => {
  it.each<[string, number, string[]]>([
    ['2026-11-23', 1, ['2026-11-23']],
    ['2026-11-23', 3, ['2026-11-23', '2026-12-23', '2027-01-23']],
    ['2026-01-31', 4, ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']],
    ['2027-12-30', 3, ['2027-12-30', '2028-01-30', '2028-02-29']],
  ])('from %s, %i months', (first, count, expected) => {
    expect(dueDates(first, count)).toEqual(expected);
  });

  it('are one per month, in order, and real dates', () => {
    const start = fc.date({
      min: new Date('2026-01-01'),
      max: new Date('2060-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 24 }), (day, count) => {
        const dates = dueDates(day.toISOString().slice(0, 10), count);
        expect(dates).toEqual([...dates].sort());
        expect(new Set(dates.map((date) => date.slice(0, 7))).size).toBe(count);
        for (const date of dates) expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
      }),
    );
  });
});

describe('the instalments of an award', () => {
  it('sum to it exactly', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 24n, max: 10n ** 12n }),
        fc.integer({ min: 1, max: 24 }),
        (minor, count) => {
          const parts = planInstalments(Money.of(minor, 'USD'), count, '2026-11-23');
          expect(parts.map(({ number }) => number)).toEqual(
            Array.from({ length: count }, (_, i) => i + 1),
          );
          expect(parts.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(minor);
        },
      ),
    );
  });
});
