import { StateGraph } from '#kernel';

export type AssignmentState = 'offered' | 'recused' | 'accepted' | 'submitted' | 'lapsed';
export type AssignmentFact =
  'CaseAccepted' | 'ReviewerRecused' | 'ReviewSubmitted' | 'CaseHandedBack' | 'ClaimExpired';

/** One reviewer's hold on one case: short, so that a case never waits for somebody who went home. */
export const assignmentGraph = new StateGraph<AssignmentState, AssignmentFact>(
  'review assignment',
  'offered',
  [
    { from: 'offered', fact: 'CaseAccepted', to: 'accepted', by: ['reviewer'] },
    { from: 'offered', fact: 'ReviewerRecused', to: 'recused', by: ['reviewer'] },
    // Somebody may recognise a story only after opening it.
    { from: 'accepted', fact: 'ReviewerRecused', to: 'recused', by: ['reviewer'] },
    { from: 'accepted', fact: 'ReviewSubmitted', to: 'submitted', by: ['reviewer'] },
    { from: 'offered', fact: 'CaseHandedBack', to: 'lapsed', by: ['reviewer'] },
    { from: 'accepted', fact: 'CaseHandedBack', to: 'lapsed', by: ['reviewer'] },
    { from: 'offered', fact: 'ClaimExpired', to: 'lapsed', by: ['system'] },
    { from: 'accepted', fact: 'ClaimExpired', to: 'lapsed', by: ['system'] },
  ],
  ['recused', 'submitted', 'lapsed'],
);
