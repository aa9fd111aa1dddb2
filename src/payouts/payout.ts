import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { invariant, type Id, type Money } from '#kernel';
import { UNPAID_ENDS, payoutGraph, type PayoutFact, type PayoutState } from './payout.states.js';
import { isAmount } from './rails/amounts.js';
import type { Observed, ObservedState, ReasonCode } from './rails/rail.js';

/** One obligation to pay one instalment. A re-issue is a new payout; this one is never reopened. */
export interface Payout {
  readonly id: Id<'payout'>;
  readonly instalmentId: Id<'instalment'>;
  readonly awardId: Id<'award'>;
  readonly applicationId: Id<'application'>;
  readonly applicantId: Id<'applicant'>;
  /** The award's only name in the books. */
  readonly ledgerRef: string;
  readonly fund: string;
  readonly amount: Money;
  readonly rail: string;
  readonly methodId: Id<'method'>;
  readonly methodVersion: number;
  readonly approvalDigest: Uint8Array;
  readonly reissueOf: Id<'payout'> | null;
  readonly state: PayoutState;
  readonly batchId: Id<'batch'> | null;
  readonly reason: ReasonCode | null;
  readonly rawReason: string | null;
  readonly ownerId: Id<'person'> | null;
  readonly createdAt: Date;
  readonly releasedAt: Date | null;
  readonly paidAt: Date | null;
  readonly settledAt: Date | null;
  readonly closedAt: Date | null;
}

export type PayoutPosting =
  'payout.initiated' | 'payout.settled' | 'payout.failed' | 'payout.returned';

/** Why a fact happened, where the provider said so. */
export interface Cause {
  readonly reason: ReasonCode | null;
  readonly rawReason: string | null;
}

/** Everything one unit of work writes together for one fact. */
export interface Decision {
  readonly next: Payout;
  readonly fact: PayoutFact;
  readonly posting: PayoutPosting | null;
}

/** What the books record when a fact happens; refusals leave no trace there because nothing had left. */
const POSTINGS: Partial<Record<PayoutFact, PayoutPosting>> = {
  PayoutAccepted: 'payout.initiated',
  PayoutFoundAtProvider: 'payout.initiated',
  PayoutPaid: 'payout.settled',
  PayoutFailed: 'payout.failed',
  PayoutExpired: 'payout.failed',
  PayoutUndeliverable: 'payout.failed',
  PayoutReturned: 'payout.returned',
};

/** Applies a fact. The same payout and fact always give the same decision; a fact no edge allows throws `STATE_EDGE_MISSING`. */
export function apply(payout: Payout, fact: PayoutFact, at: Date, cause?: Cause): Decision {
  const state = payoutGraph.after(payout.state, fact);
  const next: Payout = {
    ...payout,
    state,
    ...(cause ? { reason: cause.reason, rawReason: cause.rawReason } : {}),
    ...(fact === 'PayoutReleased' ? { releasedAt: at } : {}),
    ...(fact === 'PayoutPaid' ? { paidAt: at, reason: null, rawReason: null } : {}),
    ...(fact === 'PayoutSettled' ? { settledAt: at } : {}),
    ...(UNPAID_ENDS.includes(state) ? { closedAt: at } : {}),
  };
  return { next, fact, posting: POSTINGS[fact] ?? null };
}

const ON_ITS_WAY: readonly PayoutState[] = ['sending', 'outcome_unknown', 'in_transit'];
const PAID: readonly PayoutState[] = ['paid', 'settled'];

/**
 * The facts that bring a payout to what the provider says, in order; none when it says nothing new. Steps we
 * did not see are made up for (`returned` while we thought it on its way: it was paid, then returned), so that
 * the books always tell the whole story. A state never goes back.
 */
export function factsFor(state: PayoutState, observed: Observed): PayoutFact[] {
  // An answer that is older than what we know changes nothing.
  if (PAID.includes(state)) return isMoneyBack(observed) ? ['PayoutReturned'] : [];
  if (!ON_ITS_WAY.includes(state)) return [];
  const found: PayoutFact[] = state === 'in_transit' ? [] : ['PayoutFoundAtProvider'];
  return [...found, ...AFTER_SENDING[observed.state]];
}

/** What may be concluded of a payment of another amount: that it exists, and that nothing left. */
const OF_ANOTHER_AMOUNT: readonly PayoutFact[] = [
  'PayoutFoundAtProvider',
  'PayoutFailed',
  'PayoutExpired',
  'PayoutUndeliverable',
];

/** As `factsFor`, but nobody is called paid by another amount than her payout's, and no other amount came back. */
export function factsAbout(
  { state, amount }: Pick<Payout, 'state' | 'amount'>,
  observed: Observed,
): PayoutFact[] {
  const facts = factsFor(state, observed);
  if (isAmount(observed.amount, amount)) return facts;
  return facts.filter((fact) => OF_ANOTHER_AMOUNT.includes(fact));
}

/** What the provider's word means for a payment that was on its way as far as we knew. */
const AFTER_SENDING: Readonly<Record<ObservedState, readonly PayoutFact[]>> = {
  processing: [],
  under_review: [],
  posted: ['PayoutPaid'],
  failed: ['PayoutFailed'],
  cancelled: ['PayoutFailed'],
  expired: ['PayoutExpired'],
  undeliverable: ['PayoutUndeliverable'],
  returned: ['PayoutPaid', 'PayoutReturned'],
};

function isMoneyBack({ state }: Observed): boolean {
  return !['processing', 'under_review', 'posted'].includes(state);
}

/** What an approval of a payout binds to: who, how much, from which fund, to which account, for which decision. */
export interface ApprovedTerms {
  readonly applicantId: string;
  readonly amount: Money;
  readonly fund: string;
  readonly methodId: string;
  readonly methodVersion: number;
  readonly instalmentId: string;
  readonly determinationId: string;
}

/** SHA-256 of the canonical JSON of the terms (RFC 8785): any change of them is another digest. */
export function digestOfTerms(terms: ApprovedTerms): Uint8Array {
  const { amount, ...rest } = terms;
  return sha256({ ...rest, amount: { minor: String(amount.minor), currency: amount.currency } });
}

/** SHA-256 over RFC 8785 canonical JSON; big integers must be passed as text. */
export function sha256(value: unknown): Uint8Array {
  const text = canonicalize(value);
  invariant(text !== undefined, 'What is digested has a canonical form.');
  return createHash('sha256').update(text).digest();
}
