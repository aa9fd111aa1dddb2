import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { awaitsApproval, type ClaimLink } from './claim-link.js';
import { ClaimLinksStore } from './claim-links.store.js';
import { Recalls } from '../exceptions/recalls.service.js';
import { claimNotHeld, claimOver, claimUnknown } from '../payouts.errors.js';
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

  /** Those that the company sends only after a yes, its own or that of our administrator there; oldest first. */
  async awaitingApproval(): Promise<ClaimLink[]> {
    return (await this.unused()).filter(({ heldSince, showings }) =>
      awaitsApproval({ heldSince, looks: showings.length }),
    );
  }

  /** One that the fraud rules hold now. Throws as `get`, and `CLAIM_NOT_HELD` (conflict), `RAIL_UNAVAILABLE`. */
  async getHeld(payoutId: string): Promise<ClaimLink & { readonly providerRef: string }> {
    const link = await this.get(payoutId);
    const { providerRef } = link;
    const flagged = (await this.rails.get(link.rail).flagged?.()) ?? [];
    if (providerRef === null || !flagged.some((one) => one.providerRef === providerRef)) {
      throw claimNotHeld();
    }
    return { ...link, providerRef };
  }

  /** What the fraud rules of the providers hold now, the longest first. Throws `RAIL_UNAVAILABLE`. */
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

  /** Tells the provider that a held payment is right. Throws as `getHeld`, and `RAIL_REFUSED` (conflict). */
  async release(payoutId: string, person: Id<'person'>, reason: ReleaseReason): Promise<void> {
    const { payoutId: id, providerRef, rail } = await this.getHeld(payoutId);
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
