import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, dayIn, utcDate } from '#kernel';
import { Config, UnitOfWork } from '#platform';
import type { Period } from './books.js';
import { BooksStore } from './books.store.js';
import { periodUnknown, refused, type RefusalCode } from './ledger.errors.js';
import { PeriodsStore, type LogCoverage, type LooseEnds } from './periods.store.js';

/** Months are made this far ahead, so that no entry meets the end of the calendar. */
const YEARS_AHEAD = 3;

/**
 * Months of the books: soft-closed by one person, closed in order by another, never reopened. A month is over when it
 * has ended both in the programmes' time zone, which people mean, and in UTC, which accounting dates follow.
 */
@Injectable()
export class Periods {
  constructor(
    private readonly store: PeriodsStore,
    private readonly books: BooksStore,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /** Throws `UNKNOWN_PERIOD` (not_found). */
  async get(id: string): Promise<Period> {
    const found = (await this.books.periods()).find((period) => period.id === id);
    if (found === undefined) throw periodUnknown();
    return found;
  }

  /** From the month of the first entry (or this month) up to this month, oldest first. */
  async list(): Promise<Period[]> {
    const first = (await this.store.firstEntryOn()) ?? this.today();
    const last = this.today();
    return (await this.books.periods()).filter(
      ({ startsOn, endsOn }) => endsOn >= first && startsOn <= last,
    );
  }

  /** Whether a month has ended everywhere it matters. */
  isOver({ endsOn }: Pick<Period, 'endsOn'>): boolean {
    return this.today() > endsOn;
  }

  /** What keeps a month from closing, by the books alone. */
  async looseEnds(period: string): Promise<LooseEnds> {
    return this.store.looseEnds(period);
  }

  /** How far the log covers the entries of a month. */
  async coverage(period: string): Promise<LogCoverage> {
    return this.store.coverage(period);
  }

  /** From now on entries into the period (`YYYY-MM`) need a second person. */
  async softClose(period: string, actor: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.succeed(await this.store.softClose(period, actor, this.today()));
      await this.audit.record({
        kind: 'act',
        act: 'PeriodSoftClosed',
        actor,
        subject: `period:${period}`,
      });
    });
  }

  /**
   * Closes a soft-closed period for ever and keeps its balances; by another person than the one who soft-closed it.
   * Empty months before the first entry of the books close with it.
   */
  async close(period: string, actor: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.succeed(await this.store.close(period, actor, this.today()));
      for (const { id, digest } of await this.store.closedWith(period)) {
        await this.audit.record({
          kind: 'period_close',
          act: 'PeriodClosed',
          actor,
          subject: `period:${id}`,
          details: { period: id, trial_balance_digest: digest, closed_by: actor },
        });
      }
    });
  }

  /** Makes the months of the next years; says how many were missing. */
  async extend(): Promise<number> {
    const until = new Date(this.clock.now());
    until.setUTCFullYear(until.getUTCFullYear() + YEARS_AHEAD);
    return this.unitOfWork.run(() => this.store.extend(utcDate(until)));
  }

  /** The earlier of today here and today in UTC: a day is over when both say so. */
  private today(): string {
    const now = this.clock.now();
    const [utc, local] = [utcDate(now), dayIn(this.config.timeZone, now)];
    return utc < local ? utc : local;
  }

  private async succeed(code: RefusalCode | null): Promise<void> {
    if (code !== null) throw refused(code, await this.store.sentenceOf(code));
  }
}
