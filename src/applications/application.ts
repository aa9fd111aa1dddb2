import type { Id, Money } from '#kernel';
import type { ApplicationState } from './application.states.js';

export const URGENCIES = ['today', 'week', 'month'] as const;
/** When the money is needed, in the person's own words. */
export type Urgency = (typeof URGENCIES)[number];

export const FILLERS = ['self', 'with_advocate', 'advocate'] as const;
/** Who fills the form in. */
export type FilledBy = (typeof FILLERS)[number];

/** A sent request without anything she told us: what staff may sort and count by. */
export interface ApplicationView {
  readonly id: Id<'application'>;
  readonly applicantId: Id<'applicant'>;
  readonly programmeId: Id<'programme'>;
  /** `R-7F3K2M`, for staff to say aloud. */
  readonly reference: string;
  readonly state: ApplicationState;
  readonly asked: Money;
  readonly urgency: Urgency | null;
  readonly filledBy: FilledBy;
  /** 0 for the first look, 1 after she asked us to look again. */
  readonly round: 0 | 1;
  readonly submittedAt: Date;
  /** Promised calendar date, `YYYY-MM-DD` in the programme's time zone. */
  readonly answerDueOn: string;
  readonly decidedAt: Date | null;
  readonly language: string;
  readonly preferredRail: string | null;
  readonly version: number;
}

/** Which requests a queue shows, and in what order. */
export interface ApplicationFilter {
  readonly states: readonly ApplicationState[];
  readonly round?: 0 | 1;
  /** `urgency`: needed today first, then the oldest. `oldest` is the default. */
  readonly sort?: 'urgency' | 'oldest' | 'newest';
  readonly limit?: number;
}

/** The few words for where a request stands that the person reads; many inner states share one. */
export type PublicLabel = 'sent' | 'reading' | 'question' | 'waiting' | 'answer' | 'closed';

const PUBLIC_LABELS: Readonly<Record<ApplicationState, PublicLabel>> = {
  draft: 'sent',
  submitted: 'sent',
  screening: 'reading',
  more_info_requested: 'question',
  in_review: 'reading',
  ready_for_determination: 'reading',
  appealed: 'reading',
  waitlisted: 'waiting',
  approved: 'answer',
  declined: 'answer',
  ineligible: 'answer',
  withdrawn: 'closed',
  expired: 'closed',
  duplicate_closed: 'closed',
};

/** What the person is told about a state. */
export function publicLabel(state: ApplicationState): PublicLabel {
  return PUBLIC_LABELS[state];
}
