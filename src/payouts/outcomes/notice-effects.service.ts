import { Injectable } from '@nestjs/common';
import { isId, type Id } from '#kernel';
import { Methods } from '../methods/methods.service.js';
import { PayoutsStore } from '../payouts.store.js';
import { ProviderWatch } from './provider-watch.service.js';
import type { Observed, Resolved } from '../rails/rail.js';

/** What follows from what a notice was about, as the provider tells it now. */
@Injectable()
export class NoticeEffects {
  constructor(
    private readonly payouts: PayoutsStore,
    private readonly watch: ProviderWatch,
    private readonly methods: Methods,
  ) {}

  /** Applies an answer; an old or repeated one changes nothing. */
  async apply(resolved: Resolved): Promise<void> {
    if (resolved.kind === 'payment') await this.applyPayment(resolved.observed);
    if (resolved.kind === 'recipient') await this.methods.applyRecipient(resolved.recipient);
  }

  /** A payment we do not know is left to reconciliation, which reports it as what it is: money without a payout. */
  private async applyPayment(observed: Observed): Promise<void> {
    const id = (await this.payouts.idByProviderRef(observed.providerRef)) ?? named(observed);
    if (id !== null && (await this.payouts.exists(id))) await this.watch.apply(id, observed);
  }
}

function named({ reference }: Observed): Id<'payout'> | null {
  return isId('payout', reference) ? reference : null;
}
