import { StateGraph } from '#kernel';

/** Where a request stands. `draft` and `expired` are never shown to staff. */
export type ApplicationState =
  | 'draft'
  | 'submitted'
  | 'screening'
  | 'more_info_requested'
  | 'in_review'
  | 'ready_for_determination'
  | 'approved'
  | 'declined'
  | 'waitlisted'
  | 'ineligible'
  | 'appealed'
  | 'withdrawn'
  | 'expired'
  | 'duplicate_closed';

/** What can happen to a request. */
export type ApplicationFact =
  | 'ApplicationSubmitted'
  | 'DraftExpired'
  | 'ScreeningStarted'
  | 'InformationRequested'
  | 'InformationGiven'
  | 'ScreeningPassed'
  | 'FoundIneligible'
  | 'FoundDuplicate'
  | 'ReviewCompleted'
  | 'ReviewReturned'
  | 'ApplicationApproved'
  | 'ApplicationDeclined'
  | 'ApplicationWaitlisted'
  | 'LeftWaitlist'
  | 'WaitlistExpired'
  | 'AppealMade'
  | 'AppealAssigned'
  | 'ApplicationWithdrawn';

/** States in which the person may still stop her request. */
export const OPEN_STATES = [
  'submitted',
  'screening',
  'more_info_requested',
  'in_review',
  'ready_for_determination',
  'waitlisted',
  'appealed',
] as const satisfies readonly ApplicationState[];

const APPLICANT = ['applicant'] as const;
const SYSTEM = ['system'] as const;
const REVIEWER = ['reviewer'] as const;
const DECIDERS = ['approver', 'finance_director'] as const;

/**
 * The way of a request. Declined and ineligible end it unless she asks us to look again: then other people
 * start over at review. Nothing refuses by itself: every edge to a no has a person in `by`.
 */
export const applicationGraph = new StateGraph<ApplicationState, ApplicationFact>(
  'application',
  'draft',
  [
    { from: 'draft', fact: 'ApplicationSubmitted', to: 'submitted', by: ['applicant', 'advocate'] },
    { from: 'draft', fact: 'DraftExpired', to: 'expired', by: SYSTEM },
    { from: 'submitted', fact: 'ScreeningStarted', to: 'screening', by: SYSTEM },
    { from: 'screening', fact: 'InformationRequested', to: 'more_info_requested', by: REVIEWER },
    { from: 'more_info_requested', fact: 'InformationGiven', to: 'screening', by: APPLICANT },
    { from: 'screening', fact: 'ScreeningPassed', to: 'in_review', by: ['system', 'reviewer'] },
    { from: 'screening', fact: 'FoundIneligible', to: 'ineligible', by: DECIDERS },
    { from: 'screening', fact: 'FoundDuplicate', to: 'duplicate_closed', by: DECIDERS },
    { from: 'in_review', fact: 'ReviewCompleted', to: 'ready_for_determination', by: REVIEWER },
    { from: 'ready_for_determination', fact: 'ReviewReturned', to: 'in_review', by: DECIDERS },
    { from: 'ready_for_determination', fact: 'ApplicationApproved', to: 'approved', by: DECIDERS },
    { from: 'ready_for_determination', fact: 'ApplicationDeclined', to: 'declined', by: DECIDERS },
    {
      from: 'ready_for_determination',
      fact: 'ApplicationWaitlisted',
      to: 'waitlisted',
      by: DECIDERS,
    },
    { from: 'waitlisted', fact: 'LeftWaitlist', to: 'in_review', by: ['system', ...DECIDERS] },
    { from: 'waitlisted', fact: 'WaitlistExpired', to: 'expired', by: SYSTEM },
    { from: 'declined', fact: 'AppealMade', to: 'appealed', by: APPLICANT },
    { from: 'ineligible', fact: 'AppealMade', to: 'appealed', by: APPLICANT },
    { from: 'appealed', fact: 'AppealAssigned', to: 'in_review', by: SYSTEM },
    ...OPEN_STATES.map((from) => ({
      from,
      fact: 'ApplicationWithdrawn' as const,
      to: 'withdrawn' as const,
      by: APPLICANT,
    })),
  ],
  ['approved', 'declined', 'ineligible', 'withdrawn', 'expired', 'duplicate_closed'],
);

/** States that are an answer: when one is reached, `decided_at` is set. */
export const DECIDED_STATES: readonly ApplicationState[] = [
  'approved',
  'declined',
  'ineligible',
  'waitlisted',
];
