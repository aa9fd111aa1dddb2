import { StateGraph } from '#kernel';

export type MethodState = 'pending' | 'verified' | 'active' | 'suspended' | 'replaced' | 'revoked';

export type MethodFact =
  | 'MethodVerified'
  | 'MethodRefused'
  | 'MethodActivated'
  | 'MethodSuspended'
  | 'MethodResumed'
  | 'MethodReplaced'
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
      by: ['applicant', 'finance_preparer'],
    },
    { from: 'suspended', fact: 'MethodResumed', to: 'active', by: ['system'] },
    { from: 'suspended', fact: 'MethodReplaced', to: 'replaced', by: ['applicant'] },
  ],
  ['replaced', 'revoked'],
);
