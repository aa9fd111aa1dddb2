import { DomainError, type Currency } from '#kernel';

/** What a score looks at, with words for each of its five steps. */
export interface Criterion {
  readonly code: string;
  readonly title: string;
  readonly weight: number;
  /** What 0, 1, 2, 3 and 4 mean. */
  readonly anchors: readonly string[];
}

/** A version of the rubric. It never changes, because reviews cite it. */
export interface Rubric {
  readonly version: number;
  readonly criteria: readonly Criterion[];
  readonly currency: Currency;
  /** Up to this many minor units one review is enough. */
  readonly oneReviewUpToMinor: bigint;
  /** Two scores further apart than this (0-400) bring a third reviewer. */
  readonly largeDifference: number;
}

/** Points per criterion, 0-4; null says that it does not apply. */
export type Scores = Readonly<Record<string, number | null>>;

const HIGHEST_POINTS = 4;

/**
 * Integer-weighted mean of the criteria that apply, times 100, half up: 0-400. Whole numbers throughout, so that
 * every machine gets the same score. Throws `SCORES_INCOMPLETE` or `SCORES_EMPTY` (invalid).
 */
export function scoreOf(rubric: Rubric, scores: Scores): number {
  let points = 0;
  let weights = 0;
  for (const { code, weight, title } of rubric.criteria) {
    const score = scores[code];
    if (score === null) continue;
    if (!isPoints(score)) {
      throw new DomainError('invalid', 'SCORES_INCOMPLETE', `Score "${title}" from 0 to 4.`);
    }
    points += score * weight;
    weights += weight;
  }
  if (weights === 0) {
    throw new DomainError('invalid', 'SCORES_EMPTY', 'Score at least one line.');
  }
  const doubled = points * 200 + weights;
  return (doubled - (doubled % (2 * weights))) / (2 * weights);
}

function isPoints(score: unknown): score is number {
  return Number.isInteger(score) && Number(score) >= 0 && Number(score) <= HIGHEST_POINTS;
}
