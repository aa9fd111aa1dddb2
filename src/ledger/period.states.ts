import { StateGraph } from '#kernel';

export type PeriodState = 'open' | 'soft_closed' | 'closed';
export type PeriodFact = 'PeriodSoftClosed' | 'PeriodClosed';

/** An accounting month. Nothing leads back: what comes to light later is posted into the open period. */
export const periodGraph = new StateGraph<PeriodState, PeriodFact>(
  'period',
  'open',
  [
    { from: 'open', fact: 'PeriodSoftClosed', to: 'soft_closed', by: ['finance_preparer'] },
    { from: 'soft_closed', fact: 'PeriodClosed', to: 'closed', by: ['finance_director'] },
  ],
  ['closed'],
);
