import { Money } from '#kernel';

/** What falls due on a day, `YYYY-MM-DD` as programmes count days. */
export interface DayNeed {
  readonly day: string;
  readonly count: number;
  readonly amount: Money;
}

/** What a purse holds and has coming, and what is asked of it. */
export interface PurseFacts {
  readonly held: Money;
  readonly onItsWay: Money;
  /** Released and not taken by the provider yet. */
  readonly released: Money;
  /** In order of the days. */
  readonly days: readonly DayNeed[];
}

export interface PurseNeeds {
  readonly needed: Money;
  /** What must still be sent there; zero when there is enough. */
  readonly missing: Money;
  /** The first day for which it is not enough; null when it is. */
  readonly shortOn: string | null;
}

/** Whether it is enough, and until when. What is released is needed today: `today` when that alone is too much. */
export function needsOf({ held, onItsWay, released, days }: PurseFacts, today: string): PurseNeeds {
  const there = held.plus(onItsWay);
  let needed = released;
  let shortOn = needed.isMoreThan(there) ? today : null;
  for (const { day, amount } of days) {
    needed = needed.plus(amount);
    // What fell due before today and is not paid is needed today.
    if (shortOn === null && needed.isMoreThan(there)) shortOn = day < today ? today : day;
  }
  const zero = Money.zero(held.currency);
  return { needed, missing: shortOn === null ? zero : needed.minus(there), shortOn };
}
