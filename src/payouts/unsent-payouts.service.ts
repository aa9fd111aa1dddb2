import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { PayoutJournal } from './payout-journal.service.js';
import type { Payout } from './payout.js';
import { PayoutsStore } from './payouts.store.js';

/** Payouts that the provider cannot have heard of: they can still be called back. */
@Injectable()
export class UnsentPayouts {
  constructor(
    private readonly store: PayoutsStore,
    private readonly journal: PayoutJournal,
    private readonly clock: Clock,
  ) {}

  /** Calls back those of hers that are meant, in the running unit of work. */
  async callBack(
    applicantId: Id<'applicant'>,
    actor: string,
    isMeant: (payout: Payout) => boolean = () => true,
  ): Promise<void> {
    for (const payout of (await this.store.unsentLocked(applicantId)).filter(isMeant)) {
      await this.journal.record(payout, ['PayoutCancelled'], { actor, at: this.clock.now() });
    }
  }
}
