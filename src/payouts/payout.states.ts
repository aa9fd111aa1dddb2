import { StateGraph } from '#kernel';

export type PayoutState =
  | 'awaiting_approval'
  | 'approved'
  | 'released'
  | 'sending'
  | 'outcome_unknown'
  | 'in_transit'
  | 'paid'
  | 'settled'
  | 'returned'
  | 'failed'
  | 'cancelled'
  | 'expired'
  | 'undeliverable'
  | 'misdirected';

export type PayoutFact =
  | 'PayoutApproved'
  | 'PayoutReleased'
  | 'PayoutClaimed'
  | 'PayoutPostponed'
  | 'PayoutAccepted'
  | 'PayoutRefused'
  | 'PayoutOutcomeLost'
  | 'PayoutTriedAgain'
  | 'PayoutFoundAtProvider'
  | 'PayoutProvedAbsent'
  | 'PayoutPaid'
  | 'PayoutFailed'
  | 'PayoutExpired'
  | 'PayoutUndeliverable'
  | 'PayoutSettled'
  | 'PayoutReturned'
  | 'PayoutMisdirected'
  | 'PayoutCancelled';

/** She, or whoever lets her payments stand still. */
const RECALLERS = [
  'applicant',
  'approver',
  'finance_preparer',
  'finance_releaser',
  'finance_director',
];

/**
 * The life of one obligation to pay. Two things look odd and are the point: a lost outcome is a state of
 * its own, because a time-out is not a failure; and `paid` and even `settled` may become `returned`,
 * because banks send money back for weeks (`settled` is ours, after the rail's return window).
 */
export const payoutGraph = new StateGraph<PayoutState, PayoutFact>(
  'payout',
  'awaiting_approval',
  [
    { from: 'awaiting_approval', fact: 'PayoutApproved', to: 'approved', by: ['approver'] },
    { from: 'approved', fact: 'PayoutReleased', to: 'released', by: ['finance_releaser'] },
    { from: 'released', fact: 'PayoutClaimed', to: 'sending', by: ['system'] },
    // The provider said clearly that it did nothing (busy, or no money there): same key, later.
    { from: 'sending', fact: 'PayoutPostponed', to: 'released', by: ['provider'] },
    { from: 'sending', fact: 'PayoutAccepted', to: 'in_transit', by: ['provider'] },
    { from: 'sending', fact: 'PayoutRefused', to: 'failed', by: ['provider'] },
    { from: 'sending', fact: 'PayoutOutcomeLost', to: 'outcome_unknown', by: ['system'] },
    { from: 'sending', fact: 'PayoutFoundAtProvider', to: 'in_transit', by: ['system'] },
    { from: 'outcome_unknown', fact: 'PayoutFoundAtProvider', to: 'in_transit', by: ['system'] },
    // Looked up, not there, and the same key still protects: ask once more with it.
    { from: 'outcome_unknown', fact: 'PayoutTriedAgain', to: 'sending', by: ['system'] },
    // Taken up and never sent: nobody can have heard of it.
    { from: 'sending', fact: 'PayoutProvedAbsent', to: 'released', by: ['system'] },
    // Looked up, not there and quiet, and the key no longer protects or her way is gone: a new attempt, or none.
    { from: 'outcome_unknown', fact: 'PayoutProvedAbsent', to: 'released', by: ['system'] },
    { from: 'in_transit', fact: 'PayoutPaid', to: 'paid', by: ['provider'] },
    { from: 'in_transit', fact: 'PayoutFailed', to: 'failed', by: ['provider'] },
    { from: 'in_transit', fact: 'PayoutExpired', to: 'expired', by: ['provider'] },
    { from: 'in_transit', fact: 'PayoutUndeliverable', to: 'undeliverable', by: ['provider'] },
    { from: 'paid', fact: 'PayoutSettled', to: 'settled', by: ['system'] },
    { from: 'paid', fact: 'PayoutReturned', to: 'returned', by: ['provider'] },
    { from: 'settled', fact: 'PayoutReturned', to: 'returned', by: ['provider'] },
    // The bank paid somebody else: she is still owed, and the money must come back from whoever has it.
    {
      from: 'paid',
      fact: 'PayoutMisdirected',
      to: 'misdirected',
      by: ['finance_releaser', 'finance_director'],
    },
    {
      from: 'settled',
      fact: 'PayoutMisdirected',
      to: 'misdirected',
      by: ['finance_releaser', 'finance_director'],
    },
    {
      from: 'awaiting_approval',
      fact: 'PayoutCancelled',
      to: 'cancelled',
      by: RECALLERS,
    },
    {
      from: 'approved',
      fact: 'PayoutCancelled',
      to: 'cancelled',
      by: RECALLERS,
    },
    // Only while no attempt was ever sent, or each was proved absent: she changed where the money goes, or payments stand
    // still.
    { from: 'released', fact: 'PayoutCancelled', to: 'cancelled', by: [...RECALLERS, 'system'] },
  ],
  ['settled', 'returned', 'failed', 'cancelled', 'expired', 'undeliverable', 'misdirected'],
);

/** Over without money in her hand: what is still owed needs a new payout. */
export const UNPAID_ENDS: readonly PayoutState[] = [
  'returned',
  'failed',
  'cancelled',
  'expired',
  'undeliverable',
  'misdirected',
];
