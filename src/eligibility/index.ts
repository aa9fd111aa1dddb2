/**
 * Eligibility: screening, the reviewers' queue, reviews by a rubric, and holds.
 *
 * In:  ApplicationSubmitted, ApplicationAppealed, InstrumentShared, InstrumentListed, MethodDisputed; reviewers, one case at a time.
 * Out: ReviewCompleted; reviews and open holds for the people who decide.
 * Always: the machine refuses nobody; a conflict is declared before a case opens; a reviewer sees no name, no
 *         address and no other review; a review never changes; who opened a hold does not clear it.
 */
export type { ConflictAnswer } from './assignment.js';
export { assignmentGraph } from './assignment.states.js';
export { Assignments } from './assignments.service.js';
export { QUEUE_VIEWS, type QueueView } from './assignments.store.js';
export type { CaseView } from './case-reader.service.js';
export { eligibilityInvariants } from './eligibility.invariants.js';
export { EligibilityModule } from './eligibility.module.js';
export { HOLD_REASONS, mayClear, type Hold } from './hold.js';
export { Holds } from './holds.service.js';
export {
  adviceOf,
  RECOMMENDATIONS,
  type Advice,
  type Recommendation,
  type ReviewForm,
  type ReviewView,
} from './review.js';
export { Reviews } from './reviews.service.js';
export type { Rubric } from './rubric.js';
export type { ReviewWithNote } from './sealed-reviews.service.js';
