import type { Id } from '#kernel';
import type { Answer } from './follow-up.js';
import type { GrievanceState } from './grievance.states.js';

export type GrievanceCategory =
  | 'payment_not_received'
  | 'amount_wrong'
  | 'appeal_decision'
  | 'data_correction'
  | 'card_problem'
  | 'staff_conduct'
  | 'safety_incident'
  | 'feedback';

/** How a payment trace ended. */
export const TRACE_OUTCOMES = ['arrived_later', 'sent_back', 'paid_again', 'other'] as const;
export type TraceOutcome = (typeof TRACE_OUTCOMES)[number];

/** Something to look into. Staff see which payout it is about, never who or in which words. */
export interface Grievance {
  readonly id: Id<'grievance'>;
  readonly applicantId: Id<'applicant'>;
  readonly payoutId: Id<'payout'> | null;
  readonly category: GrievanceCategory;
  readonly state: GrievanceState;
  readonly ownerId: string | null;
  readonly outcome: TraceOutcome | null;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/** What an answer opens: a payment trace for money that did not come, feedback for a difficulty, nothing for a yes. */
export function categoryFor(answer: Answer): GrievanceCategory | null {
  if (answer === 'not_received') return 'payment_not_received';
  return answer === 'received_with_issues' ? 'feedback' : null;
}
