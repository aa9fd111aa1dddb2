import type { Id, Money } from '#kernel';
import type { Rubric, Scores } from './rubric.js';

export const RECOMMENDATIONS = ['approve', 'approve_reduced', 'decline', 'refer'] as const;
/** What a reviewer advises; people of another role decide. */
export type Recommendation = (typeof RECOMMENDATIONS)[number];

/** Why a yes or a referral is advised, in words for staff. A no takes one of DECLINE_REASONS. */
export const REVIEW_REASONS: Readonly<Record<string, readonly Recommendation[]>> = {
  NEED_FITS: ['approve'],
  PART_PAID_ELSEWHERE: ['approve_reduced'],
  PART_OUTSIDE: ['approve_reduced'],
  ABOVE_LIMIT: ['approve_reduced'],
  SAFETY_QUESTION: ['refer'],
  NEEDS_ANOTHER_LOOK: ['refer'],
};

/** What a reviewer hands in. */
export interface ReviewForm {
  readonly scores: Scores;
  readonly recommendation: Recommendation;
  /** Of a yes; null for a no or a referral. */
  readonly amount: Money | null;
  readonly reasonCode: string;
  /** Free words; the person may ask to read them. */
  readonly note: string | null;
}

/** A review as it was handed in. It never changes. */
export interface ReviewView {
  readonly id: Id<'review'>;
  readonly applicationId: Id<'application'>;
  readonly assignmentId: Id<'assignment'>;
  readonly round: number;
  readonly reviewerId: Id<'person'>;
  readonly rubricVersion: number;
  readonly scores: Scores;
  /** 0-400. */
  readonly score: number;
  readonly recommendation: Recommendation;
  readonly amount: Money | null;
  readonly reasonCode: string;
  readonly submittedAt: Date;
}

/** A third opinion settles it; a fourth would only make her wait. */
const MOST_REVIEWS = 3;

/** One review up to the rubric's first step, two above, and in any currency the rubric does not know. */
export function baseReviews(rubric: Rubric, amount: Money): number {
  const isSmall = amount.currency === rubric.currency && amount.minor <= rubric.oneReviewUpToMinor;
  return isSmall ? 1 : 2;
}

/** Whether the reviews of a round are not enough yet: too few, or too far apart for two. */
export function needsAnotherReview(
  rubric: Rubric,
  amount: Money,
  reviews: readonly Pick<ReviewView, 'score' | 'recommendation'>[],
): boolean {
  if (reviews.length < baseReviews(rubric, amount)) return true;
  return reviews.length === MOST_REVIEWS - 1 && disagree(rubric, reviews);
}

function disagree(
  rubric: Rubric,
  reviews: readonly Pick<ReviewView, 'score' | 'recommendation'>[],
): boolean {
  const scores = reviews.map(({ score }) => score);
  const isFarApart = Math.max(...scores) - Math.min(...scores) > rubric.largeDifference;
  const says = (wanted: readonly Recommendation[]): boolean =>
    reviews.some(({ recommendation }) => wanted.includes(recommendation));
  return isFarApart || (says(['approve', 'approve_reduced']) && says(['decline']));
}

/** What the reviews of a round come to: most voices win, a tie refers; the amount is the lowest advised. */
export interface Advice {
  readonly recommendation: Recommendation;
  readonly amount: Money | null;
}

export function adviceOf(
  reviews: readonly Pick<ReviewView, 'recommendation' | 'amount'>[],
): Advice {
  const votes = RECOMMENDATIONS.map((recommendation) => ({
    recommendation,
    count: reviews.filter((review) => review.recommendation === recommendation).length,
  })).sort((one, other) => other.count - one.count);
  const [first, second] = votes;
  const isClear = first !== undefined && first.count > (second?.count ?? 0);
  const amounts = reviews.flatMap(({ amount }) => (amount ? [amount] : []));
  const lowest = amounts.reduce<Money | null>(
    (low, amount) => (low === null || low.isMoreThan(amount) ? amount : low),
    null,
  );
  return { recommendation: isClear ? first.recommendation : splitAdvice(reviews), amount: lowest };
}

/** Two kinds of yes that differ only in the amount are a smaller yes; anything else is for the approver. */
function splitAdvice(reviews: readonly Pick<ReviewView, 'recommendation'>[]): Recommendation {
  const isYes = reviews.every(({ recommendation }) => recommendation.startsWith('approve'));
  return isYes && reviews.length > 0 ? 'approve_reduced' : 'refer';
}
