import { later, minutes, type Id } from '#kernel';
import { assignmentGraph, type AssignmentFact, type AssignmentState } from './assignment.states.js';

/** How long a case is kept for the reviewer who took it. */
const CLAIM_MINUTES = 30;

/** "Do you know this person or their support worker?" */
export type ConflictAnswer = 'none' | 'yes' | 'unsure';

export interface Assignment {
  readonly id: Id<'assignment'>;
  readonly applicationId: Id<'application'>;
  readonly round: number;
  readonly reviewerId: Id<'person'>;
  readonly state: AssignmentState;
  readonly conflict: ConflictAnswer | null;
  readonly offeredAt: Date;
  readonly expiresAt: Date;
  readonly closedAt: Date | null;
}

/** A case put in front of a reviewer now. */
export function offer(
  id: Id<'assignment'>,
  of: Pick<Assignment, 'applicationId' | 'round' | 'reviewerId'>,
  now: Date,
): Assignment {
  return {
    ...of,
    id,
    state: 'offered',
    conflict: null,
    offeredAt: now,
    expiresAt: later(now, minutes(CLAIM_MINUTES)),
    closedAt: null,
  };
}

/** Whether the reviewer still holds the case. */
export function isLive({ state, expiresAt }: Assignment, now: Date): boolean {
  return (state === 'offered' || state === 'accepted') && expiresAt > now;
}

/** The assignment after `fact`; a state nobody leaves is stamped with the time. */
export function after(assignment: Assignment, fact: AssignmentFact, now: Date): Assignment {
  const state = assignmentGraph.after(assignment.state, fact);
  const isClosed = assignmentGraph.terminal.includes(state);
  return { ...assignment, state, closedAt: isClosed ? now : null };
}

/**
 * The assignment after the conflict question: yes ends it at once, no opens the case, not sure changes nothing
 * but is remembered, because only the reviewer can settle it and stepping back costs nothing.
 */
export function answered(assignment: Assignment, answer: ConflictAnswer, now: Date): Assignment {
  const noted = { ...assignment, conflict: answer };
  if (answer === 'yes') return after(noted, 'ReviewerRecused', now);
  if (answer === 'none' && assignment.state === 'offered') return after(noted, 'CaseAccepted', now);
  return noted;
}
