import type { PayoutState } from '../payout.states.js';
import { REASON_CODES, type ReasonCode } from '../rails/rail.js';

/** Why money is not with her: the provider's reason in our words, or the way it ended where that says more. */
export const TROUBLES = [...REASON_CODES, 'misdirected', 'undeliverable'] as const;

export type Trouble = (typeof TROUBLES)[number];

/** What helps: she corrects what she wrote, she chooses another way, or she waits because it is ours to do. */
export type WayOn = 'correct' | 'choose' | 'wait';

const WAYS_ON: Readonly<Record<Trouble, WayOn>> = {
  bad_account: 'correct',
  closed_account: 'choose',
  name_mismatch: 'correct',
  restricted_account: 'choose',
  declined: 'choose',
  limit: 'choose',
  currency: 'choose',
  review: 'choose',
  recalled: 'choose',
  expired: 'choose',
  not_ready: 'wait',
  cancelled_at_provider: 'wait',
  refused: 'wait',
  insufficient_funds: 'wait',
  unknown: 'wait',
  misdirected: 'choose',
  undeliverable: 'choose',
};

export function troubleOf(state: PayoutState, reason: ReasonCode | null): Trouble {
  if (state === 'misdirected' || state === 'undeliverable') return state;
  return reason ?? (state === 'expired' ? 'expired' : 'unknown');
}

export const wayOn = (trouble: Trouble): WayOn => WAYS_ON[trouble];

/** Whether nothing can be done without her, so that she is told that there is something to see. */
export const needsHer = (state: PayoutState, reason: ReasonCode | null): boolean =>
  wayOn(troubleOf(state, reason)) !== 'wait';

/** The reason of that one message, after the payout's id: whoever finds out first tells her, and nobody a second time. */
export const NEEDS_HER = 'needs_her';
