import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { isOther } from './doubts.js';
import { Observations } from './observations.service.js';
import type { Payout } from '../payout.js';
import { PayoutsStore } from '../payouts.store.js';
import { isAmount } from '../rails/amounts.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { Observed } from '../rails/rail.js';
import { SendingStore } from '../sending/sending.store.js';

/** Asks the provider what became of payments. Notices only make it look sooner: looking is the truth. */
@Injectable()
export class ProviderWatch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SendingStore,
    private readonly payouts: PayoutsStore,
    private readonly rails: RailRegistry,
    private readonly observations: Observations,
  ) {}

  /** Fetches one payment and applies what the provider says. Throws `RAIL_UNAVAILABLE`. */
  async look(id: Id<'payout'>): Promise<void> {
    const payout = await this.payouts.get(id);
    const attempt = await this.store.latestAttempt(id);
    if (attempt?.providerRef == null) return;
    const rail = this.rails.get(payout.rail);
    await this.apply(id, await this.finished(payout, await rail.fetch(attempt.providerRef)));
  }

  /** Applies a fresh answer; the row's lock decides who is first, and the graph what still fits. Throws `RAIL_UNAVAILABLE`. */
  async follow(id: Id<'payout'>, observed: Observed): Promise<void> {
    await this.apply(id, await this.finished(await this.payouts.get(id), observed));
  }

  /** Makes the calls that are missing of a payment; of one that must not be, none is made. */
  private async finished(payout: Payout, seen: Observed): Promise<Observed> {
    if (seen.isHalfDone !== true || !isAmount(seen.amount, payout.amount)) return seen;
    const attempt = await this.store.latestAttempt(payout.id);
    if (isOther(seen, attempt?.providerRef ?? null)) return seen;
    return (await this.rails.get(payout.rail).finish?.(seen.providerRef)) ?? seen;
  }

  private async apply(id: Id<'payout'>, observed: Observed): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.observations.apply(await this.payouts.getLocked(id), observed);
    });
  }
}
