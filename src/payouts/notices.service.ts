import { Injectable } from '@nestjs/common';
import { isId, type Id } from '#kernel';
import { Inbox, UnitOfWork } from '#platform';
import { Methods } from './methods.service.js';
import { PayoutsStore } from './payouts.store.js';
import { ProviderWatch } from './provider-watch.service.js';
import { RailRegistry } from './rails/rail-registry.js';
import type { Observed } from './rails/rail.js';

/**
 * Notices from providers: verified, kept once, answered at once; what they mean is asked of the provider
 * afterwards. Their order and number therefore do not matter.
 */
@Injectable()
export class ProviderNotices {
  constructor(
    private readonly inbox: Inbox,
    private readonly unitOfWork: UnitOfWork,
    private readonly rails: RailRegistry,
    private readonly payouts: PayoutsStore,
    private readonly watch: ProviderWatch,
    private readonly methods: Methods,
  ) {}

  /** Takes in a notice. Throws `NOTICE_REFUSED` (invalid) when the signature does not fit; a repeat changes nothing. */
  async receive(rail: string, raw: Uint8Array, signature: string | undefined): Promise<void> {
    const notice = this.rails.get(rail).parseWebhook(raw, signature);
    await this.inbox.receive({ ...notice, provider: rail }, raw);
  }

  /** Works off a notice: asks the provider, applies the answer. May run again. Throws `RAIL_UNAVAILABLE`. */
  async handle(rail: string, eventId: string): Promise<void> {
    const notice = await this.inbox.findUnhandled(rail, eventId);
    if (!notice) return;
    const resolved = await this.rails.get(rail).resolve(notice);
    if (resolved.kind === 'payment') await this.applyPayment(resolved.observed);
    if (resolved.kind === 'recipient') await this.methods.applyRecipient(resolved.recipient);
    await this.unitOfWork.run(() => this.inbox.markHandled(rail, eventId));
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
