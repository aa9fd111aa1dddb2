import { StateGraph } from '#kernel';

export type GrievanceState = 'new' | 'assigned' | 'in_progress' | 'on_hold' | 'closed';

export type GrievanceFact =
  | 'GrievanceTaken'
  | 'GrievanceStarted'
  | 'GrievancePaused'
  | 'GrievanceResumed'
  | 'GrievanceClosed';

const FINANCE = ['finance_preparer', 'finance_releaser'] as const;

/** Something a person told us is wrong, until somebody has looked into it. */
export const grievanceGraph = new StateGraph<GrievanceState, GrievanceFact>(
  'grievance',
  'new',
  [
    { from: 'new', fact: 'GrievanceTaken', to: 'assigned', by: FINANCE },
    { from: 'assigned', fact: 'GrievanceTaken', to: 'assigned', by: FINANCE },
    { from: 'assigned', fact: 'GrievanceStarted', to: 'in_progress', by: FINANCE },
    { from: 'assigned', fact: 'GrievanceClosed', to: 'closed', by: FINANCE },
    { from: 'in_progress', fact: 'GrievanceTaken', to: 'assigned', by: FINANCE },
    { from: 'in_progress', fact: 'GrievancePaused', to: 'on_hold', by: FINANCE },
    { from: 'in_progress', fact: 'GrievanceClosed', to: 'closed', by: FINANCE },
    { from: 'on_hold', fact: 'GrievanceResumed', to: 'in_progress', by: FINANCE },
    { from: 'on_hold', fact: 'GrievanceClosed', to: 'closed', by: FINANCE },
  ],
  ['closed'],
);
