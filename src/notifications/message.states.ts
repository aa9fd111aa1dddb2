import { StateGraph } from '#kernel';

export type MessageState = 'queued' | 'sent' | 'refused' | 'failed';
export type MessageFact = 'MessageDelayed' | 'MessageSent' | 'MessageRefused' | 'MessageFailed';

/** The life of a neutral message: sent, refused because it was not safe, or failed because no gateway took it. */
export const messageGraph = new StateGraph<MessageState, MessageFact>(
  'message',
  'queued',
  [
    { from: 'queued', fact: 'MessageDelayed', to: 'queued', by: ['system'] },
    { from: 'queued', fact: 'MessageSent', to: 'sent', by: ['system'] },
    { from: 'queued', fact: 'MessageRefused', to: 'refused', by: ['system'] },
    { from: 'queued', fact: 'MessageFailed', to: 'failed', by: ['system'] },
  ],
  ['sent', 'refused', 'failed'],
);
