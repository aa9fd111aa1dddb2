import { StateGraph } from '#kernel';

export type MethodState =
  | 'pending'
  | 'verified'
  | 'active'
  | 'suspended'
  | 'finishing'
  | 'replaced'
  | 'revoked'
  | 'disputed';

export type MethodFact =
  | 'MethodVerified'
  | 'MethodRefused'
  | 'MethodActivated'
  | 'MethodSuspended'
  | 'MethodResumed'
  | 'MethodFinishes'
  | 'MethodReplaced'
  | 'MethodDisputed'
  | 'MethodRevoked';

/** The way a person wants to be paid. A change is a new version; the old one rests until the new one works. */
export const methodGraph = new StateGraph<MethodState, MethodFact>(
  'method',
  'pending',
  [
    { from: 'pending', fact: 'MethodVerified', to: 'verified', by: ['provider'] },
    { from: 'pending', fact: 'MethodRefused', to: 'revoked', by: ['provider'] },
    { from: 'verified', fact: 'MethodActivated', to: 'active', by: ['provider'] },
    { from: 'verified', fact: 'MethodRefused', to: 'revoked', by: ['provider'] },
    { from: 'verified', fact: 'MethodRevoked', to: 'revoked', by: ['applicant'] },
    {
      from: 'active',
      fact: 'MethodSuspended',
      to: 'suspended',
      by: ['applicant', 'finance_preparer', 'provider'],
    },
    { from: 'suspended', fact: 'MethodResumed', to: 'active', by: ['system'] },
    { from: 'suspended', fact: 'MethodReplaced', to: 'replaced', by: ['applicant'] },
    // The change counts from the next payment: what was prepared for the old way still goes there.
    { from: 'suspended', fact: 'MethodFinishes', to: 'finishing', by: ['applicant'] },
    { from: 'finishing', fact: 'MethodReplaced', to: 'replaced', by: ['applicant'] },
    // "This was not me."
    { from: 'verified', fact: 'MethodDisputed', to: 'disputed', by: ['applicant'] },
    { from: 'active', fact: 'MethodDisputed', to: 'disputed', by: ['applicant'] },
  ],
  ['replaced', 'revoked', 'disputed'],
);
