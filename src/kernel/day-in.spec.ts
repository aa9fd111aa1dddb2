import fc from 'fast-check';
import { dayIn, later } from './clock.js';

const ZONES = [
  'America/New_York',
  'America/Los_Angeles',
  'Pacific/Kiritimati',
  'Asia/Kolkata',
  'UTC',
];

describe('The day in a time zone', () => {
  it.each([
    ['2026-12-01T04:59:59.999Z', '2026-11-30'],
    ['2026-12-01T05:00:00.000Z', '2026-12-01'],
    ['2026-07-01T03:59:59.999Z', '2026-06-30'],
    ['2026-07-01T04:00:00.000Z', '2026-07-01'],
  ])('at %s in New York is %s', (instant, day) => {
    expect(dayIn('America/New_York', new Date(instant))).toBe(day);
  });

  it('never goes back while time goes on, and is a day at most away from Greenwich', () => {
    const instants = fc.date({
      min: new Date('2026-01-01T00:00:00Z'),
      max: new Date('2036-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, fc.nat(200_000_000), (zone, from, step) => {
        const to = later(from, step);
        expect(dayIn(zone, from) <= dayIn(zone, to)).toBe(true);
        const away = Date.parse(dayIn(zone, from)) - Date.parse(from.toISOString().slice(0, 10));
        expect(Math.abs(away)).toBeLessThanOrEqual(86_400_000);
      }),
    );
  });
});
