import { days, type Id, type Money } from '#kernel';
import type { InstructionDetails, Observed, ObservedState, ReasonCode } from '../rail.js';
import type { ManualState } from './manual-payment.states.js';
import type { ProofType } from './proof.js';

/** A check that nobody has cashed for this long is stale (UCC 4-404 lets a bank refuse it after six months). */
export const STALE_AFTER_MS = days(90);
/** Whom to pay is forgotten this long after the last payment to them came to its end. */
export const KEPT_FOR_MS = days(120);

/** Somebody says that it came back, and has a proof of it. */
export interface SaidBack {
  readonly by: string;
  readonly at: Date;
  readonly reason: ReasonCode;
  readonly proofType: ProofType;
  /** SHA-256 of the proof that it came back, hexadecimal. */
  readonly proofDigest: string;
}

/** One instruction to pay by hand, for one payout. */
export interface ManualPayment {
  readonly id: Id<'manualPayment'>;
  /** The payout's id. */
  readonly reference: string;
  readonly payeeRef: string;
  readonly way: InstructionDetails['way'];
  readonly amount: Money;
  readonly state: ManualState;
  readonly instructedAt: Date;
  readonly carriedOutBy: string | null;
  readonly carriedOutAt: Date | null;
  readonly proofType: ProofType | null;
  /** SHA-256 of the proof, hexadecimal. */
  readonly proofDigest: string | null;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Date | null;
  /** Null while nobody says that it came back, and again when the proof of it was refused. */
  readonly back: SaidBack | null;
  /** Who said the last word; null for one that came back before that took two. */
  readonly closedBy: string | null;
  readonly closedAt: Date | null;
  readonly reason: ReasonCode | null;
}

const STATES: Readonly<Record<ManualState, ObservedState>> = {
  open: 'processing',
  carried_out: 'processing',
  confirmed: 'posted',
  // It is only said so far.
  came_back: 'posted',
  failed: 'failed',
  returned: 'returned',
  cancelled: 'cancelled',
};

/** What our own table says about a payment, in the words of every rail. */
export function observedFrom(payment: ManualPayment): Observed {
  const { id, reference, state, amount, reason } = payment;
  return {
    ...{ providerRef: id, reference, amount, reason },
    state: STATES[state],
    rawReason: null,
  };
}

/** Whether a confirmed payment is so old that a check would be stale. */
export function isStale({ way, state, confirmedAt }: ManualPayment, now: Date): boolean {
  if (way !== 'check' || state !== 'confirmed' || confirmedAt === null) return false;
  return now.getTime() - confirmedAt.getTime() > STALE_AFTER_MS;
}
