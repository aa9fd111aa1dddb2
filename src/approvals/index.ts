/**
 * Approvals: who decides, on what exactly, and what the fund then owes.
 *
 * In:  requests that reviewers passed on; approvers and the finance director; the person's acceptance.
 * Out: AwardOffered, AwardAccepted, AwardSuspended, AwardResumed, InstalmentSkipped; awards and instalments for payouts; award.* entries in the books.
 * Always: who reviewed a case does not decide it; an approval binds a digest and any change voids it; policy
 *         says how many people an amount needs; no award without budget; instalments sum to their award.
 */
export { GRANT_COMMITTEE, GRANT_REGISTER } from './grants.datasets.js';
export { ApprovalsModule } from './approvals.module.js';
export { approvalsInvariants } from './approvals.invariants.js';
export type { AwardView, InstalmentView } from './award.js';
export { awardGraph, instalmentGraph, type InstalmentFact } from './award.states.js';
export { PAUSE_REASONS, type AwardPause, type PauseReason, type PauseSide } from './award-pause.js';
export {
  CATCHINGS,
  caughtUp,
  inPlaceOf,
  mayLeaveOut,
  missed,
  nextPlanned,
  type Catching,
} from './award-schedule.js';
export { Awards } from './awards.service.js';
export { Cancellations } from './cancellations.service.js';
export {
  DecisionCases,
  type DecisionCase,
  type Preview,
  type ReadyCase,
} from './decision-cases.service.js';
export {
  AMOUNT_REASONS,
  isAmountReason,
  validApprovals,
  WAITLIST_REASONS,
  type Determination,
} from './determination.js';
export { determinationGraph } from './determination.states.js';
export { Determinations } from './determinations.service.js';
export { Policies } from './policies.service.js';
export { requirementFor, type Policy } from './policy.js';
export { Schedules, type AwardSchedule } from './schedules.service.js';
export type { Wanted } from './standing.js';
