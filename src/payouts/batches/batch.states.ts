import { StateGraph } from '#kernel';

export type BatchState =
  | 'open'
  | 'locked'
  | 'in_approval'
  | 'approved'
  | 'released'
  | 'processing'
  | 'completed'
  | 'completed_with_exceptions'
  | 'closed'
  | 'cancelled';

export type BatchFact =
  | 'BatchLocked'
  | 'BatchSubmitted'
  | 'BatchApproved'
  | 'BatchReleased'
  | 'BatchStarted'
  | 'BatchCompleted'
  | 'BatchCompletedWithExceptions'
  | 'BatchClosed'
  | 'BatchCancelled';

/** Payouts that one person put together and another one releases. Locking fixes what is released. */
export const batchGraph = new StateGraph<BatchState, BatchFact>(
  'batch',
  'open',
  [
    { from: 'open', fact: 'BatchLocked', to: 'locked', by: ['finance_preparer'] },
    { from: 'locked', fact: 'BatchSubmitted', to: 'in_approval', by: ['finance_preparer'] },
    { from: 'in_approval', fact: 'BatchApproved', to: 'approved', by: ['finance_releaser'] },
    { from: 'approved', fact: 'BatchReleased', to: 'released', by: ['finance_releaser'] },
    { from: 'released', fact: 'BatchStarted', to: 'processing', by: ['system'] },
    { from: 'processing', fact: 'BatchCompleted', to: 'completed', by: ['system'] },
    {
      from: 'processing',
      fact: 'BatchCompletedWithExceptions',
      to: 'completed_with_exceptions',
      by: ['system'],
    },
    { from: 'completed', fact: 'BatchClosed', to: 'closed', by: ['system'] },
    { from: 'completed_with_exceptions', fact: 'BatchClosed', to: 'closed', by: ['system'] },
    // One of two releasers has agreed; the other one has not.
    {
      from: 'approved',
      fact: 'BatchCancelled',
      to: 'cancelled',
      by: ['finance_preparer', 'finance_releaser'],
    },
    { from: 'open', fact: 'BatchCancelled', to: 'cancelled', by: ['finance_preparer'] },
    { from: 'locked', fact: 'BatchCancelled', to: 'cancelled', by: ['finance_preparer'] },
    {
      from: 'in_approval',
      fact: 'BatchCancelled',
      to: 'cancelled',
      by: ['finance_preparer', 'finance_releaser'],
    },
  ],
  ['closed', 'cancelled'],
);
