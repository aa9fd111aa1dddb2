import { DomainError, Money, type Currency, type Id } from '#kernel';
import { batchGraph, type BatchFact, type BatchState } from './batch.states.js';
import { sha256, type Payout } from '../payout.js';
import type { PayoutState } from '../payout.states.js';

/** Payouts put together by one person, to be released by another. */
export interface Batch {
  readonly id: Id<'batch'>;
  readonly rail: string;
  readonly currency: Currency;
  readonly state: BatchState;
  readonly itemCount: number;
  readonly total: Money;
  readonly digest: Uint8Array | null;
  /** How many people must let it go, fixed when it is locked; who prepared it is none of them. */
  readonly releasesNeeded: number;
  readonly preparedBy: Id<'person'>;
  readonly preparedAt: Date;
  readonly releasedBy: Id<'person'> | null;
  readonly releasedAt: Date | null;
}

/** One person's part in letting a batch go; it binds to the digest they saw. */
export interface BatchRelease {
  readonly personId: Id<'person'>;
  readonly givenAt: Date;
}

/** More than this in one batch is more than a person can look through. */
export const MOST_ITEMS = 500;

export function applyToBatch(batch: Batch, ...facts: readonly BatchFact[]): Batch {
  const state = facts.reduce((reached, fact) => batchGraph.after(reached, fact), batch.state);
  return { ...batch, state };
}

/** Count, control total and digest: what the preparer saw, what the releaser releases. */
export interface ControlFigures {
  readonly count: number;
  readonly total: Money;
  readonly digest: Uint8Array;
}

/** Throws `BATCH_EMPTY` or `BATCH_TOO_LARGE` (invalid), `BATCH_MIXED` (invalid) for two rails or currencies. */
export function controlFigures(payouts: readonly Payout[]): ControlFigures {
  const [first] = payouts;
  if (!first) throw new DomainError('invalid', 'BATCH_EMPTY', 'Choose at least one payout.');
  if (payouts.length > MOST_ITEMS) {
    throw new DomainError(
      'invalid',
      'BATCH_TOO_LARGE',
      `A batch holds ${String(MOST_ITEMS)} payouts at most.`,
    );
  }
  const isMixed = payouts.some(
    ({ rail, amount }) => rail !== first.rail || amount.currency !== first.amount.currency,
  );
  if (isMixed) {
    throw new DomainError('invalid', 'BATCH_MIXED', 'A batch has one way to pay and one currency.');
  }
  const total = payouts.reduce(
    (sum, { amount }) => sum.plus(amount),
    Money.zero(first.amount.currency),
  );
  return { count: payouts.length, total, digest: digestOfItems(payouts) };
}

/** SHA-256 over the items in order of their ids: each with its amount and the digest its approval binds to. */
export function digestOfItems(payouts: readonly Payout[]): Uint8Array {
  const items = payouts
    .map(({ id, amount, rail, approvalDigest }) => ({
      id,
      minor: String(amount.minor),
      currency: amount.currency,
      rail,
      terms: Buffer.from(approvalDigest).toString('hex'),
    }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  return sha256(items);
}

/** How many people release a total, when `alone` is the most that one may; without a policy it takes two. */
export function releasesFor(total: Money, alone: Money | null): number {
  return alone === null || total.isMoreThan(alone) ? 2 : 1;
}

/** What one more releaser brings about after `given` others: the first of two approves the release, the last one sends. */
export function releaseFacts({ state, releasesNeeded }: Batch, given: number): BatchFact[] {
  const approval: BatchFact[] = state === 'in_approval' ? ['BatchApproved'] : [];
  return given + 1 < releasesNeeded ? approval : [...approval, 'BatchReleased'];
}

const UNDER_WAY: readonly PayoutState[] = [
  'approved',
  'released',
  'sending',
  'outcome_unknown',
  'in_transit',
];

/** The facts that bring a batch to where its payouts are; none while nothing new is true of all of them. */
export function batchFactsFor(state: BatchState, payouts: readonly PayoutState[]): BatchFact[] {
  const facts: BatchFact[] = [];
  let reached = state;
  const happen = (fact: BatchFact): void => {
    facts.push(fact);
    reached = batchGraph.after(reached, fact);
  };
  if (reached === 'released' && payouts.some((item) => item !== 'released')) happen('BatchStarted');
  if (reached === 'processing' && !payouts.some((item) => UNDER_WAY.includes(item))) {
    const isClean = payouts.every((item) => item === 'paid' || item === 'settled');
    happen(isClean ? 'BatchCompleted' : 'BatchCompletedWithExceptions');
  }
  const isOver = reached === 'completed' || reached === 'completed_with_exceptions';
  if (isOver && payouts.every((item) => item !== 'paid' && !UNDER_WAY.includes(item))) {
    happen('BatchClosed');
  }
  return facts;
}
