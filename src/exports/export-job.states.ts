import { StateGraph } from '#kernel';

export type ExportState = 'asked' | 'running' | 'ready' | 'failed' | 'expired';

export type ExportFact =
  'ExportStarted' | 'ExportInterrupted' | 'ExportMade' | 'ExportFailed' | 'ExportExpired';

const SYSTEM = ['system'] as const;

/** A file for an auditor, from being asked for to being deleted after a week. */
export const exportGraph = new StateGraph<ExportState, ExportFact>(
  'export',
  'asked',
  [
    { from: 'asked', fact: 'ExportStarted', to: 'running', by: SYSTEM },
    { from: 'running', fact: 'ExportInterrupted', to: 'asked', by: SYSTEM },
    { from: 'running', fact: 'ExportMade', to: 'ready', by: SYSTEM },
    { from: 'running', fact: 'ExportFailed', to: 'failed', by: SYSTEM },
    { from: 'ready', fact: 'ExportExpired', to: 'expired', by: SYSTEM },
  ],
  ['failed', 'expired'],
);
