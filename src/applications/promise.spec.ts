import { promisedDate } from './promise.js';

describe('a promised date', () => {
  const at = (text: string): Date => new Date(text);

  it.each([
    ['a Monday plus 3', '2026-11-23T15:00:00Z', 3, '2026-11-26'],
    ['a Friday plus 1 skips the weekend', '2026-11-27T15:00:00Z', 1, '2026-11-30'],
    ['a Saturday plus 1 is Monday', '2026-11-28T15:00:00Z', 1, '2026-11-30'],
    ['late evening counts from the local date', '2026-11-24T03:30:00Z', 1, '2026-11-24'],
    ['the night the clocks go back', '2026-10-31T23:30:00Z', 1, '2026-11-02'],
    ['the night the clocks go forward', '2026-03-08T04:30:00Z', 1, '2026-03-09'],
    ['over the end of a year', '2026-12-31T18:00:00Z', 5, '2027-01-07'],
  ])('%s', (_, now, workingDays, expected) => {
    expect(promisedDate(at(now), workingDays, 'America/New_York')).toBe(expected);
  });

  it('is refused outside what a programme may promise', () => {
    expect(() => promisedDate(at('2026-11-23T15:00:00Z'), 0, 'UTC')).toThrow('working days');
    expect(() => promisedDate(at('2026-11-23T15:00:00Z'), 91, 'UTC')).toThrow('working days');
  });
});
