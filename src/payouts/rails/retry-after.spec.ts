import { hours, later, minutes } from '#kernel';
import { LONGEST_PAUSE_MS, pauseAskedFor } from './retry-after.js';

const NOW = new Date('2026-03-01T12:00:00.400Z');
const at = (ms: number): string => later(NOW, ms).toUTCString();

describe('A pause that a provider asks for', () => {
  it.each([
    ['7', 7_000],
    [' 7 ', 7_000],
    ['2.5', 2_500],
    ['0.0015', 1],
    ['3600', hours(1)],
  ])('is so many seconds: %s', (header, ms) => {
    expect(pauseAskedFor(header, NOW)).toBe(ms);
  });

  it('lasts until a date, as seen from now', () => {
    expect(pauseAskedFor('Sun, 01 Mar 2026 12:00:05 GMT', NOW)).toBe(4_600);
    expect(pauseAskedFor(at(minutes(10)), NOW)).toBe(minutes(10) - 400);
  });

  it('is never longer than an hour', () => {
    expect(LONGEST_PAUSE_MS).toBe(hours(1));
    for (const long of ['3601', '9'.repeat(400), at(hours(2))])
      expect(pauseAskedFor(long, NOW)).toBe(LONGEST_PAUSE_MS);
  });

  it.each([null, undefined, '', ' ', '0', '0.0009', '-1', '+5', '1e3', '0x10', 'soon', 'Infinity'])(
    'is none when none can be understood: %j',
    (header) => {
      expect(pauseAskedFor(header, NOW)).toBeNull();
    },
  );

  it.each([
    ['that has passed', at(-1_000)],
    ['of now', at(0)],
    ['that is no day', 'Sun, 31 Feb 2026 12:00:05 GMT'],
    ['with another weekday', 'Mon, 01 Mar 2026 12:00:05 GMT'],
    ['in another form', '2026-03-01T12:00:05Z'],
    ['without a zone', 'Sun, 01 Mar 2026 12:00:05'],
  ])('is none for a date %s', (_, header) => {
    expect(pauseAskedFor(header, NOW)).toBeNull();
  });
});
