import { Injectable } from '@nestjs/common';
import { Clock, newId, type Id } from '#kernel';
import type { ApplicationView } from '#applications';
import { AuditTrail } from '#audit';
import { Vault, type SealedPlace } from '#privacy';
import type { ReviewView } from './review.js';
import { ReviewsStore, type StoredReview } from './reviews.store.js';
import type { Rubric } from './rubric.js';

/** A review with its note opened, for the people who decide. */
export interface ReviewWithNote extends ReviewView {
  readonly note: string | null;
}

/** Reviews and questions between approvers and reviewers: numbers in the open, words sealed. */
@Injectable()
export class SealedReviews {
  constructor(
    private readonly store: ReviewsStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** The rubric in force. Throws `RUBRIC_MISSING` (unavailable). */
  async rubric(): Promise<Rubric> {
    return this.store.rubricInForce(this.clock.now());
  }

  /** Keeps a review as it was handed in. */
  async add(
    { applicantId }: ApplicationView,
    { note, ...given }: Omit<ReviewWithNote, 'id' | 'submittedAt'>,
  ): Promise<ReviewView> {
    const review = { ...given, id: newId('review'), submittedAt: this.clock.now() };
    const noteSealed = note ? await this.vault.seal(notePlace(applicantId, review.id), note) : null;
    await this.store.insert({ ...review, noteSealed });
    return review;
  }

  /** The reviews of the present round, without notes. */
  async ofRound({ id, asked }: ApplicationView, round: number): Promise<ReviewView[]> {
    return (await this.store.ofRound(id, round, asked.currency)).map(withoutNote);
  }

  /** The reviews of many requests, each in its present round. */
  async ofMany(
    applications: readonly ApplicationView[],
  ): Promise<ReadonlyMap<Id<'application'>, readonly ReviewView[]>> {
    const reviews = await this.store.ofMany(
      new Map(applications.map(({ id, asked }) => [id, asked.currency])),
    );
    const mine = ({ id, round }: ApplicationView): ReviewView[] =>
      reviews
        .filter((review) => review.applicationId === id && review.round === round)
        .map(withoutNote);
    return new Map(applications.map((application) => [application.id, mine(application)]));
  }

  /** The reviews of a round with their notes, in the running unit of work; the reading is logged. */
  async open(
    application: ApplicationView,
    round: number,
    { actor, purpose }: { readonly actor: string; readonly purpose: string },
  ): Promise<ReviewWithNote[]> {
    const { id, applicantId, asked } = application;
    const reviews = await this.store.ofRound(id, round, asked.currency);
    await this.audit.record({ kind: 'access', act: 'ReviewsRead', actor, subject: id, purpose });
    const opened: ReviewWithNote[] = [];
    for (const review of reviews) {
      const { noteSealed } = review;
      const place = notePlace(applicantId, review.id);
      const note = noteSealed && (await this.vault.open<string>(place, noteSealed));
      opened.push({ ...withoutNote(review), note });
    }
    return opened;
  }

  /** Keeps an approver's question to the reviewers. */
  async ask(
    { id, applicantId, round }: ApplicationView,
    by: Id<'person'>,
    note: string,
  ): Promise<void> {
    const number = (await this.store.returns(id)).length + 1;
    await this.store.insertReturn({
      applicationId: id,
      number,
      round,
      returnedBy: by,
      noteSealed: await this.vault.seal(returnPlace(applicantId, id, number), note),
      returnedAt: this.clock.now(),
    });
  }

  /** The questions of the present round, oldest first. */
  async questions({ id, applicantId, round }: ApplicationView): Promise<string[]> {
    const returns = (await this.store.returns(id)).filter((back) => back.round === round);
    const questions: string[] = [];
    for (const { number, noteSealed } of returns) {
      questions.push(
        await this.vault.open<string>(returnPlace(applicantId, id, number), noteSealed),
      );
    }
    return questions;
  }
}

const notePlace = (applicantId: Id<'applicant'>, review: Id<'review'>): SealedPlace => ({
  subject: applicantId,
  table: 'review',
  row: review,
  field: 'note',
});

const returnPlace = (
  applicantId: Id<'applicant'>,
  applicationId: Id<'application'>,
  number: number,
): SealedPlace => ({
  subject: applicantId,
  table: 'review_return',
  row: `${applicationId}:${String(number)}`,
  field: 'note',
});

/** The sealed note stays in the store; everything else is numbers and codes. */
function withoutNote(stored: StoredReview): ReviewView {
  const { id, applicationId, assignmentId, round, reviewerId, rubricVersion } = stored;
  const { scores, score, recommendation, amount, reasonCode, submittedAt } = stored;
  const from = { id, applicationId, assignmentId, round, reviewerId, rubricVersion };
  return { ...from, scores, score, recommendation, amount, reasonCode, submittedAt };
}
