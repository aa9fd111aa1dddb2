import { hours, later, type Id, type Money } from '#kernel';
import type { PayoutState } from '../payout.states.js';

/** A payment by link as our tables know it, without the link. */
export interface ClaimLink {
  readonly payoutId: Id<'payout'>;
  readonly applicantId: Id<'applicant'>;
  readonly rail: string;
  readonly state: PayoutState;
  readonly amount: Money;
  readonly fund: string;
  /** The provider's name of the payment; null while it has none. */
  readonly providerRef: string | null;
  readonly usableUntil: Date | null;
  /** When the link was first there to be used. */
  readonly since: Date | null;
  readonly showings: readonly Date[];
  /** Since when the provider holds it; null when it does not. */
  readonly heldSince: Date | null;
}

interface Held {
  /** Since when the provider holds it; null when it does not. */
  readonly heldSince: Date | null;
  /** How often the person has seen the link. */
  readonly looks: number;
}

/**
 * Whether it waits for a yes at the company before there is a link to use. The fraud rules judge how a link was used, and
 * one that nobody has seen cannot have been: what holds it then is no rule that we could let it go by.
 */
export const awaitsApproval = ({ heldSince, looks }: Held): boolean =>
  heldSince !== null && looks === 0;

/** Where it stands for her. `ready`: she has not seen it yet. `shown`: she has, and can only get a new one. */
export type ClaimStage = 'not_yet' | 'ready' | 'shown' | 'used' | 'ended';

const STAGES: Partial<Record<PayoutState, ClaimStage>> = {
  awaiting_approval: 'not_yet',
  approved: 'not_yet',
  released: 'not_yet',
  sending: 'not_yet',
  outcome_unknown: 'not_yet',
  paid: 'used',
  settled: 'used',
};

export function stageOf({ state, heldSince, showings }: ClaimLink): ClaimStage {
  if (state !== 'in_transit') return STAGES[state] ?? 'ended';
  if (awaitsApproval({ heldSince, looks: showings.length })) return 'not_yet';
  return showings.length === 0 ? 'ready' : 'shown';
}

/** More looks than this in a day are not how somebody uses a link; they are how somebody else finds one. */
const MOST_A_DAY = 3;

export function mayShow({ showings }: ClaimLink, now: Date): boolean {
  const dayAgo = later(now, -hours(24));
  return showings.filter((at) => at > dayAgo).length < MOST_A_DAY;
}
