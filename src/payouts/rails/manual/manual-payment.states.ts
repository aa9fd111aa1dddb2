import { StateGraph } from '#kernel';

export type ManualState =
  'open' | 'carried_out' | 'confirmed' | 'came_back' | 'failed' | 'returned' | 'cancelled';

export type ManualFact =
  | 'ManualPaymentCarriedOut'
  | 'ManualProofRefused'
  | 'ManualPaymentConfirmed'
  | 'ManualPaymentNotPossible'
  | 'ManualReturnSaid'
  | 'ManualReturnRefused'
  | 'ManualPaymentCameBack'
  | 'ManualPaymentCalledBack';

/**
 * A payment by hand: one person carries it out, another confirms it after seeing the proof. That it came back goes the
 * same way: one says so with a proof, another confirms it, and until then it counts as paid.
 */
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
      fact: 'ManualReturnSaid',
      to: 'came_back',
      by: ['finance_preparer', 'finance_releaser'],
    },
    {
      from: 'came_back',
      fact: 'ManualReturnRefused',
      to: 'confirmed',
      by: ['finance_preparer', 'finance_releaser'],
    },
    {
      from: 'came_back',
      fact: 'ManualPaymentCameBack',
      to: 'returned',
      by: ['finance_preparer', 'finance_releaser'],
    },
  ],
  ['failed', 'returned', 'cancelled'],
);
