import { hours, later } from '#kernel';
import type { PayoutState } from '../payout.states.js';
import { amountSaid } from '../outcomes/doubts.js';
import type { SeenAmount } from '../rails/amounts.js';
import type { SendingPolicy } from './sending-policy.js';

/** Which history of which database server this is. */
export interface ServerIdentity {
  readonly systemIdentifier: string;
  readonly timeline: number;
}

/** One history of the tables: from its beginning on, what was known before counts as hearsay. */
export interface SendingEpoch extends ServerIdentity {
  readonly n: number;
  readonly reason: string;
  readonly beganAt: Date;
  /** The newest moment the tables had seen when it began. */
  readonly knownUntil: Date;
}

/** Providers' lists and our clocks need not agree to the hour, and a restore may be older than its newest line. */
const LOOK_BACK_MS = hours(48);

/** Of an epoch that no history came before. One that a person begins says why, even when the tables know of none. */
const FIRST = 'The first one.';

/** Why a new epoch must begin, or null: the server is another one, or its history forked. */
export function reasonForNewEpoch(last: SendingEpoch | null, now: ServerIdentity): string | null {
  if (last === null) return FIRST;
  if (last.systemIdentifier !== now.systemIdentifier) {
    return 'The database was restored to another server.';
  }
  if (last.timeline !== now.timeline) {
    return 'The database was restored, or a standby was promoted.';
  }
  return null;
}

/**
 * How long to wait before the provider's payments are compared, in milliseconds: a call of the history that was lost
 * may still be under way, and under a key that the tables do not know, so that no key of ours protects from it. The first
 * epoch has no history to lose.
 */
export function waitBeforeComparing(
  epoch: Pick<SendingEpoch, 'reason' | 'beganAt'>,
  now: Date,
  policy: Pick<SendingPolicy, 'quietMs'>,
): number {
  if (epoch.reason === FIRST) return 0;
  return Math.max(0, epoch.beganAt.getTime() + policy.quietMs - now.getTime());
}

/** From when on the provider's payments are read. */
export function compareFrom({ knownUntil }: Pick<SendingEpoch, 'knownUntil'>): Date {
  return later(knownUntil, -LOOK_BACK_MS);
}

/**
 * What becomes of a payment that is ours by its reference and that the tables do not know: `adopt` brings its payout to
 * what the provider says, `remember` notes it for the sender, who looks before it sends, `release_again` notes it and
 * asks for people, because the release was lost; `contradiction` is for people alone.
 */
export type AfterFinding = 'adopt' | 'remember' | 'release_again' | 'contradiction';

export function afterFinding(state: PayoutState): AfterFinding {
  return FINDINGS[state] ?? 'contradiction';
}

const FINDINGS: Partial<Record<PayoutState, AfterFinding>> = {
  awaiting_approval: 'release_again',
  approved: 'release_again',
  released: 'remember',
  sending: 'adopt',
  outcome_unknown: 'adopt',
};

/** A payment the tables do not know. */
export interface Finding {
  readonly providerRef: string;
  readonly reference: string;
  readonly amount: SeenAmount;
}

/** The sentence finance reads when a finding needs people; null when it does not. `after` is null without a payout. */
export function sentenceFor(finding: Finding, after: AfterFinding | null): string | null {
  if (after === 'adopt' || after === 'remember') return null;
  const payment = `The provider has payment ${finding.providerRef} of ${amountSaid(finding.amount)}`;
  return `${payment} for ${finding.reference}, ${WORDS[after ?? 'lost']}`;
}

const WORDS: Readonly<Record<'lost' | 'release_again' | 'contradiction', string>> = {
  lost: 'which these books do not know: the payout was lost in a restore. Find out whose it was before anything is paid to her again.',
  release_again:
    'whose release was lost in a restore. Build and release a batch with it again: the payment is then taken over, not made twice.',
  contradiction: 'which is over here without it. Find out which of the two is right.',
};
