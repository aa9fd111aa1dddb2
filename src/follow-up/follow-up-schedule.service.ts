import { Injectable } from '@nestjs/common';
import { Clock, days, later, newId, utcDate, type Id } from '#kernel';
import { Payouts } from '#payouts';
import { UnitOfWork } from '#platform';
import { ASK_AFTER_DAYS, type FollowUp } from './follow-up.js';
import { followUpGraph } from './follow-up.states.js';
import { FollowUpsStore } from './follow-ups.store.js';

/** Puts questions on the calendar when money is sent, and takes them off it when the money came back. */
@Injectable()
export class FollowUpSchedule {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: FollowUpsStore,
    private readonly payouts: Payouts,
    private readonly clock: Clock,
  ) {}

  /** On `PayoutPaid`: one receipt check two days later. The same fact twice makes one. */
  async schedule(payoutId: Id<'payout'>): Promise<void> {
    const payout = await this.payouts.get(payoutId);
    const now = this.clock.now();
    const followUp: FollowUp = {
      id: newId('followUp'),
      applicantId: payout.applicantId,
      awardId: payout.awardId,
      payoutId,
      state: 'scheduled',
      dueOn: utcDate(later(now, days(ASK_AFTER_DAYS))),
      reminders: 0,
      answer: null,
      createdAt: now,
      answeredAt: null,
    };
    await this.unitOfWork.run(() => this.store.add(followUp));
  }

  /** On `PayoutReturned`: asking whether returned money arrived would be cruel. An answer already given stays. */
  async withdraw(payoutId: Id<'payout'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const found = await this.store.findForPayout(payoutId);
      if (!found) return;
      const current = await this.store.getLocked(found.id);
      if (!followUpGraph.allows(current.state, 'FollowUpExpired')) return;
      const state = followUpGraph.after(current.state, 'FollowUpExpired');
      await this.store.save({ ...current, state });
    });
  }
}
