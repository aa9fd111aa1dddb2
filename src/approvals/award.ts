import type { Id, Money } from '#kernel';
import type { AwardState, InstalmentState } from './award.states.js';

/** What the fund promised one person, as other modules see it. */
export interface AwardView {
  readonly id: Id<'award'>;
  /** The only name the books know; random. */
  readonly ledgerRef: string;
  readonly applicationId: Id<'application'>;
  readonly applicantId: Id<'applicant'>;
  readonly determinationId: Id<'determination'>;
  readonly state: AwardState;
  readonly fund: string;
  readonly amount: Money;
  readonly offeredAt: Date;
  readonly notifiedAt: Date | null;
  readonly acceptedAt: Date | null;
}

/** One part of an award, due on a date in the programmes' time zone (`YYYY-MM-DD`). */
export interface InstalmentView {
  readonly id: Id<'instalment'>;
  readonly awardId: Id<'award'>;
  readonly number: number;
  readonly amount: Money;
  readonly dueOn: string;
  readonly state: InstalmentState;
}

/**
 * Due dates, one per instalment, a month apart. The first day of the plan gives the day of the month, unless another
 * one is named; shorter months take their last day, so that no month is left out.
 */
export function dueDates(firstOn: string, count: number, onDay?: number): string[] {
  const [year = 0, month = 1, first = 1] = firstOn.split('-').map(Number);
  const day = onDay ?? first;
  return Array.from({ length: count }, (_, index) => {
    const months = month - 1 + index;
    const dueYear = year + Math.trunc(months / 12);
    const dueMonth = (months % 12) + 1;
    const dueDay = Math.min(day, daysIn(dueYear, dueMonth));
    return [String(dueYear), padded(dueMonth), padded(dueDay)].join('-');
  });
}

const padded = (count: number): string => String(count).padStart(2, '0');

/** Gregorian calendar. */
function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The parts of an award: they sum to it exactly, the first ones carry the remainder. */
export function planInstalments(
  amount: Money,
  count: number,
  firstOn: string,
): { readonly number: number; readonly amount: Money; readonly dueOn: string }[] {
  const dates = dueDates(firstOn, count);
  return amount
    .split(count)
    .map((part, index) => ({ number: index + 1, amount: part, dueOn: dates[index] ?? firstOn }));
}
