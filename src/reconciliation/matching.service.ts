import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Currency, Money } from '#kernel';
import { SendingHalts } from '#payouts';
import { UnitOfWork } from '#platform';
import { haltsSending, type Difference } from './break.js';
import { BreaksStore } from './breaks.store.js';
import type { RunFindings } from './run.js';
import { StatementBookings } from './statement-bookings.service.js';
import { StatementStore } from './statement.store.js';

/** What is compared with what. */
export interface Comparison {
  readonly rail: string;
  readonly currency: Currency;
  /** The provider's own figure; null when it would not stand still. */
  readonly balance: Money | null;
  readonly now: Date;
}

/** Explains what can be explained, opens a break for the rest, and stops sending when money may have gone astray. */
@Injectable()
export class Matching {
  constructor(
    private readonly statement: StatementStore,
    private readonly breaks: BreaksStore,
    private readonly bookings: StatementBookings,
    private readonly halts: SendingHalts,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * What can be explained before anything is judged: matches lines with entries, then books the fees and
   * the arrivals that nobody booked.
   * Outside a unit of work; returns how many lines were matched. Repeating it changes nothing.
   */
  async explain(rail: string): Promise<number> {
    const matched = await this.unitOfWork.run(async () => {
      await this.statement.lockRail(rail);
      return this.statement.match(rail);
    });
    await this.bookings.book(rail);
    return matched;
  }

  /** One pass over a rail, in the running unit of work. Repeating it changes nothing. */
  async run(comparison: Comparison): Promise<RunFindings> {
    const { rail, now, currency, balance } = comparison;
    const matched = await this.matchAll(rail, now);
    const { ledgerMinor, listedMinor } = await this.statement.account(rail, currency);
    const drift = await this.balanceDifference(comparison, ledgerMinor + listedMinor);
    return {
      matched,
      openedBreaks: await this.openDifferences(rail, now, drift),
      ledgerMinor,
      listedMinor,
      providerMinor: balance?.minor ?? null,
    };
  }

  /**
   * The same pass without the balance, which may move while money is sent. In the running unit of work; returns how many
   * breaks were opened.
   */
  async runOverLines(rail: string, now: Date): Promise<number> {
    await this.matchAll(rail, now);
    return this.openDifferences(rail, now, []);
  }

  private async matchAll(rail: string, now: Date): Promise<number> {
    await this.statement.lockRail(rail);
    const matched = await this.statement.match(rail);
    await this.closeProved(rail, now);
    return matched;
  }

  private async openDifferences(
    rail: string,
    now: Date,
    more: readonly Difference[],
  ): Promise<number> {
    const found = [...(await this.statement.differences(rail, now)), ...more];
    const opened = await this.breaks.open(rail, found, now);
    await this.halt(opened);
    return opened.length;
  }

  private async closeProved(rail: string, now: Date): Promise<void> {
    for (const id of await this.breaks.closeProved(rail, now)) {
      await this.audit.record({ kind: 'act', act: 'BreakMatched', actor: 'system', subject: id });
    }
  }

  /** The books plus everything listed must be what the provider holds, to the cent. */
  private async balanceDifference(
    { rail, balance, now }: Comparison,
    expectedMinor: bigint,
  ): Promise<Difference[]> {
    if (balance === null) return [];
    if (balance.minor === expectedMinor) {
      await this.breaks.closeBalance(rail, now);
      return [];
    }
    const { minor: observedMinor, currency } = balance;
    return [{ code: 'balance', subject: rail, expectedMinor, observedMinor, currency }];
  }

  private async halt(opened: readonly Difference[]): Promise<void> {
    const codes = [...new Set(opened.filter(haltsSending).map((found) => found.code))];
    if (codes.length > 0) await this.halts.halt(`Reconciliation: ${codes.sort().join(', ')}.`);
  }
}
