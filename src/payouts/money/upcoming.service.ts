import { Injectable } from '@nestjs/common';
import { Awards } from '#approvals';
import { days, later, utcDate, type Currency, type Money } from '#kernel';
import { UpcomingStore } from './upcoming.store.js';
import { weeksOf, type UpcomingPart, type UpcomingWeek } from './upcoming.js';

/** Money that will be asked for: instalments that nobody has released, by the day on which they fall due. */
@Injectable()
export class Upcoming {
  constructor(
    private readonly store: UpcomingStore,
    private readonly awards: Awards,
  ) {}

  /** Now, as programmes count days: `YYYY-MM-DD`. */
  today(): string {
    return this.awards.today();
  }

  /** What is due, and what falls due within so many days, in order of the days. */
  async within(ahead: number): Promise<UpcomingPart[]> {
    return this.store.parts(dayAfter(this.today(), ahead));
  }

  /** The same by weeks, from what is due by now on. */
  async weeks(ahead: number): Promise<UpcomingWeek[]> {
    return weeksOf(await this.within(ahead), this.today());
  }

  /** By rail, what was released and its provider has not taken yet. */
  async released(currency: Currency): Promise<Map<string, Money>> {
    return this.store.released(currency);
  }
}

const dayAfter = (day: string, count: number): string =>
  utcDate(later(new Date(`${day}T00:00:00Z`), days(count)));
