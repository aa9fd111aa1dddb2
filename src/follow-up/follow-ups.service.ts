import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, newId, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { Vault } from '#privacy';
import { followUpUnknown } from './follow-up.errors.js';
import { isAnswerable, type Answer, type FollowUp } from './follow-up.js';
import { followUpGraph } from './follow-up.states.js';
import { FollowUpsStore } from './follow-ups.store.js';
import { categoryFor } from './grievance.js';
import { GrievancesStore } from './grievances.store.js';

/** What an applicant does about the question whether her money came. It never changes her grant. */
@Injectable()
export class FollowUps {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: FollowUpsStore,
    private readonly grievances: GrievancesStore,
    private readonly vault: Vault,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The questions she may answer now, oldest first. */
  async openFor(applicantId: Id<'applicant'>): Promise<FollowUp[]> {
    const all = await this.store.forApplicant(applicantId);
    return all.filter(isAnswerable);
  }

  /**
   * Stores the answer and seals the words. Money that did not come opens a payment trace at once. Throws
   * `FOLLOW_UP_UNKNOWN` (not_found) for somebody else's question, `STATE_EDGE_MISSING` (conflict) for an answered one.
   */
  async answer(
    id: Id<'followUp'>,
    applicantId: Id<'applicant'>,
    answer: Answer,
    words = '',
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const current = await this.own(id, applicantId);
      const state = followUpGraph.after(current.state, 'FollowUpAnswered');
      const now = this.clock.now();
      const sealed = words === '' ? null : await this.seal(current, words);
      await this.store.save({ ...current, state, answer, answeredAt: now }, sealed);
      await this.openGrievance(current, answer, now);
      await this.audit.record({
        kind: 'act',
        act: 'FollowUpAnswered',
        actor: applicantId,
        subject: id,
        details: { answer },
      });
    });
  }

  /** She does not want to be asked: the question goes away and nothing else happens. */
  async decline(id: Id<'followUp'>, applicantId: Id<'applicant'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const current = await this.own(id, applicantId);
      const state = followUpGraph.after(current.state, 'FollowUpDeclined');
      await this.store.save({ ...current, state });
      await this.audit.record({
        kind: 'act',
        act: 'FollowUpDeclined',
        actor: applicantId,
        subject: id,
      });
    });
  }

  private async own(id: Id<'followUp'>, applicantId: Id<'applicant'>): Promise<FollowUp> {
    const found = await this.store.getLocked(id);
    if (found.applicantId !== applicantId) throw followUpUnknown();
    return found;
  }

  private async seal({ id, applicantId }: FollowUp, words: string): Promise<Uint8Array> {
    const place = { subject: applicantId, table: 'follow_up', row: id, field: 'answer' };
    return this.vault.seal(place, words);
  }

  private async openGrievance(
    { applicantId, payoutId }: FollowUp,
    answer: Answer,
    openedAt: Date,
  ): Promise<void> {
    const category = categoryFor(answer);
    if (category === null) return;
    const id = newId('grievance');
    await this.grievances.add({
      id,
      applicantId,
      payoutId,
      category,
      state: 'new',
      ownerId: null,
      outcome: null,
      openedAt,
      closedAt: null,
    });
    await this.audit.record({
      kind: 'act',
      act: 'GrievanceOpened',
      actor: applicantId,
      subject: id,
      details: { category },
    });
  }
}
