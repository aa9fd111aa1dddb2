import { StateGraph } from '#kernel';

export type DeterminationState = 'proposed' | 'decided' | 'voided';
export type DeterminationFact = 'DeterminationDecided' | 'DeterminationVoided' | 'LeftWaitlist';

/** One answer being decided. It is voided when anything it stands on changes, or when its request leaves the waiting list. */
export const determinationGraph = new StateGraph<DeterminationState, DeterminationFact>(
  'determination',
  'proposed',
  [
    {
      from: 'proposed',
      fact: 'DeterminationDecided',
      to: 'decided',
      by: ['approver', 'finance_director'],
    },
    {
      from: 'proposed',
      fact: 'DeterminationVoided',
      to: 'voided',
      by: ['approver', 'finance_director'],
    },
    { from: 'decided', fact: 'LeftWaitlist', to: 'voided', by: ['approver', 'finance_director'] },
  ],
  ['decided', 'voided'],
);
