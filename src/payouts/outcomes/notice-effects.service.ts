import { Injectable } from '@nestjs/common';
import { isId, type Id } from '#kernel';
import { CardVisits } from '../cards/card-visits.service.js';
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
    private readonly cards: CardVisits,
  ) {}

  /** Whether anything here could follow from what happens in this account of a provider: somebody is paid through it. */
  async reach(account: string): Promise<boolean> {
    return this.methods.knowsRecipient(account);
  }

  /** Applies an answer of a rail; an old or repeated one changes nothing. */
  async apply(rail: string, resolved: Resolved): Promise<void> {
    if (resolved.kind === 'payment') await this.applyPayment(resolved.observed);
    if (resolved.kind === 'card') {
      const payoutId = await this.applyPayment(resolved.observed);
      const firstCard = resolved.observed.providerRef;
      if (payoutId !== null) await this.cards.look({ payoutId, firstCard });
    }
    if (resolved.kind === 'recipient') await this.methods.applyRecipient(rail, resolved.recipient);
  }

  /** A payment we do not know is left to reconciliation, which reports it as what it is: money without a payout. */
  private async applyPayment(observed: Observed): Promise<Id<'payout'> | null> {
    const id = (await this.payouts.idByProviderRef(observed.providerRef)) ?? named(observed);
    if (id === null || !(await this.payouts.exists(id))) return null;
    await this.watch.follow(id, observed);
    return id;
  }
}

function named({ reference }: Observed): Id<'payout'> | null {
  return isId('payout', reference) ? reference : null;
}
