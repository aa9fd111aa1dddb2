import type { Id, Money } from '#kernel';
import { isDeclineReason, type ApplicationView, type Programme } from '#applications';
import { adviceOf, type Hold, type ReviewView } from '#eligibility';
import {
  amountAboveLimit,
  amountMissing,
  decidedEarlier,
  decisionMoved,
  holdOpen,
  notReady,
  reasonUnfit,
  reviewerCannotDecide,
  reviewsMissing,
} from './approvals.errors.js';
import {
  isAmountReason,
  isWaitlistReason,
  type Determination,
  type Outcome,
  type Proposal,
} from './determination.js';
import { digestOf } from './digest.js';
import { ANSWER_WITHOUT_MONEY, requirementFor, type Policy } from './policy.js';

/** Everything a decision stands on, read under one lock. */
export interface Standing {
  readonly application: ApplicationView;
  readonly programme: Programme;
  readonly reviews: readonly ReviewView[];
  readonly holds: readonly Hold[];
  readonly policy: Policy;
  /** Minor units promised to this person before. */
  readonly promised: bigint;
  readonly live: Determination | null;
  /** Who decided in an earlier round: a second look is taken by other people. */
  readonly earlierDeciders: readonly Id<'person'>[];
}

/** What an approver asks for. */
export interface Wanted {
  readonly outcome: Outcome;
  /** Of an approval. */
  readonly amount?: Money | undefined;
  readonly reasonCode: string;
  /** A line of our own to the person, below the sentence of the reason. */
  readonly words?: string | undefined;
  /** Digest of the live determination on the page the approver saw, null for none; left out, it is not compared. */
  readonly seen?: string | null | undefined;
}

/** Throws the reason why this person cannot decide about this request now. */
export function refuseIfBarred(standing: Standing, personId: Id<'person'>): void {
  const { application, reviews, earlierDeciders } = standing;
  if (application.state !== 'ready_for_determination') throw notReady();
  if (reviews.some(({ reviewerId }) => reviewerId === personId)) throw reviewerCannotDecide();
  if (earlierDeciders.includes(personId)) throw decidedEarlier();
}

/** Throws when somebody decided between the page and the button. */
export function refuseIfMoved({ live }: Standing, seen: string | null | undefined): void {
  if (seen !== undefined && (live?.digest ?? null) !== seen) throw decisionMoved();
}

/**
 * What would be decided, with its digest and what policy asks for it. Throws `AMOUNT_MISSING`,
 * `AMOUNT_ABOVE_LIMIT` or `REASON_UNFIT` (invalid) and `HOLD_OPEN` (conflict).
 */
export function proposalFor(standing: Standing, wanted: Wanted): Proposal {
  const { application, programme, policy, promised } = standing;
  const amount = wanted.outcome === 'approved' ? approvedAmount(standing, wanted) : null;
  if (amount === null) checkReason(wanted);
  return {
    outcome: wanted.outcome,
    amount,
    reasonCode: wanted.reasonCode,
    requirement: amount ? requirementFor(policy, amount, promised) : ANSWER_WITHOUT_MONEY,
    digest: digestOf({
      application: application.id,
      participant: application.applicantId,
      round: application.round,
      outcome: wanted.outcome,
      reason: wanted.reasonCode,
      amountMinor: amount === null ? null : String(amount.minor),
      currency: programme.currency,
      fund: programme.fund,
      instalments: programme.instalments,
      policy: policy.number,
    }),
  };
}

/** Throws `REVIEWS_MISSING` (conflict) when the amount stands on fewer reviews than it needs. */
export function refuseIfThin({ reviews }: Standing, needed: number): void {
  if (reviews.length < needed) throw reviewsMissing(needed, reviews.length);
}

function approvedAmount(standing: Standing, { amount, reasonCode }: Wanted): Money {
  const { programme, holds, reviews } = standing;
  if (amount === undefined || amount.minor <= 0n) throw amountMissing();
  if (amount.isMoreThan(programme.most)) throw amountAboveLimit(programme.most);
  if (holds.length > 0) throw holdOpen(holds.map(({ kind }) => kind));
  const advised = adviceOf(reviews).amount;
  const isAdvised = advised?.equals(amount) === true;
  const fits = isAmountReason(reasonCode) && (reasonCode === 'AS_RECOMMENDED') === isAdvised;
  if (!fits) throw reasonUnfit();
  return amount;
}

function checkReason({ outcome, reasonCode }: Wanted): void {
  const fits = outcome === 'declined' ? isDeclineReason(reasonCode) : isWaitlistReason(reasonCode);
  if (!fits) throw reasonUnfit();
}
