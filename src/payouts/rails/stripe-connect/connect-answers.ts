import type Stripe from 'stripe';
import { amountSeen } from '../amounts.js';
import type {
  BankSeen,
  MethodSaved,
  Observed,
  ObservedState,
  ReasonCode,
  RecipientState,
  SubmitResult,
} from '../rail.js';
import { CAPABILITY_STATES, REFERENCE, strangeReason } from '../stripe-api/stripe-results.js';
import { strangeAmount, strangeIn, unless, type StrangeWord } from '../strange-words.js';

/** Why a payout was refused, by the provider's own word, in the metadata of the way back of its money. */
export const REFUSAL = 'refusal';

/** The provider's reasons in our words. It may add new ones at any time: those are `unknown`. */
const REASONS: Readonly<Record<string, ReasonCode>> = {
  account_closed: 'closed_account',
  account_frozen: 'restricted_account',
  bank_account_restricted: 'restricted_account',
  bank_ownership_changed: 'restricted_account',
  could_not_process: 'unknown',
  debit_not_authorized: 'restricted_account',
  declined: 'declined',
  incorrect_account_holder_address: 'name_mismatch',
  incorrect_account_holder_name: 'name_mismatch',
  incorrect_account_holder_tax_id: 'name_mismatch',
  incorrect_account_type: 'bad_account',
  insufficient_capabilities_for_transfer: 'not_ready',
  insufficient_funds: 'declined',
  invalid_account_number: 'bad_account',
  invalid_account_number_length: 'bad_account',
  invalid_card: 'bad_account',
  invalid_currency: 'currency',
  no_account: 'bad_account',
  parameter_invalid: 'refused',
  payouts_not_allowed: 'not_ready',
  resource_missing: 'bad_account',
  unsupported_card: 'bad_account',
};

const STATES = ['pending', 'in_transit', 'paid', 'failed', 'canceled'];

/** The reason when neither API of the provider has it. */
function strangeFailure(raw: string | null): StrangeWord | null {
  return unless(REASONS, 'reason', raw) && strangeReason(raw);
}

/** What a failed call of API v1 means, from its meaning in v2: v1 says with a code what v2 says with a type. */
export function connectResultOf(result: SubmitResult): SubmitResult {
  if (result.kind !== 'rejected') return result;
  const { rawReason } = result;
  if (rawReason === 'balance_insufficient') return { kind: 'no_funds', code: rawReason };
  return {
    kind: 'rejected',
    rawReason,
    reason: REASONS[rawReason] ?? 'unknown',
    ...strangeIn(strangeFailure(rawReason)),
  };
}

/** Whether an answer is the stored one of an earlier call: the work under its key has ended. */
export function isReplayed(error: unknown): boolean {
  const headers = (error as Partial<Stripe.errors.StripeError> | null)?.headers;
  return headers?.['idempotent-replayed'] === 'true';
}

/** Whether a transfer was made for a payout of ours; whoever else moves money from our account names none. */
export function isOurs({ metadata }: Stripe.Transfer): boolean {
  return metadata[REFERENCE] !== undefined;
}

/** What was made of one transfer: its payout, and others that stand beside it; there must be none. */
export interface MadeOf {
  readonly payout: Stripe.Payout | null;
  readonly others: readonly Stripe.Payout[];
}

/** The attempt's key, kept with a transfer and its payout: whoever finishes the payment uses keys made of it. */
export const ATTEMPT = 'attempt';

/**
 * What was made of a transfer, among the payouts of the account, newest first: the first that stands before one that
 * failed. One that failed beside one that stands is nothing to tell. A payout of our reference without an attempt may be
 * of any transfer; one of another attempt has a transfer of its own.
 */
export function madeOf(
  transfer: Pick<Stripe.Transfer, 'metadata'>,
  newestFirst: readonly Stripe.Payout[],
): MadeOf {
  const told = transfer.metadata;
  const own = newestFirst.filter(
    ({ metadata }) =>
      metadata?.[REFERENCE] === told[REFERENCE] &&
      (metadata?.[ATTEMPT] ?? told[ATTEMPT]) === told[ATTEMPT],
  );
  const standing = own.filter((payout) => !isOver(payout));
  return { payout: standing.at(-1) ?? own[0] ?? null, others: standing.slice(0, -1) };
}

/**
 * A transfer and its payout as the one payment they are. It is half done while a call is missing: there is no payout
 * yet, or the payout came to nothing and the money rests in the account. Until it is taken back, it is not ours. Of a
 * transfer that was not made for a payout of ours nothing is missing.
 */
export function observedFrom(transfer: Stripe.Transfer, payout: Stripe.Payout | null): Observed {
  const raw = payout === null ? refusalIn(transfer) : payout.failure_code;
  const amount = amountSeen(transfer.amount, transfer.currency);
  const isMissing = payout === null || isOver(payout);
  const isHalfDone = isOurs(transfer) && !transfer.reversed && isMissing;
  const why = transfer.reversed
    ? { reason: reasonOf(raw), rawReason: raw }
    : { reason: null, rawReason: null };
  return {
    providerRef: transfer.id,
    reference: transfer.metadata[REFERENCE] ?? null,
    state: transfer.reversed ? endOf(payout, raw) : stateOf(payout),
    amount,
    ...why,
    ...(isHalfDone ? { isHalfDone } : {}),
    ...strangeIn(
      strangeState(payout),
      strangeFailure(raw),
      strangeAmount(amount),
      strangeRest(transfer),
    ),
  };
}

const strangeState = (payout: Stripe.Payout | null): StrangeWord | null =>
  unless(STATES, 'payment_state', payout?.status ?? null);

/** Over without money in her hand. */
export function isOver({ status }: Stripe.Payout): boolean {
  return status === 'failed' || status === 'canceled';
}

function stateOf(payout: Stripe.Payout | null): ObservedState {
  return payout?.status === 'paid' ? 'posted' : 'processing';
}

function endOf(payout: Stripe.Payout | null, raw: string | null): ObservedState {
  const isFailed = payout === null ? raw !== null : payout.status === 'failed';
  return isFailed ? 'failed' : 'cancelled';
}

/** Why there is no payout, as it was written down with the way back. */
function refusalIn({ reversals }: Stripe.Transfer): string | null {
  const words = reversals.data.map(({ metadata }) => metadata?.[REFUSAL]);
  return words.find((word) => word !== undefined) ?? null;
}

/** Somebody took a part of it back by hand. */
function strangeRest(transfer: Stripe.Transfer): StrangeWord | null {
  const { amount, amount_reversed: back, reversed } = transfer;
  if (reversed || back === 0) return null;
  return { kind: 'part_taken_back', value: `${String(back)} of ${String(amount)}` };
}

/** The same payment, whose money rests in her account and which the provider does not give back, in its own word. */
export function withoutWayBack(observed: Observed, refusal: string): Observed {
  const strange = [...(observed.strange ?? []), { kind: 'way_back', value: refusal } as const];
  return { ...observed, wayBackRefusal: refusal, strange };
}

function reasonOf(raw: string | null): ReasonCode {
  return raw === null ? 'cancelled_at_provider' : (REASONS[raw] ?? 'unknown');
}

/** Where payouts from her account go: what Stripe calls the default there, with Stripe's mark of it and what it shows. */
export function methodFrom(
  holder: string,
  accounts: readonly Stripe.ExternalAccount[],
): MethodSaved {
  const chosen = accounts.find((one) => one.default_for_currency === true) ?? accounts[0];
  const lastDigits = (chosen?.last4 ?? '').slice(-2);
  const identity = chosen?.fingerprint ?? null;
  return {
    kind: 'saved',
    ref: chosen?.id ?? holder,
    lastDigits,
    ...(identity === null ? {} : { identity }),
    ...bankIn(chosen),
  };
}

function bankIn(account: Stripe.ExternalAccount | undefined): { bank?: BankSeen } {
  if (account?.object !== 'bank_account' || account.routing_number === null) return {};
  return { bank: { routingNumber: account.routing_number, lastFour: account.last4 } };
}

/** A connected account in our words: ready when transfers to it are on. */
export function holderFrom(account: Stripe.V2.Core.Account): RecipientState {
  const capabilities = account.configuration?.recipient?.capabilities;
  const status = capabilities?.stripe_balance?.stripe_transfers?.status ?? 'pending';
  const requirements = (account.requirements?.entries ?? []).map(({ description }) => description);
  return {
    ref: account.id,
    status: readiness(status, requirements),
    requirements,
    ...strangeIn(unless(CAPABILITY_STATES, 'recipient_state', status)),
  };
}

function readiness(status: string, requirements: readonly string[]): RecipientState['status'] {
  if (status === 'active') return 'ready';
  if (status === 'rejected' || status === 'unsupported') return 'rejected';
  return requirements.length > 0 ? 'needs_action' : 'pending';
}
