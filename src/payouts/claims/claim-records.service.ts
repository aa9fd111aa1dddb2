import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { mayShow, stageOf } from './claim-link.js';
import { ClaimLinksStore } from './claim-links.store.js';
import { claimOver, tooManyLooks } from '../payouts.errors.js';

/** What is written down about looks at a link. */
@Injectable()
export class ClaimRecords {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: ClaimLinksStore,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Counts a look and records it, in the running unit of work, which holds the payout. */
  async begin(payoutId: Id<'payout'>): Promise<string> {
    const link = await this.store.find(payoutId);
    const stage = link && stageOf(link);
    if (!link || (stage !== 'ready' && stage !== 'shown')) throw claimOver();
    const now = this.clock.now();
    if (!mayShow(link, now)) throw tooManyLooks();
    await this.audit.record({
      kind: 'access',
      act: 'ClaimLinkShown',
      actor: link.applicantId,
      subject: payoutId,
      purpose: 'her own link, after her PIN',
      details: { look: link.showings.length + 1 },
    });
    return this.store.addShowing(payoutId, now);
  }

  async takeBack(seq: string): Promise<void> {
    await this.unitOfWork.run(() => this.store.removeShowing(seq));
  }
}
