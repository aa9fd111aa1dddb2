import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Settlement } from '#payouts';
import { Log } from '#platform';
import { StatementStore } from './statement.store.js';

/**
 * Asks the provider again about payouts whose money came back on the statement while the books still call them paid:
 * the notice was lost, or came long after anybody looked. What it answers is booked by payouts, as always.
 */
@Injectable()
export class SecondLook {
  constructor(
    private readonly statement: StatementStore,
    private readonly settlement: Settlement,
    private readonly log: Log,
  ) {}

  /** One that cannot be asked about now stays as it is and becomes a break. */
  async run(rail: string): Promise<void> {
    for (const payoutId of await this.statement.cameBack(rail)) await this.look(payoutId);
  }

  private async look(payoutId: Id<'payout'>): Promise<void> {
    try {
      await this.settlement.observe(payoutId);
    } catch (error) {
      this.log.error('second look failed', error, { subject: payoutId });
    }
  }
}
