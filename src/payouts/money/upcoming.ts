import { days, later, utcDate, type Money } from '#kernel';

/** Instalments that fall due on one day, by one programme and one way to pay. */
export interface UpcomingPart {
  /** `YYYY-MM-DD` as programmes count days. */
  readonly day: string;
  readonly programme: string;
  readonly programmeName: string;
  /** Null while the person has not chosen a way. */
  readonly rail: string | null;
  readonly count: number;
  readonly amount: Money;
}

/** The same for a week from Monday on; `monday` is null for what is due by now. */
export interface UpcomingWeek {
  readonly monday: string | null;
  readonly parts: readonly Omit<UpcomingPart, 'day'>[];
  readonly count: number;
  readonly total: Money;
}

/** In order of the weeks, what is due by `today` first; parts of one programme and way are one. */
export function weeksOf(parts: readonly UpcomingPart[], today: string): UpcomingWeek[] {
  const byWeek = Map.groupBy(parts, ({ day }) => (day <= today ? null : mondayOf(day)));
  return [...byWeek]
    .sort(([one], [other]) => (one ?? '').localeCompare(other ?? ''))
    .flatMap(([monday, own]) => {
      const [first, ...more] = own;
      if (!first) return [];
      return {
        monday,
        parts: together(own),
        count: own.reduce((sum, { count }) => sum + count, 0),
        total: more.reduce((sum, { amount }) => sum.plus(amount), first.amount),
      };
    });
}

function together(parts: readonly UpcomingPart[]): Omit<UpcomingPart, 'day'>[] {
  const sums = new Map<string, Omit<UpcomingPart, 'day'>>();
  for (const { programme, programmeName, rail, count, amount } of parts) {
    const key = `${programme} ${rail ?? ''} ${amount.currency}`;
    const before = sums.get(key);
    sums.set(key, {
      ...{ programme, programmeName, rail },
      count: count + (before?.count ?? 0),
      amount: before ? before.amount.plus(amount) : amount,
    });
  }
  return [...sums].sort(([one], [other]) => one.localeCompare(other)).map(([, sum]) => sum);
}

const SUNDAY_FIRST = 6;
const WEEK = 7;

function mondayOf(day: string): string {
  const instant = new Date(`${day}T00:00:00Z`);
  return utcDate(later(instant, -days((instant.getUTCDay() + SUNDAY_FIRST) % WEEK)));
}
