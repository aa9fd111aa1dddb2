import { dailyFrom, everyMinutes, everySeconds } from './rhythm.js';

const at = (text: string): Date => new Date(text);

describe('a rhythm', () => {
  it('gives every instant of a slot the same period, and the next slot another', () => {
    const { period } = everySeconds(30);
    expect(period(at('2026-11-23T10:00:00.000Z'))).toBe('2026-11-23T10:00:00Z');
    expect(period(at('2026-11-23T10:00:29.999Z'))).toBe('2026-11-23T10:00:00Z');
    expect(period(at('2026-11-23T10:00:30.000Z'))).toBe('2026-11-23T10:00:30Z');
  });

  it('says hours as hours', () => {
    expect(everyMinutes(60).rhythm).toBe('every hour');
    expect(everyMinutes(60).period(at('2026-11-23T23:59:59Z'))).toBe('2026-11-23T23:00:00Z');
  });

  it('begins a day at its hour in the programmes’ time zone and lasts until midnight there', () => {
    const { period } = dailyFrom(2, 'America/New_York');
    expect(period(at('2026-11-23T06:59:00Z'))).toBeNull();
    expect(period(at('2026-11-23T07:00:00Z'))).toBe('2026-11-23');
    expect(period(at('2026-11-24T04:59:00Z'))).toBe('2026-11-23');
    expect(period(at('2026-11-24T05:00:00Z'))).toBeNull();
  });

  it('has one period on the days that are 23 and 25 hours long', () => {
    const { period } = dailyFrom(2, 'America/New_York');
    const days = (from: string, hours: number): Set<string | null> =>
      new Set(
        Array.from({ length: hours }, (_, hour) =>
          period(new Date(Date.parse(from) + hour * 3_600_000)),
        ),
      );
    expect(days('2026-03-08T05:00:00Z', 23)).toEqual(new Set([null, '2026-03-08']));
    expect(days('2026-11-01T04:00:00Z', 25)).toEqual(new Set([null, '2026-11-01']));
  });
});
