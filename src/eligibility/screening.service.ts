import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { Applications, type ApplicationView, isOpen } from '#applications';
import { UnitOfWork } from '#platform';
import type { HoldReason } from './hold.js';
import { Holds } from './holds.service.js';
import { HoldsStore } from './holds.store.js';

/**
 * The first look at what was sent, by the machine. It never refuses anybody: what it does not understand it puts
 * on hold for a person, everything else goes on to review.
 */
@Injectable()
export class ScreeningService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly applications: Applications,
    private readonly holds: Holds,
    private readonly holdsStore: HoldsStore,
  ) {}

  /** Screens a request that was just sent; anything else is left alone, so it is safe to repeat. */
  async screen(applicationId: Id<'application'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const application = await this.applications.getLocked(applicationId);
      if (application.state !== 'submitted') return;
      await this.applications.transition(applicationId, 'ScreeningStarted', 'system');
      const reasons = await this.reasonsToWait(application);
      for (const reason of reasons) await this.holds.open(applicationId, reason, 'system');
      if (reasons.length > 0) return;
      await this.applications.transition(applicationId, 'ScreeningPassed', 'system');
    });
  }

  /** She asked us to look again: back to review, where only people who had no part in the first look get it. */
  async admitAppeal(applicationId: Id<'application'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { state } = await this.applications.getLocked(applicationId);
      if (state !== 'appealed') return;
      await this.applications.transition(applicationId, 'AppealAssigned', 'system');
    });
  }

  private async reasonsToWait(application: ApplicationView): Promise<HoldReason[]> {
    const programme = await this.applications.programme(application.programmeId);
    const reasons: HoldReason[] = [];
    if (await this.holdsStore.hasOtherOpenRequest(application.id)) reasons.push('SAME_PERSON_OPEN');
    if (!isOpen(programme, this.clock.now())) reasons.push('PROGRAMME_CLOSED');
    return reasons;
  }
}
