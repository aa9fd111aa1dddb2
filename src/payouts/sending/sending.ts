import type { Id } from '#kernel';
import type { AttemptFact, AttemptState } from './attempt.states.js';
import { factsFor, type Payout } from '../payout.js';
import type { PayoutFact } from '../payout.states.js';
import { isAmount } from '../rails/amounts.js';
import type { RailCapabilities, SubmitResult } from '../rails/rail.js';
import type { SendingPolicy } from './sending-policy.js';

/** One call to a provider, as stored before the provider hears of it. */
export interface Attempt {
  readonly n: number;
  readonly key: string;
  readonly bodyDigest: Uint8Array;
  readonly state: AttemptState;
  readonly firstSentAt: Date | null;
  readonly lastSentAt: Date | null;
  readonly lastCode: string | null;
  readonly providerRef: string | null;
}

/** Deterministic, so that whoever takes over after a crash uses the same one. */
export function attemptKey(payoutId: string, n: number): string {
  return `po:${payoutId}:${String(n)}`;
}

/** An attempt that is not stored yet. */
export interface NewAttempt {
  readonly payoutId: Id<'payout'>;
  readonly n: number;
  readonly bodyDigest: Uint8Array;
}

/** As it is stored at first: nobody has heard of it. */
export function newAttempt({ payoutId, n, bodyDigest }: NewAttempt): Attempt {
  return {
    n,
    key: attemptKey(payoutId, n),
    bodyDigest,
    state: 'created',
    firstSentAt: null,
    lastSentAt: null,
    lastCode: null,
    providerRef: null,
  };
}

/** What a provider that replays failures would say again although the reason is gone. */
const STORED_FAILURE = /^(5[0-9][0-9]|balance_insufficient)$/;

/** What to do when the provider knows no payment under our reference. */
export type AfterAbsence =
  | { readonly kind: 'same_key' }
  | { readonly kind: 'wait'; readonly waitMs: number }
  | { readonly kind: 'new_attempt' };

/**
 * Absent at the provider: while the old key still protects, ask again with it, because a call that is
 * still under way there then cannot become a second payment. When it does not (the provider forgets keys, or
 * replays a stored error under this one), a new attempt needs the quiet period after the last call.
 */
export function afterAbsence(
  attempt: Attempt,
  now: Date,
  idempotency: RailCapabilities['idempotency'],
  policy: SendingPolicy,
): AfterAbsence {
  const first = attempt.firstSentAt ?? now;
  const lifetimeMs = idempotency.lifetimeHours * 3_600_000;
  const marginMs = (idempotency.marginHours ?? Infinity) * 3_600_000;
  const trustedMs = lifetimeMs - Math.min(policy.keySafetyMs, marginMs);
  const isKnown = now.getTime() - first.getTime() < trustedMs;
  const isStuck = idempotency.replaysErrors && STORED_FAILURE.test(attempt.lastCode ?? '');
  if (isKnown && !isStuck) return { kind: 'same_key' };
  const waitMs = untilQuiet({ lastSentAt: attempt.lastSentAt ?? now }, now, policy);
  return waitMs > 0 ? { kind: 'wait', waitMs } : { kind: 'new_attempt' };
}

/** How long a call of an attempt may still be at work at the provider; 0 when none was made. */
export function untilQuiet(
  { lastSentAt }: Pick<Attempt, 'lastSentAt'>,
  now: Date,
  { quietMs }: Pick<SendingPolicy, 'quietMs'>,
): number {
  return lastSentAt === null ? 0 : Math.max(0, lastSentAt.getTime() + quietMs - now.getTime());
}

/**
 * What may be believed of an answer. A refusal says nothing about an earlier call under the same key that may still be
 * on its way: within the quiet period after that one the outcome is as unknown as before.
 */
export function believed(
  result: SubmitResult,
  before: Attempt,
  now: Date,
  policy: SendingPolicy,
): SubmitResult {
  if (result.kind !== 'rejected' || before.lastSentAt === null) return result;
  const isQuiet = now.getTime() - before.lastSentAt.getTime() >= policy.quietMs;
  return isQuiet ? result : { kind: 'unknown', code: 'refused_too_soon' };
}

/** Yes, it is on its way, for the right amount: an answer that brings nothing but that. */
export function isPlainYes(
  result: SubmitResult,
  { amount }: Pick<Payout, 'amount'>,
): result is SubmitResult & { kind: 'accepted' } {
  if (result.kind !== 'accepted' || result.claim !== undefined) return false;
  const { observed } = result;
  const isMore = factsFor('in_transit', observed).length > 0 || observed.usableUntil !== undefined;
  return !isMore && isAmount(observed.amount, amount);
}

/**
 * Whether a call may still begin, both moments in milliseconds of the same stopwatch. The library may repeat a call once
 * over a closed connection, so the lease must outlast two.
 */
export function mayCall(
  leasedUntilMs: number,
  nowMs: number,
  policy: Pick<SendingPolicy, 'callTimeoutMs'>,
): boolean {
  return nowMs + 2 * policy.callTimeoutMs < leasedUntilMs;
}

/** Facts of an attempt and its payout that one outcome brings about, and when to look again. */
export interface AfterCall {
  readonly payoutFact: PayoutFact;
  readonly attemptFact: AttemptFact | null;
  /** Pause before the next claim; null: nothing is left to claim. */
  readonly pauseMs: number | null;
  /** Sending stops for everybody until a person has looked. */
  readonly halt: boolean;
  /** The whole rail rests: its money has run out. */
  readonly park: boolean;
}

/** What a call came to. The one rule that matters: only the provider's own clear word is a failure. */
export function afterCall(result: SubmitResult, pauseMs: number, parkMs: number): AfterCall {
  const outcome = { halt: false, park: false };
  switch (result.kind) {
    case 'accepted':
      return {
        ...outcome,
        payoutFact: 'PayoutAccepted',
        attemptFact: 'AttemptAccepted',
        pauseMs: null,
      };
    case 'rejected':
      return {
        ...outcome,
        payoutFact: 'PayoutRefused',
        attemptFact: 'AttemptRejected',
        pauseMs: null,
      };
    case 'busy':
      return {
        ...outcome,
        payoutFact: 'PayoutPostponed',
        attemptFact: null,
        pauseMs: Math.max(result.retryAfterMs ?? 0, pauseMs),
      };
    case 'no_funds':
      return {
        ...outcome,
        payoutFact: 'PayoutPostponed',
        attemptFact: null,
        pauseMs: parkMs,
        park: true,
      };
    case 'stopped':
      return { ...outcome, payoutFact: 'PayoutPostponed', attemptFact: null, pauseMs, halt: true };
    case 'mismatch':
    case 'unknown':
      return {
        ...outcome,
        halt: result.kind === 'mismatch',
        payoutFact: 'PayoutOutcomeLost',
        attemptFact: 'AttemptOutcomeLost',
        pauseMs,
      };
  }
}

/** Doubling pauses with up to a quarter of jitter; `chance` is a number from 0 to 1. */
export function backOff(fence: bigint, chance: number, policy: SendingPolicy): number {
  const doublings = fence > 12n ? 12 : Number(fence > 0n ? fence - 1n : 0n);
  const pause = Math.min(policy.backOffMs * 2 ** doublings, policy.mostBackOffMs);
  return Math.trunc(pause + (pause / 4) * chance);
}

const ATTEMPT_FACTS: Partial<Record<PayoutFact, AttemptFact>> = {
  PayoutFoundAtProvider: 'AttemptFound',
  PayoutAccepted: 'AttemptAccepted',
  PayoutPaid: 'AttemptSucceeded',
  PayoutFailed: 'AttemptFailed',
  PayoutExpired: 'AttemptFailed',
  PayoutUndeliverable: 'AttemptFailed',
  PayoutReturned: 'AttemptReturned',
};

/** What happens to the attempt when the provider's word moves its payout. */
export function attemptFactFor(fact: PayoutFact): AttemptFact | null {
  return ATTEMPT_FACTS[fact] ?? null;
}
