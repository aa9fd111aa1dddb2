import { StateGraph } from '#kernel';

export type AwardState =
  | 'offered'
  | 'accepted'
  | 'active'
  | 'suspended'
  | 'completed'
  | 'closed'
  | 'lapsed'
  | 'declined_by_recipient'
  | 'cancelled';

export type AwardFact =
  | 'AwardAccepted'
  | 'AwardSetUp'
  | 'AwardSuspended'
  | 'AwardResumed'
  | 'AwardPaidOut'
  | 'PaymentCameBack'
  | 'PaymentMisdirected'
  | 'AwardClosed'
  | 'OfferLapsed'
  | 'OfferDeclined'
  | 'AwardCancelled';

/** Two of finance: one proposes, another one posts. */
const CANCELLERS = ['finance_releaser', 'finance_director'];

/** Whoever knows that payments must stand still for a while; she needs to give no reason. */
const PAUSERS = [
  'applicant',
  'approver',
  'finance_preparer',
  'finance_releaser',
  'finance_director',
];

/** What the fund owes one person, from the offer to the last payment. Closed only with nothing owed. */
export const awardGraph = new StateGraph<AwardState, AwardFact>(
  'award',
  'offered',
  [
    { from: 'offered', fact: 'AwardAccepted', to: 'accepted', by: ['applicant'] },
    { from: 'accepted', fact: 'AwardSetUp', to: 'active', by: ['applicant', 'system'] },
    { from: 'active', fact: 'AwardSuspended', to: 'suspended', by: PAUSERS },
    { from: 'suspended', fact: 'AwardResumed', to: 'active', by: PAUSERS },
    { from: 'active', fact: 'AwardPaidOut', to: 'completed', by: ['system'] },
    // What was sent before everything stood still was the last of it, or the rest was called off.
    { from: 'suspended', fact: 'AwardPaidOut', to: 'completed', by: ['system', ...CANCELLERS] },
    { from: 'completed', fact: 'PaymentCameBack', to: 'active', by: ['provider'] },
    {
      from: 'completed',
      fact: 'PaymentMisdirected',
      to: 'active',
      by: ['finance_releaser', 'finance_director'],
    },
    { from: 'completed', fact: 'AwardClosed', to: 'closed', by: ['system'] },
    { from: 'offered', fact: 'OfferLapsed', to: 'lapsed', by: ['system'] },
    { from: 'offered', fact: 'OfferDeclined', to: 'declined_by_recipient', by: ['applicant'] },
    { from: 'offered', fact: 'AwardCancelled', to: 'cancelled', by: CANCELLERS },
    { from: 'accepted', fact: 'AwardCancelled', to: 'cancelled', by: CANCELLERS },
    { from: 'active', fact: 'AwardCancelled', to: 'cancelled', by: CANCELLERS },
    { from: 'suspended', fact: 'AwardCancelled', to: 'cancelled', by: CANCELLERS },
  ],
  ['closed', 'lapsed', 'declined_by_recipient', 'cancelled'],
);

export type InstalmentState =
  'planned' | 'due' | 'released' | 'paid' | 'held' | 'skipped' | 'cancelled';

export type InstalmentFact =
  | 'InstalmentFellDue'
  | 'InstalmentReleased'
  | 'InstalmentPaid'
  | 'PaymentFailed'
  | 'PaymentCameBack'
  | 'PaymentMisdirected'
  | 'InstalmentHeld'
  | 'InstalmentFreed'
  | 'InstalmentSkipped'
  | 'InstalmentCancelled';

/**
 * One part of an award. A payment that failed or came back makes the instalment due again: the next payout
 * is a new one, while what is owed stays the same.
 */
export const instalmentGraph = new StateGraph<InstalmentState, InstalmentFact>(
  'instalment',
  'planned',
  [
    { from: 'planned', fact: 'InstalmentFellDue', to: 'due', by: ['system'] },
    { from: 'due', fact: 'InstalmentReleased', to: 'released', by: ['finance_releaser'] },
    { from: 'released', fact: 'InstalmentPaid', to: 'paid', by: ['provider'] },
    { from: 'released', fact: 'PaymentFailed', to: 'due', by: ['provider'] },
    { from: 'paid', fact: 'PaymentCameBack', to: 'due', by: ['provider'] },
    {
      from: 'paid',
      fact: 'PaymentMisdirected',
      to: 'due',
      by: ['finance_releaser', 'finance_director'],
    },
    { from: 'due', fact: 'InstalmentHeld', to: 'held', by: [...PAUSERS, 'provider'] },
    { from: 'held', fact: 'InstalmentFreed', to: 'planned', by: PAUSERS },
    { from: 'planned', fact: 'InstalmentSkipped', to: 'skipped', by: PAUSERS },
    { from: 'planned', fact: 'InstalmentCancelled', to: 'cancelled', by: CANCELLERS },
    { from: 'due', fact: 'InstalmentCancelled', to: 'cancelled', by: CANCELLERS },
    { from: 'held', fact: 'InstalmentCancelled', to: 'cancelled', by: CANCELLERS },
  ],
  ['paid', 'skipped', 'cancelled'],
);
