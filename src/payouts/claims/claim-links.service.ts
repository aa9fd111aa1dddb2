import { Injectable } from '@nestjs/common';
import { invariant, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { ClaimKeeping } from './claim-keeping.service.js';
import type { ClaimLink } from './claim-link.js';
import { ClaimLinksStore } from './claim-links.store.js';
import { ClaimRecords } from './claim-records.service.js';
import { claimUnknown } from '../payouts.errors.js';
import { PayoutsStore } from '../payouts.store.js';
import { RailRegistry } from '../rails/rail-registry.js';

/**
 * Her links. One that came with the payment is shown once and is then nowhere here; every other look makes a new one
 * at the provider, which ends the one before. Whoever calls this has made sure that it is her.
 */
@Injectable()
export class ClaimLinks {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: ClaimLinksStore,
    private readonly keeping: ClaimKeeping,
    private readonly payouts: PayoutsStore,
    private readonly rails: RailRegistry,
    private readonly records: ClaimRecords,
  ) {}

  /** Her payments by link, oldest first. */
  async forApplicant(applicantId: Id<'applicant'>): Promise<ClaimLink[]> {
    return this.store.forApplicant(applicantId, this.rails.byLink());
  }

  /** Throws `CLAIM_UNKNOWN` (not_found), also for somebody else's. */
  async get(applicantId: Id<'applicant'>, payoutId: string): Promise<ClaimLink> {
    const link = await this.store.find(payoutId);
    if (link?.applicantId !== applicantId) throw claimUnknown();
    if (!this.rails.byLink().includes(link.rail)) throw claimUnknown();
    return link;
  }

  /**
   * The link itself, for this one answer. Throws `CLAIM_UNKNOWN` (not_found), `CLAIM_OVER` (conflict) when it was used
   * or came back, `CLAIM_LIMIT` (conflict) after too many looks in a day, `RAIL_UNAVAILABLE` (unavailable).
   */
  async show(applicantId: Id<'applicant'>, payoutId: string): Promise<string> {
    const { providerRef, rail: railId, payoutId: id } = await this.get(applicantId, payoutId);
    const { kept, seq } = await this.unitOfWork.run(async () => {
      const payout = await this.payouts.getLocked(id);
      const showing = await this.records.begin(id);
      return { kept: await this.keeping.take(payout), seq: showing };
    });
    if (kept !== null) return kept;
    const rail = this.rails.get(railId);
    invariant(rail.newClaim !== undefined && providerRef !== null, 'A bearer rail makes links.');
    try {
      return await rail.newClaim(providerRef);
    } catch (error) {
      await this.records.takeBack(seq);
      throw error;
    }
  }
}
