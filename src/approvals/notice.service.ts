import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { AuditTrail } from '#audit';
import { LedgerService } from '#ledger';
import { Facts, UnitOfWork } from '#platform';
import { AwardsStore } from './awards.store.js';

/** The queue task that releases the notice of one award. */
export const AWARD_NOTICE = 'award.notice';

/**
 * Tells of an award. Telling makes the promise unconditional, so this is when the fund's expense and its
 * liability are written down (ASC 958-605), not when people inside the house agreed.
 */
@Injectable()
export class NoticeService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AwardsStore,
    private readonly ledger: LedgerService,
    private readonly facts: Facts,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Posts `award.notified` and stamps the award, once however often it is called. */
  async release(awardId: Id<'award'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const award = await this.store.getLocked(awardId);
      if (award.notifiedAt !== null || award.state !== 'offered') return;
      await this.ledger.post([
        {
          kind: 'award.notified',
          key: `${award.id}:award.notified`,
          fund: award.fund,
          amount: award.amount,
          awardRef: award.ledgerRef,
          actor: 'system',
          sourceRef: award.id,
        },
      ]);
      await this.store.save({ ...award, notifiedAt: this.clock.now() });
      await this.audit.record({
        kind: 'act',
        act: 'AwardNotified',
        actor: 'system',
        subject: award.id,
      });
      await this.facts.record({ name: 'AwardOffered', subject: award.id });
    });
  }
}
