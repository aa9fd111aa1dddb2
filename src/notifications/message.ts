import type { Id } from '#kernel';
import type { ContactDecision } from '#privacy';

/** What a message may say: that there is an update, a question, or a last step. Never which one, for whom or how much. */
export type MessageTemplate = 'update' | 'question' | 'ready';

/** A neutral message to be sent when, and only if, it is safe. */
export interface NewMessage {
  readonly applicantId: Id<'applicant'>;
  readonly template: MessageTemplate;
  readonly language: string;
  /** One message per reason: the same text again changes nothing. */
  readonly dedupe: string;
}

/** Why nothing was sent. */
export type Refusal = (ContactDecision & { allowed: false })['reason'] | 'gateway';

/** A message that waits for its moment. */
export interface QueuedMessage {
  readonly id: Id<'message'>;
  readonly applicantId: Id<'applicant'>;
  readonly template: MessageTemplate;
  readonly language: string;
  readonly notBefore: Date;
}

/** What to do with a message now. */
export type NextStep =
  | { readonly kind: 'send'; readonly channel: 'sms' | 'email'; readonly value: string }
  | { readonly kind: 'wait'; readonly until: Date }
  | { readonly kind: 'refuse'; readonly reason: Refusal };

/** Turns what she allowed into a step: outside her safe times a message waits, otherwise it is refused for good. */
export function nextStep(decision: ContactDecision): NextStep {
  if (!decision.allowed) {
    return decision.retryAt === undefined
      ? { kind: 'refuse', reason: decision.reason }
      : { kind: 'wait', until: decision.retryAt };
  }
  const { channel, value } = decision;
  return channel === 'sms' || channel === 'email'
    ? { kind: 'send', channel, value }
    : { kind: 'refuse', reason: 'no_channel' };
}
