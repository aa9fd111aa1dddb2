import { StateGraph } from '#kernel';

export type FollowUpState =
  | 'scheduled'
  | 'suppressed_unsafe'
  | 'sent'
  | 'responded'
  | 'no_response'
  | 'opted_out'
  | 'expired';

export type FollowUpFact =
  | 'FollowUpSent'
  | 'FollowUpSuppressed'
  | 'FollowUpReminded'
  | 'FollowUpAnswered'
  | 'FollowUpUnanswered'
  | 'FollowUpDeclined'
  | 'FollowUpExpired';

/**
 * One question to somebody whose money was sent. Not writing to her because it is not safe does not take the
 * question away: it waits on her status page until it expires. No answer is an answer too.
 */
export const followUpGraph = new StateGraph<FollowUpState, FollowUpFact>(
  'follow-up',
  'scheduled',
  [
    { from: 'scheduled', fact: 'FollowUpSent', to: 'sent', by: ['system'] },
    { from: 'scheduled', fact: 'FollowUpSuppressed', to: 'suppressed_unsafe', by: ['system'] },
    { from: 'scheduled', fact: 'FollowUpExpired', to: 'expired', by: ['system'] },
    {
      from: 'suppressed_unsafe',
      fact: 'FollowUpAnswered',
      to: 'responded',
      by: ['applicant'],
    },
    { from: 'suppressed_unsafe', fact: 'FollowUpDeclined', to: 'opted_out', by: ['applicant'] },
    { from: 'suppressed_unsafe', fact: 'FollowUpExpired', to: 'expired', by: ['system'] },
    { from: 'sent', fact: 'FollowUpReminded', to: 'sent', by: ['system'] },
    { from: 'sent', fact: 'FollowUpSuppressed', to: 'suppressed_unsafe', by: ['system'] },
    { from: 'sent', fact: 'FollowUpAnswered', to: 'responded', by: ['applicant'] },
    { from: 'sent', fact: 'FollowUpUnanswered', to: 'no_response', by: ['system'] },
    { from: 'sent', fact: 'FollowUpDeclined', to: 'opted_out', by: ['applicant'] },
    { from: 'sent', fact: 'FollowUpExpired', to: 'expired', by: ['system'] },
    { from: 'no_response', fact: 'FollowUpAnswered', to: 'responded', by: ['applicant'] },
    { from: 'no_response', fact: 'FollowUpDeclined', to: 'opted_out', by: ['applicant'] },
    { from: 'no_response', fact: 'FollowUpExpired', to: 'expired', by: ['system'] },
  ],
  ['responded', 'opted_out', 'expired'],
);
