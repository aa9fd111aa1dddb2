import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { FinanceNews } from '../money/finance-news.service.js';
import type { Payout } from '../payout.js';
import { PayoutsStore } from '../payouts.store.js';
import type { Observed } from '../rails/rail.js';
import { keptWord } from './provider-alert.js';

/**
 * Payments that a provider holds: by its own rules, for somebody's yes there, or because it refuses to give the money of
 * one back that came to nothing. Since when is kept, and finance is told once.
 */
@Injectable()
export class HeldPayments {
  constructor(
    private readonly payouts: PayoutsStore,
    private readonly news: FinanceNews,
    private readonly clock: Clock,
  ) {}

  /** As of an answer, in the running unit of work. Of a payment by link finance hears once, when it begins. */
  async follow({ id }: Payout, observed: Observed): Promise<void> {
    await this.followWayBack(id, observed);
    const { state, heldSince, usableUntil } = observed;
    const since = state === 'under_review' ? (heldSince ?? this.clock.now()) : null;
    const isNew = await this.payouts.followCheck(id, since);
    if (isNew && usableUntil !== undefined) await this.news.tell(`held:${id}`);
  }

  /** While the way back has not been tried again, nothing new is known of it. */
  private async followWayBack(
    id: Id<'payout'>,
    { wayBackRefusal, isHalfDone = false }: Observed,
  ): Promise<void> {
    if (wayBackRefusal === undefined && isHalfDone) return;
    const word = wayBackRefusal === undefined ? null : keptWord(wayBackRefusal);
    const isNew = await this.payouts.followWayBack(id, word, this.clock.now());
    if (isNew) await this.news.tell(`way-back:${id}`);
  }
}
