import { days, invariant, later } from '#kernel';

const LONGEST_DAYS = 90;

/**
 * The calendar date, `YYYY-MM-DD` in `timeZone`, that lies `workingDays` Mondays-to-Fridays after `now`.
 * We promise working days because an answer needs two people at their desks.
 */
export function promisedDate(now: Date, workingDays: number, timeZone: string): string {
  invariant(
    workingDays >= 1 && workingDays <= LONGEST_DAYS,
    'An answer is promised within 1 to 90 working days.',
  );
  const date = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const weekday = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', weekday: 'short' });
  // Counted at noon UTC of calendar dates, so that no change of clocks can skip or repeat a day.
  let day = later(now, Date.parse(`${date.format(now)}T12:00:00Z`) - now.getTime());
  for (let left = workingDays; left > 0;) {
    day = later(day, days(1));
    if (!['Sat', 'Sun'].includes(weekday.format(day))) left -= 1;
  }
  return day.toISOString().slice(0, 10);
}
