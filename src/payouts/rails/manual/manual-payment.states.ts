import { StateGraph } from '#kernel';

export type ManualState =
  'open' | 'carried_out' | 'confirmed' | 'failed' | 'returned' | 'cancelled';

export type ManualFact =
  | 'ManualPaymentCarriedOut'
  | 'ManualProofRefused'
  | 'ManualPaymentConfirmed'
  | 'ManualPaymentNotPossible'
  | 'ManualPaymentCameBack'
  | 'ManualPaymentCalledBack';

/** A payment by hand: one person carries it out, another confirms it after seeing the proof. */
export const manualPaymentGraph = new StateGraph<ManualState, ManualFact>(
  'manual payment',
  'open',
  [
    {
      from: 'open',
      fact: 'ManualPaymentCarriedOut',
      to: 'carried_out',
      by: ['finance_preparer', 'finance_releaser'],
    },
    {
      from: 'open',
      fact: 'ManualPaymentNotPossible',
      to: 'failed',
      by: ['finance_preparer', 'finance_releaser'],
    },
    { from: 'open', fact: 'ManualPaymentCalledBack', to: 'cancelled', by: ['system'] },
    {
      from: 'carried_out',
      fact: 'ManualProofRefused',
      to: 'open',
      by: ['finance_preparer', 'finance_releaser'],
    },
    {
      from: 'carried_out',
      fact: 'ManualPaymentConfirmed',
      to: 'confirmed',
      by: ['finance_preparer', 'finance_releaser'],
    },
    {
      from: 'confirmed',
      fact: 'ManualPaymentCameBack',
      to: 'returned',
      by: ['finance_preparer', 'finance_releaser'],
    },
  ],
  ['failed', 'returned', 'cancelled'],
);
