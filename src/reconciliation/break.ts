import { days, type Currency, type Id } from '#kernel';
import type { BreakState } from './break.states.js';

/** What can be wrong between the provider's statement and the books. */
export type BreakCode =
  | 'ledger_only'
  | 'provider_only'
  | 'amount'
  | 'currency'
  | 'fee'
  | 'state'
  | 'duplicate'
  | 'timing'
  | 'balance'
  | 'card_spending'
  | 'unknown_kind';

/** A difference as matching found it, before it has an id and a life. Amounts are signed minor units; negative left the provider account. */
export interface Difference {
  readonly code: BreakCode;
  /** Id of a payout or a statement line, key of a journal entry, or the rail itself. */
  readonly subject: string;
  /** What the books say; null when they say nothing. */
  readonly expectedMinor: bigint | null;
  /** What the provider says; null when it says nothing. */
  readonly observedMinor: bigint | null;
  readonly currency: Currency;
}

/** A difference somebody has to look at until it is explained. */
export interface Break extends Difference {
  readonly id: Id<'break'>;
  readonly rail: string;
  readonly state: BreakState;
  readonly openedAt: Date;
  readonly ownerId: string | null;
  readonly resolution: string | null;
  readonly resolvedBy: string | null;
  readonly secondPerson: string | null;
  readonly closedAt: Date | null;
}

/** One sentence per code, for the person who works on it. */
export const BREAK_MEANINGS: Readonly<Record<BreakCode, string>> = {
  ledger_only: 'The books show a movement that the provider has not reported.',
  provider_only: 'The provider moved money that nobody here ordered.',
  amount: 'Both sides know the movement, with different amounts.',
  currency: 'Both sides know the movement, in different currencies.',
  fee: 'A fee could not be booked.',
  state: 'One side says the money came back, the other does not.',
  duplicate: 'The provider moved money twice for one payout.',
  timing: 'Money arrived at the provider and is not booked yet.',
  balance: 'The provider holds another balance than its own lines add up to.',
  card_spending:
    'A shop took more from a card than its payout, or took it after the card had ended, or gave such money back.',
  unknown_kind: 'The provider reported a kind of movement that we do not know.',
};

/**
 * Whether sending stops while nobody has explained this: money left without an order, may leave twice, or
 * the provider's own figures do not add up. The safe mistake is a late payment, never a second one.
 */
export function haltsSending(difference: Difference): boolean {
  const { code, expectedMinor, observedMinor } = difference;
  if (code === 'duplicate' || code === 'balance') return true;
  if (code === 'provider_only') return (observedMinor ?? 0n) < 0n;
  return code === 'state' && (expectedMinor ?? 0n) > 0n;
}

/** Upper ends of the age buckets, in days; what is older falls into the last, `>90`. */
const BUCKETS = [1, 3, 7, 30, 60, 90] as const;
export const AGE_BUCKETS = ['0-1', '2-3', '4-7', '8-30', '31-60', '61-90', '>90'] as const;
export type AgeBucket = (typeof AGE_BUCKETS)[number];

/** The whole days since a break was opened. */
export function ageInDays(openedAt: Date, now: Date): number {
  return Math.max(0, Math.trunc((now.getTime() - openedAt.getTime()) / days(1)));
}

/** Which column of the ageing table a break of this age stands in. */
export function bucketOf(age: number): AgeBucket {
  const index = BUCKETS.findIndex((end) => age <= end);
  return AGE_BUCKETS[index] ?? '>90';
}
