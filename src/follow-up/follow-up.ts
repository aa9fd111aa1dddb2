import { days, later, utcDate, type Id } from '#kernel';
import { followUpGraph, type FollowUpFact, type FollowUpState } from './follow-up.states.js';

/** What she may say: the words of the form and of the database. */
export const ANSWERS = ['received', 'not_received', 'received_with_issues'] as const;
export type Answer = (typeof ANSWERS)[number];

/** One question about one payout. Words she added are sealed and stay in the store. */
export interface FollowUp {
  readonly id: Id<'followUp'>;
  readonly applicantId: Id<'applicant'>;
  readonly awardId: Id<'award'>;
  readonly payoutId: Id<'payout'>;
  readonly state: FollowUpState;
  /** UTC date of the next thing to do: ask, remind, give up asking. */
  readonly dueOn: string;
  /** How often she was reminded, at most twice. */
  readonly reminders: number;
  readonly answer: Answer | null;
  readonly createdAt: Date;
  readonly answeredAt: Date | null;
}

/** Money is asked about two days after it was sent: banks need one. */
export const ASK_AFTER_DAYS = 2;
const MOST_REMINDERS = 2;
const DAYS_BETWEEN = 7;
const EXPIRES_AFTER_DAYS = 30;

/** Whether she may answer now. */
export const isAnswerable = (followUp: FollowUp): boolean =>
  followUpGraph.allows(followUp.state, 'FollowUpAnswered');

/** What the sweep does about a follow-up that is due, and whether a message goes out with it. */
export interface Step {
  readonly fact: FollowUpFact;
  readonly writes: boolean;
}

/**
 * Decides for one that is due. `isSafe` is whether she may be written to at all. The order matters: the end
 * comes before a reminder, so that an old question never rings.
 */
export function nextStep(followUp: FollowUp, now: Date, isSafe: boolean): Step | null {
  const { state, reminders } = followUp;
  const isOver = utcDate(now) >= endOf(followUp);
  if (isOver && followUpGraph.allows(state, 'FollowUpExpired')) {
    return { fact: 'FollowUpExpired', writes: false };
  }
  if (state === 'scheduled' || (state === 'sent' && reminders < MOST_REMINDERS)) {
    if (!isSafe) return { fact: 'FollowUpSuppressed', writes: false };
    return { fact: state === 'scheduled' ? 'FollowUpSent' : 'FollowUpReminded', writes: true };
  }
  return state === 'sent' ? { fact: 'FollowUpUnanswered', writes: false } : null;
}

/** The follow-up after its step. What waits for nothing but its end is due on that day. */
export function afterStep(followUp: FollowUp, { fact, writes }: Step, now: Date): FollowUp {
  const end = endOf(followUp);
  return {
    ...followUp,
    state: followUpGraph.after(followUp.state, fact),
    reminders: followUp.reminders + (fact === 'FollowUpReminded' ? 1 : 0),
    dueOn: writes ? earlier(utcDate(later(now, days(DAYS_BETWEEN))), end) : end,
  };
}

/** The UTC date on which the question goes away. */
const endOf = ({ createdAt }: FollowUp): string =>
  utcDate(later(createdAt, days(EXPIRES_AFTER_DAYS)));

const earlier = (one: string, other: string): string => (one < other ? one : other);
