import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Id } from '#kernel';
import { UnitOfWork } from '#platform';
import type { ClaimLink } from './claim-link.js';
import { ClaimLinksStore } from './claim-links.store.js';
import { Recalls } from '../exceptions/recalls.service.js';
import { claimOver, claimUnknown } from '../payouts.errors.js';
import { ProviderWatch } from '../outcomes/provider-watch.service.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { FlaggedPayment } from '../rails/rail.js';

/** Why a payment that the provider's fraud rules hold is right. Codes: the log holds no words about people. */
export const RELEASE_REASONS = ['shared_computer', 'private_network', 'asked_her'] as const;

export type ReleaseReason = (typeof RELEASE_REASONS)[number];

/** A payment held by the provider's rules. `payoutId` is null when it is none of ours. */
export interface HeldPayment extends FlaggedPayment {
  readonly payoutId: Id<'payout'> | null;
}

/** Finance's side of payments by link: what was not used yet, what the provider holds back, and the ways on. */
@Injectable()
export class ClaimDesk {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: ClaimLinksStore,
    private readonly rails: RailRegistry,
    private readonly watch: ProviderWatch,
    private readonly recalls: Recalls,
    private readonly audit: AuditTrail,
  ) {}

  /** Links that wait to be used, oldest first. */
  async unused(): Promise<ClaimLink[]> {
    return this.store.unused(this.rails.byLink());
  }

  /** One of them. Throws `CLAIM_UNKNOWN` (not_found), `CLAIM_OVER` (conflict). */
  async get(payoutId: string): Promise<ClaimLink> {
    const link = await this.store.find(payoutId);
    if (!link || !this.rails.byLink().includes(link.rail)) throw claimUnknown();
    if (link.state !== 'in_transit') throw claimOver();
    return link;
  }

  /** What the providers hold now, the longest first. Throws `RAIL_UNAVAILABLE`. */
  async held(): Promise<HeldPayment[]> {
    const unused = await this.unused();
    const ids = new Map(unused.map(({ providerRef, payoutId }) => [providerRef, payoutId]));
    const held: HeldPayment[] = [];
    for (const rail of this.rails.all()) {
      for (const payment of (await rail.flagged?.()) ?? []) {
        held.push({ ...payment, payoutId: ids.get(payment.providerRef) ?? null });
      }
    }
    return held.sort((one, other) => timeOf(one) - timeOf(other));
  }

  /**
   * Calls a link back: the money returns to the award, and she is asked for another way. Throws `CLAIM_OVER` (conflict)
   * when it was used meanwhile or the provider does not take it back, `RAIL_UNAVAILABLE` (unavailable).
   */
  async callBack(payoutId: string, person: Id<'person'>): Promise<void> {
    const { payoutId: id, providerRef, rail } = await this.get(payoutId);
    const asked = { act: 'ClaimLinkCallBackAsked', person };
    if (!(await this.recalls.take({ id, rail }, providerRef, asked))) throw claimOver();
  }

  /** Tells the provider that a held payment is right. Throws `CLAIM_OVER` (conflict), `RAIL_UNAVAILABLE`, `RAIL_REFUSED`. */
  async release(payoutId: string, person: Id<'person'>, reason: ReleaseReason): Promise<void> {
    const { payoutId: id, providerRef, rail } = await this.get(payoutId);
    if (providerRef === null) throw claimOver();
    await this.noteRelease(id, person, reason);
    await this.rails.get(rail).release?.(providerRef);
    await this.watch.look(id);
  }

  private async noteRelease(
    payoutId: Id<'payout'>,
    person: Id<'person'>,
    reason: ReleaseReason,
  ): Promise<void> {
    await this.unitOfWork.run(() =>
      this.audit.record({
        kind: 'decision',
        act: 'HeldPaymentReleased',
        actor: person,
        subject: payoutId,
        details: { reason },
      }),
    );
  }
}

/** What says no day may be held the longest. */
const timeOf = ({ since }: HeldPayment): number => since?.getTime() ?? 0;
