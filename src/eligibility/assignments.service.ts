import { Injectable } from '@nestjs/common';
import { Clock, newId, type Id } from '#kernel';
import { Applications, type ApplicationView } from '#applications';
import { AuditTrail } from '#audit';
import { UnitOfWork } from '#platform';
import {
  after,
  answered,
  isLive,
  offer,
  type Assignment,
  type ConflictAnswer,
} from './assignment.js';
import {
  AssignmentsStore,
  type QueueCounts,
  type QueueRow,
  type QueueView,
} from './assignments.store.js';
import { CaseReader, type CaseView } from './case-reader.service.js';
import {
  assignmentNotFound,
  caseNotInReview,
  caseNotYours,
  caseTaken,
  claimLost,
  conflictUnanswered,
} from './eligibility.errors.js';

/** Where a reviewer's claim stands, for a page that must say it kindly. */
export interface ClaimStatus {
  readonly assignment: Assignment;
  readonly kind: 'held' | 'expired' | 'taken' | 'over';
  /** Who holds the case now, when somebody else does, and since when. */
  readonly takenBy: Id<'person'> | null;
  readonly takenAt: Date | null;
}

/** Who works on which case: one reviewer at a time, for half an hour, and never one who knows the person. */
@Injectable()
export class Assignments {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly store: AssignmentsStore,
    private readonly applications: Applications,
    private readonly cases: CaseReader,
    private readonly audit: AuditTrail,
  ) {}

  /** What waits for this reviewer, needed today first, then the oldest, with how much each view holds. */
  async queue(
    reviewer: Id<'person'>,
    view: QueueView,
  ): Promise<{ readonly rows: readonly QueueRow[]; readonly counts: QueueCounts }> {
    const now = this.clock.now();
    return {
      rows: await this.store.queue(reviewer, view, now),
      counts: await this.store.counts(reviewer, now),
    };
  }

  /** The case the reviewer holds already, or the next one that waits; null when nothing does. */
  async takeNext(reviewer: Id<'person'>): Promise<Assignment | null> {
    return this.unitOfWork.run(async () => {
      const now = this.clock.now();
      const held = await this.store.findHeldBy(reviewer, now);
      if (held) return held;
      for (;;) {
        const applicationId = await this.store.lockNext(reviewer, now);
        if (!applicationId) return null;
        const application = await this.applications.getLocked(applicationId);
        const holder = await this.store.findHolder(applicationId, application.round);
        // Somebody took it between our look and our lock: the next look sees that.
        if (holder && isLive(holder, now)) continue;
        return this.give(application, reviewer);
      }
    });
  }

  /** Takes one case by choice. Throws `CASE_TAKEN`, `CASE_NOT_YOURS` or `CASE_NOT_IN_REVIEW` (conflict). */
  async take(reviewer: Id<'person'>, applicationId: Id<'application'>): Promise<Assignment> {
    return this.unitOfWork.run(async () => {
      const application = await this.lockInReview(applicationId);
      const holder = await this.store.findHolder(applicationId, application.round);
      const isOwn = holder?.reviewerId === reviewer && isLive(holder, this.clock.now());
      return isOwn ? holder : this.give(application, reviewer);
    });
  }

  /**
   * "Do you know this person or their support worker?" Yes ends the assignment at once and for good; no opens the
   * case; not sure is remembered and opens nothing. Throws `CLAIM_LOST` (conflict).
   */
  async answerConflict(
    id: Id<'assignment'>,
    reviewer: Id<'person'>,
    answer: ConflictAnswer,
  ): Promise<Assignment> {
    return this.change(id, reviewer, (assignment, now) => answered(assignment, answer, now), {
      act: answer === 'yes' ? 'ReviewerRecused' : 'ConflictAnswered',
      details: { answer },
    });
  }

  /** Gives the case back without a word; somebody else takes it. Throws `CLAIM_LOST` (conflict). */
  async handBack(id: Id<'assignment'>, reviewer: Id<'person'>): Promise<void> {
    await this.change(id, reviewer, (held, now) => after(held, 'CaseHandedBack', now), {
      act: 'CaseHandedBack',
      details: {},
    });
  }

  /**
   * Takes a case again after the half hour ran out, if nobody else has. The conflict question was answered for
   * this case already and stays answered. Throws as `take`.
   */
  async retake(id: Id<'assignment'>, reviewer: Id<'person'>): Promise<Assignment> {
    return this.unitOfWork.run(async () => {
      const earlier = await this.own(id, reviewer);
      const fresh = await this.take(reviewer, earlier.applicationId);
      if (fresh.state !== 'offered' || earlier.conflict !== 'none') return fresh;
      return this.answerConflict(fresh.id, reviewer, 'none');
    });
  }

  /** The case, for the reviewer who holds it and knows nobody in it. Each reading is logged with its purpose. */
  async openCase(id: Id<'assignment'>, reviewer: Id<'person'>): Promise<CaseView> {
    return this.unitOfWork.run(async () => {
      const assignment = await this.own(id, reviewer);
      if (!isLive(assignment, this.clock.now())) throw claimLost();
      if (assignment.state !== 'accepted') throw conflictUnanswered();
      const application = await this.applications.get(assignment.applicationId);
      if (application.state !== 'in_review') throw caseNotInReview();
      return this.cases.read(assignment, application);
    });
  }

  /** The reviewer's own assignment. Throws `ASSIGNMENT_NOT_FOUND` for anybody else's. */
  async get(id: Id<'assignment'>, reviewer: Id<'person'>): Promise<Assignment> {
    return this.own(id, reviewer);
  }

  /** What became of a claim. Throws `ASSIGNMENT_NOT_FOUND` for anybody else's. */
  async claimStatus(id: Id<'assignment'>, reviewer: Id<'person'>): Promise<ClaimStatus> {
    const assignment = await this.own(id, reviewer);
    const now = this.clock.now();
    const application = await this.applications.get(assignment.applicationId);
    const nobody = { assignment, takenBy: null, takenAt: null };
    if (application.state !== 'in_review' || ['recused', 'submitted'].includes(assignment.state)) {
      return { ...nobody, kind: 'over' };
    }
    if (isLive(assignment, now)) return { ...nobody, kind: 'held' };
    const holder = await this.store.findHolder(application.id, application.round);
    return holder && holder.reviewerId !== reviewer && isLive(holder, now)
      ? { assignment, kind: 'taken', takenBy: holder.reviewerId, takenAt: holder.offeredAt }
      : { ...nobody, kind: 'expired' };
  }

  /** The locked case of a reviewer who may hand in a review now. Throws `CLAIM_LOST` or `CONFLICT_UNANSWERED`. */
  async holdForReview(
    id: Id<'assignment'>,
    reviewer: Id<'person'>,
  ): Promise<{ readonly assignment: Assignment; readonly application: ApplicationView }> {
    const { applicationId } = await this.own(id, reviewer);
    const application = await this.lockInReview(applicationId);
    const assignment = await this.store.getLocked(id);
    if (!isLive(assignment, this.clock.now())) throw claimLost();
    if (assignment.state !== 'accepted') throw conflictUnanswered();
    return { assignment, application };
  }

  /** Closes the assignment with its review, in the running unit of work. */
  async finish(
    assignment: Assignment,
    details: Readonly<Record<string, string | number>>,
  ): Promise<void> {
    await this.store.save(after(assignment, 'ReviewSubmitted', this.clock.now()));
    await this.audit.record({
      kind: 'decision',
      act: 'ReviewSubmitted',
      actor: assignment.reviewerId,
      subject: assignment.applicationId,
      details,
    });
  }

  private async change(
    id: Id<'assignment'>,
    reviewer: Id<'person'>,
    decide: (assignment: Assignment, now: Date) => Assignment,
    { act, details }: { act: string; details: Record<string, string> },
  ): Promise<Assignment> {
    return this.unitOfWork.run(async () => {
      const { applicationId } = await this.own(id, reviewer);
      await this.lockInReview(applicationId);
      const assignment = await this.store.getLocked(id);
      const now = this.clock.now();
      if (!isLive(assignment, now)) throw claimLost();
      const next = decide(assignment, now);
      await this.store.save(next);
      await this.audit.record({
        kind: 'act',
        act,
        actor: reviewer,
        subject: applicationId,
        details: { assignment: id, ...details },
      });
      return next;
    });
  }

  private async own(id: Id<'assignment'>, reviewer: Id<'person'>): Promise<Assignment> {
    const assignment = await this.store.get(id);
    if (assignment.reviewerId !== reviewer) throw assignmentNotFound();
    return assignment;
  }

  private async lockInReview(applicationId: Id<'application'>): Promise<ApplicationView> {
    const application = await this.applications.getLocked(applicationId);
    if (application.state !== 'in_review') throw caseNotInReview();
    return application;
  }

  /** Puts a locked application's case in front of a reviewer, after sweeping away a claim that ran out. */
  private async give(application: ApplicationView, reviewer: Id<'person'>): Promise<Assignment> {
    const now = this.clock.now();
    if (!(await this.store.isOpenTo(reviewer, application.id))) throw caseNotYours();
    const stale = await this.store.findHolder(application.id, application.round);
    if (stale && isLive(stale, now)) throw caseTaken();
    if (stale) await this.store.save(after(stale, 'ClaimExpired', now));
    const assignment = offer(
      newId('assignment'),
      { applicationId: application.id, round: application.round, reviewerId: reviewer },
      now,
    );
    if (!(await this.store.insert(assignment))) throw caseTaken();
    await this.audit.record({
      kind: 'act',
      act: 'CaseTaken',
      actor: reviewer,
      subject: application.id,
      details: { assignment: assignment.id, round: application.round },
    });
    return assignment;
  }
}
