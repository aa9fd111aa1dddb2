import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { Observations } from './observations.service.js';
import { PayoutsStore } from '../payouts.store.js';
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
    const seen = await rail.fetch(attempt.providerRef);
    const finished = seen.isHalfDone ? await rail.finish?.(attempt.providerRef) : undefined;
    await this.apply(id, finished ?? seen);
  }

  /** Applies a fresh answer; the row's lock decides who is first, and the graph what still fits. */
  async apply(id: Id<'payout'>, observed: Observed): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.observations.apply(await this.payouts.getLocked(id), observed);
    });
  }
}
