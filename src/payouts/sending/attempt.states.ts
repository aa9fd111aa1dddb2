import { StateGraph } from '#kernel';

export type AttemptState =
  'created' | 'sent' | 'accepted' | 'rejected' | 'unknown' | 'succeeded' | 'failed' | 'returned';

export type AttemptFact =
  | 'AttemptMarked'
  | 'AttemptAccepted'
  | 'AttemptRejected'
  | 'AttemptOutcomeLost'
  | 'AttemptFound'
  | 'AttemptProvedAbsent'
  | 'AttemptSucceeded'
  | 'AttemptFailed'
  | 'AttemptReturned';

/** One call to a provider. `sent` is written before the call: after a crash it means "perhaps". */
export const attemptGraph = new StateGraph<AttemptState, AttemptFact>(
  'attempt',
  'created',
  [
    { from: 'created', fact: 'AttemptMarked', to: 'sent', by: ['system'] },
    { from: 'sent', fact: 'AttemptMarked', to: 'sent', by: ['system'] },
    { from: 'unknown', fact: 'AttemptMarked', to: 'sent', by: ['system'] },
    { from: 'sent', fact: 'AttemptAccepted', to: 'accepted', by: ['provider'] },
    { from: 'sent', fact: 'AttemptRejected', to: 'rejected', by: ['provider'] },
    { from: 'sent', fact: 'AttemptOutcomeLost', to: 'unknown', by: ['system'] },
    // An earlier call showed up late, before this attempt was used.
    { from: 'created', fact: 'AttemptFound', to: 'accepted', by: ['system'] },
    { from: 'sent', fact: 'AttemptFound', to: 'accepted', by: ['system'] },
    { from: 'unknown', fact: 'AttemptFound', to: 'accepted', by: ['system'] },
    { from: 'unknown', fact: 'AttemptProvedAbsent', to: 'rejected', by: ['system'] },
    { from: 'accepted', fact: 'AttemptSucceeded', to: 'succeeded', by: ['provider'] },
    { from: 'accepted', fact: 'AttemptFailed', to: 'failed', by: ['provider'] },
    { from: 'succeeded', fact: 'AttemptReturned', to: 'returned', by: ['provider'] },
  ],
  ['rejected', 'succeeded', 'failed', 'returned'],
);
