import { days, later, type Id, type Money } from '#kernel';
import type { DeterminationState } from './determination.states.js';
import type { Requirement } from './policy.js';

export type Outcome = 'approved' | 'declined' | 'waitlisted';

/** One person's yes to one digest, good for a few days. */
export interface Approval {
  readonly personId: Id<'person'>;
  readonly asDirector: boolean;
  readonly givenAt: Date;
  readonly expiresAt: Date;
}

/** An answer that is being decided, or was. */
export interface Determination {
  readonly id: Id<'determination'>;
  readonly applicationId: Id<'application'>;
  readonly round: number;
  readonly state: DeterminationState;
  readonly outcome: Outcome;
  /** Null when no money moves. */
  readonly amount: Money | null;
  readonly fund: string;
  readonly instalments: number;
  readonly reasonCode: string;
  readonly policyId: Id<'policy'>;
  readonly approvalsNeeded: number;
  readonly directorNeeded: boolean;
  /** Lower-case hex of SHA-256. */
  readonly digest: string;
  readonly openedBy: Id<'person'>;
  readonly openedAt: Date;
  readonly decidedAt: Date | null;
  readonly approvals: readonly Approval[];
}

/** What somebody wants to decide, with what policy asks for it. */
export interface Proposal {
  readonly outcome: Outcome;
  readonly amount: Money | null;
  readonly reasonCode: string;
  readonly digest: string;
  readonly requirement: Requirement;
}

/** Approvals that still count. */
export function validApprovals(determination: Determination, now: Date): Approval[] {
  return determination.approvals.filter(({ expiresAt }) => expiresAt > now);
}

/** Whether enough people have said yes, the finance director among them where policy asks. */
export function isComplete(determination: Determination, now: Date): boolean {
  const valid = validApprovals(determination, now);
  return (
    valid.length >= determination.approvalsNeeded &&
    (!determination.directorNeeded || valid.some(({ asDirector }) => asDirector))
  );
}

/** Whether a further yes may join the live determination: same facts, same requirement, no yes gone stale. */
export function canJoin(live: Determination, proposal: Proposal, now: Date): boolean {
  return (
    live.state === 'proposed' &&
    live.digest === proposal.digest &&
    live.approvalsNeeded === proposal.requirement.approvals &&
    live.directorNeeded === proposal.requirement.director &&
    validApprovals(live, now).length === live.approvals.length
  );
}

/** Whether this yes would leave no place for the finance director, whose yes policy asks for. */
export function crowdsOutDirector(live: Determination, asDirector: boolean, now: Date): boolean {
  const valid = validApprovals(live, now);
  return (
    live.directorNeeded &&
    !asDirector &&
    !valid.some((approval) => approval.asDirector) &&
    valid.length + 1 >= live.approvalsNeeded
  );
}

/** A yes given now. */
export function approvalBy(
  personId: Id<'person'>,
  asDirector: boolean,
  now: Date,
  validDays: number,
): Approval {
  return { personId, asDirector, givenAt: now, expiresAt: later(now, days(validDays)) };
}

/** Why an approved amount is what it is, in words for staff. */
export const AMOUNT_REASONS = {
  AS_RECOMMENDED: 'As the review recommends',
  NEED_IS_SMALLER: 'Part of it is paid from somewhere else',
  NEED_IS_LARGER: 'The need is larger than the review says',
  FUND_IS_SHARED: 'The fund must reach more people',
  PROGRAMME_LIMIT: 'The programme gives no more',
} as const;

export type AmountReason = keyof typeof AMOUNT_REASONS;

export function isAmountReason(code: unknown): code is AmountReason {
  return typeof code === 'string' && Object.hasOwn(AMOUNT_REASONS, code);
}

/** Why a request waits: codes of DECLINE_REASONS, because the person reads the sentence. */
export const WAITLIST_REASONS = ['FUND_EMPTY'] as const;

export function isWaitlistReason(code: unknown): code is (typeof WAITLIST_REASONS)[number] {
  return WAITLIST_REASONS.some((reason) => reason === code);
}
