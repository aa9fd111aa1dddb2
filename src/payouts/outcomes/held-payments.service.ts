import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { FinanceNews } from '../money/finance-news.service.js';
import type { Payout } from '../payout.js';
import { PayoutsStore } from '../payouts.store.js';
import type { Observed } from '../rails/rail.js';

/** Payments that a provider holds, by its own rules or for somebody's yes: since when, and finance is told of those by link. */
@Injectable()
export class HeldPayments {
  constructor(
    private readonly payouts: PayoutsStore,
    private readonly news: FinanceNews,
    private readonly clock: Clock,
  ) {}

  /** As of an answer, in the running unit of work. Of a payment by link finance hears once, when it begins. */
  async follow({ id }: Payout, { state, heldSince, usableUntil }: Observed): Promise<void> {
    const since = state === 'under_review' ? (heldSince ?? this.clock.now()) : null;
    const isNew = await this.payouts.followCheck(id, since);
    if (isNew && usableUntil !== undefined) await this.news.tell(`held:${id}`);
  }
}
