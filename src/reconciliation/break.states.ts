import { StateGraph } from '#kernel';

export type BreakState = 'open' | 'assigned' | 'resolved' | 'written_off';

export type BreakFact =
  'BreakAssigned' | 'WriteOffProposed' | 'BreakResolved' | 'BreakMatched' | 'BreakWrittenOff';

const FINANCE = ['finance_preparer', 'finance_releaser'] as const;

/**
 * The life of a break. It ends by itself only when a later match proves that there was nothing;
 * otherwise a person gives a reason, or two people write it off.
 */
export const breakGraph = new StateGraph<BreakState, BreakFact>(
  'reconciliation break',
  'open',
  [
    { from: 'open', fact: 'BreakAssigned', to: 'assigned', by: FINANCE },
    { from: 'open', fact: 'BreakResolved', to: 'resolved', by: FINANCE },
    { from: 'open', fact: 'BreakMatched', to: 'resolved', by: ['system'] },
    { from: 'assigned', fact: 'BreakAssigned', to: 'assigned', by: FINANCE },
    { from: 'assigned', fact: 'WriteOffProposed', to: 'assigned', by: FINANCE },
    { from: 'assigned', fact: 'BreakResolved', to: 'resolved', by: FINANCE },
    { from: 'assigned', fact: 'BreakMatched', to: 'resolved', by: ['system'] },
    { from: 'assigned', fact: 'BreakWrittenOff', to: 'written_off', by: FINANCE },
  ],
  ['resolved', 'written_off'],
);
