import { Injectable } from '@nestjs/common';
import type { Id, Money } from '#kernel';
import { Applications, isDeclineReason, type ApplicationView } from '#applications';
import { Duties } from '#identity';
import { Facts, UnitOfWork } from '#platform';
import type { Assignment } from './assignment.js';
import { Assignments } from './assignments.service.js';
import { amountMissing, amountUnfit, reasonUnfit, reducedTooLarge } from './eligibility.errors.js';
import {
  baseReviews,
  needsAnotherReview,
  REVIEW_REASONS,
  type ReviewForm,
  type ReviewView,
} from './review.js';
import { scoreOf, type Rubric } from './rubric.js';
import { SealedReviews, type ReviewWithNote } from './sealed-reviews.service.js';

/** What reviewers hand in, once and for good, and what deciders read of it. A reviewer sees no other review. */
@Injectable()
export class Reviews {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly assignments: Assignments,
    private readonly sealed: SealedReviews,
    private readonly applications: Applications,
    private readonly duties: Duties,
    private readonly facts: Facts,
  ) {}

  /**
   * Hands in a review and, when the round has enough of them, passes the request on to the deciders. Throws
   * `CLAIM_LOST` or `DUTY_CONFLICT` (conflict), and `SCORES_INCOMPLETE`, `AMOUNT_MISSING`, `AMOUNT_ABOVE_LIMIT`,
   * `AMOUNT_NOT_REDUCED` or `REASON_UNFIT` (invalid).
   */
  async submit(
    assignmentId: Id<'assignment'>,
    reviewer: Id<'person'>,
    form: ReviewForm,
  ): Promise<ReviewView> {
    return this.unitOfWork.run(async () => {
      const { assignment, application } = await this.assignments.holdForReview(
        assignmentId,
        reviewer,
      );
      const rubric = await this.sealed.rubric();
      const score = scoreOf(rubric, form.scores);
      await this.checkAdvice(application, form);
      await this.duties.take(application.id, reviewer, 'propose');
      const review = await this.sealed.add(application, {
        ...reviewOf(assignment, form),
        rubricVersion: rubric.version,
        score,
      });
      await this.assignments.finish(assignment, {
        review: review.id,
        score,
        recommendation: form.recommendation,
        rubric: rubric.version,
      });
      await this.passOn(application, rubric, reviewer);
      return review;
    });
  }

  /** The score a form would get, after every check that `submit` makes; nothing is written. Throws as `submit`. */
  async preview(
    assignmentId: Id<'assignment'>,
    reviewer: Id<'person'>,
    form: ReviewForm,
  ): Promise<number> {
    return this.unitOfWork.run(async () => {
      const { application } = await this.assignments.holdForReview(assignmentId, reviewer);
      await this.checkAdvice(application, form);
      return scoreOf(await this.sealed.rubric(), form.scores);
    });
  }

  /** The reviews of a round in the order they came in, without their notes. */
  async forApplication(applicationId: Id<'application'>, round: number): Promise<ReviewView[]> {
    return this.sealed.ofRound(await this.applications.get(applicationId), round);
  }

  /** The reviews of many requests, each in its present round. */
  async forApplications(
    applications: readonly ApplicationView[],
  ): Promise<ReadonlyMap<Id<'application'>, readonly ReviewView[]>> {
    return this.sealed.ofMany(applications);
  }

  /** The reviews of a round with their notes; the reading is logged with its purpose. */
  async read(
    applicationId: Id<'application'>,
    round: number,
    reading: { readonly actor: Id<'person'>; readonly purpose: string },
  ): Promise<ReviewWithNote[]> {
    return this.unitOfWork.run(async () =>
      this.sealed.open(await this.applications.get(applicationId), round, reading),
    );
  }

  /** How many reviews an amount needs under the rubric in force. */
  async neededFor(amount: Money): Promise<number> {
    return baseReviews(await this.sealed.rubric(), amount);
  }

  /** The rubric in force. Throws `RUBRIC_MISSING` (unavailable). */
  async rubric(): Promise<Rubric> {
    return this.sealed.rubric();
  }

  /**
   * An approver asks for another look: the request goes back to review, where somebody new reads the question.
   * In the running unit of work. Throws `STATE_EDGE_MISSING` (conflict).
   */
  async sendBack(applicationId: Id<'application'>, by: Id<'person'>, note: string): Promise<void> {
    const application = await this.applications.getLocked(applicationId);
    await this.applications.transition(applicationId, 'ReviewReturned', by);
    await this.sealed.ask(application, by, note);
  }

  private async passOn(
    application: ApplicationView,
    rubric: Rubric,
    reviewer: Id<'person'>,
  ): Promise<void> {
    const { most } = await this.applications.programme(application.programmeId);
    const amount = application.asked.isMoreThan(most) ? most : application.asked;
    const reviews = await this.sealed.ofRound(application, application.round);
    if (needsAnotherReview(rubric, amount, reviews)) return;
    await this.applications.transition(application.id, 'ReviewCompleted', reviewer);
    await this.facts.record({ name: 'ReviewCompleted', subject: application.id });
  }

  private async checkAdvice(
    { asked, programmeId }: ApplicationView,
    form: ReviewForm,
  ): Promise<void> {
    const { recommendation, amount } = form;
    if (!isReasonFor(form)) throw reasonUnfit();
    if (!isYes(form)) return;
    if (amount === null || amount.minor <= 0n) throw amountMissing();
    const { most } = await this.applications.programme(programmeId);
    if (amount.isMoreThan(most)) throw amountUnfit(most);
    if (recommendation === 'approve_reduced' && !asked.isMoreThan(amount)) {
      throw reducedTooLarge(asked);
    }
  }
}

function isYes({ recommendation }: ReviewForm): boolean {
  return recommendation === 'approve' || recommendation === 'approve_reduced';
}

function isReasonFor({ recommendation, reasonCode }: ReviewForm): boolean {
  return recommendation === 'decline'
    ? isDeclineReason(reasonCode)
    : REVIEW_REASONS[reasonCode]?.includes(recommendation) === true;
}

/** What the form and the assignment say; a no and a referral carry no amount. */
function reviewOf(
  { id, applicationId, round, reviewerId }: Assignment,
  form: ReviewForm,
): Omit<ReviewWithNote, 'id' | 'submittedAt' | 'rubricVersion' | 'score'> {
  const { scores, recommendation, amount, reasonCode, note } = form;
  return {
    assignmentId: id,
    applicationId,
    round,
    reviewerId,
    scores,
    recommendation,
    amount: isYes(form) ? amount : null,
    reasonCode,
    note,
  };
}
