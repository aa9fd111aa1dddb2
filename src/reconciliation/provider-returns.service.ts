import { Injectable } from '@nestjs/common';
import { TopUpReturns } from '#payouts';
import { StatementStore } from './statement.store.js';

/** Notices top-ups that the statement shows as gone back to the bank after they had arrived. */
@Injectable()
export class ProviderReturns {
  constructor(
    private readonly store: StatementStore,
    private readonly returns: TopUpReturns,
  ) {}

  /** Outside a unit of work: each is an act by itself. Safe to repeat. What it cost stays a break until people have booked it. */
  async notice(rail: string): Promise<void> {
    for (const returned of await this.store.returnedTopUps(rail)) {
      await this.returns.notice(returned);
    }
  }
}
