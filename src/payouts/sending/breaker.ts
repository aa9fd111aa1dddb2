import { later } from '#kernel';
import type { SubmitResult } from '../rails/rail.js';
import type { SendingPolicy } from './sending-policy.js';

/** Whether a provider is called: as usual, not at all, or by one call that finds out. */
export interface Breaker {
  readonly breaker: 'closed' | 'open' | 'half_open';
  /** How many calls in a row got no clear answer. */
  readonly failures: number;
  readonly openedAt: Date | null;
  /** When the next call may find out whether it answers again. */
  readonly probeAt: Date | null;
  readonly lastCode: string | null;
}

type Limits = Pick<SendingPolicy, 'breakerFailures' | 'breakerRestMs'>;

export const CLOSED: Breaker = {
  breaker: 'closed',
  failures: 0,
  openedAt: null,
  probeAt: null,
  lastCode: null,
};

/**
 * The breaker when the payment that was to find out asked for nothing, so that the next one finds out at once. Null when no
 * payment was to.
 */
export function afterNothingAsked(before: Breaker, now: Date): Breaker | null {
  return before.breaker === 'half_open' ? { ...before, probeAt: now } : null;
}

/** What an answer says about the provider as a whole: the code of a failure, or null when it answered clearly. */
export function troubleIn(result: SubmitResult): string | null {
  if (result.kind === 'busy') return result.isSilent === true ? result.code : null;
  return result.kind === 'unknown' && result.code !== 'refused_too_soon' ? result.code : null;
}

/** A clear answer right after another clear one says nothing new. */
export function withoutEchoes(troubles: readonly (string | null)[]): (string | null)[] {
  return troubles.filter((trouble, n) => trouble !== null || n === 0 || troubles[n - 1] !== null);
}

/**
 * The breaker after one more call. Any clear answer closes it, a refusal too: the provider is there. It opens when calls
 * in a row got none, and again when the one that was to find out got none.
 */
export function afterAnswer(
  before: Breaker,
  trouble: string | null,
  now: Date,
  { breakerFailures, breakerRestMs }: Limits,
): Breaker {
  if (trouble === null) return CLOSED;
  const failures = before.failures + 1;
  const counted = { ...before, failures, lastCode: trouble };
  if (before.breaker === 'closed' && failures < breakerFailures) return counted;
  return {
    ...counted,
    breaker: 'open',
    openedAt: before.openedAt ?? now,
    probeAt: later(now, breakerRestMs),
  };
}
