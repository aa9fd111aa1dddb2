import Stripe from 'stripe';
import { Money, parseCurrency } from '#kernel';
import type { ReasonCode, SubmitResult } from '../rail.js';
import { RailUnavailable } from '../rail-unavailable.js';
import { pauseAskedFor } from '../retry-after.js';
import { strangeIn, unless, type StrangeWord } from '../strange-words.js';

/** Our name for the payout in the provider's metadata: an opaque id and nothing else. */
export const REFERENCE = 'payout';

/** How far a capability of an account can be. */
export const CAPABILITY_STATES = ['active', 'pending', 'restricted', 'rejected', 'unsupported'];

/** The provider's reasons in our words. It may add new ones at any time: those are `unknown`. */
const REASONS: Readonly<Record<string, ReasonCode>> = {
  payout_method_amount_limit_exceeded: 'limit',
  payout_method_usage_frequency_limit_exceeded: 'limit',
  payout_method_declined: 'declined',
  payout_method_does_not_exist: 'bad_account',
  payout_method_invalid_account_number: 'bad_account',
  payout_method_unsupported: 'bad_account',
  payout_method_expired: 'closed_account',
  payout_method_closed: 'closed_account',
  payout_method_canceled_by_customer: 'closed_account',
  payout_method_currency_unsupported: 'currency',
  payout_method_holder_address_incorrect: 'name_mismatch',
  payout_method_holder_details_incorrect: 'name_mismatch',
  payout_method_holder_name_incorrect: 'name_mismatch',
  payout_method_restricted: 'restricted_account',
  fx_rate_drift_exceeded_after_review: 'currency',
  review_rejected: 'review',
  recalled: 'recalled',
  invalid_payout_method: 'bad_account',
  capability_not_enabled: 'not_ready',
  blocked_by_stripe: 'review',
  recipient_not_notifiable: 'refused',
  quota_exceeded: 'limit',
  not_found: 'bad_account',
  invalid_fields: 'refused',
  // The provider does not know either.
  unknown_failure: 'unknown',
};

export function reasonFor(raw: string): ReasonCode {
  return REASONS[raw] ?? 'unknown';
}

/** The reason when it is a word we do not know. */
export function strangeReason(raw: string | null): StrangeWord | null {
  return unless(REASONS, 'reason', raw);
}

/** Whole minor units in a currency as Stripe writes it (`usd`). */
export function moneyOf(minor: number, currency: string): Money {
  return Money.of(BigInt(minor), parseCurrency(currency.toUpperCase()));
}

/**
 * What a failed call means, heard at `now`. Only what the provider states clearly is a refusal; a lost connection, a 5xx
 * and an answer that cannot be read are `unknown`, because the money may have left.
 */
export function resultOf(error: unknown, now: Date): SubmitResult {
  const result = meaningOf(error);
  return result.kind === 'busy' ? { ...result, retryAfterMs: pauseIn(error, now) } : result;
}

function meaningOf(error: unknown): SubmitResult {
  if (!(error instanceof Stripe.errors.StripeError)) return { kind: 'unknown', code: 'unreadable' };
  const status = error.statusCode ?? 0;
  return isClear(error, status)
    ? clearAnswer(error, status)
    : { kind: 'unknown', code: status === 0 ? 'no_answer' : String(status) };
}

/** Said when nobody waited for the outcome any more: what became of the call is open. */
const OPEN_ENDED: readonly number[] = [408, 425, 499];

/** Whether the provider itself says no: with a word of its own, where somebody in between has none. */
function isClear(error: Stripe.errors.StripeError, status: number): boolean {
  if (status < 400 || status >= 500 || OPEN_ENDED.includes(status)) return false;
  // What is not in the provider's envelope reads like an error of OAuth, which is not used here.
  const isItsOwn = !(error instanceof Stripe.errors.StripeOAuthError);
  return isItsOwn && (error.code ?? error.rawType) !== undefined;
}

function clearAnswer(error: Stripe.errors.StripeError, status: number): SubmitResult {
  const code = error.code ?? error.rawType ?? String(status);
  if (status === 429 || status === 409) {
    return { kind: 'busy', code: String(status), retryAfterMs: null };
  }
  if (error instanceof Stripe.errors.InsufficientFundsError) return { kind: 'no_funds', code };
  if (error instanceof Stripe.errors.StripeIdempotencyError) return { kind: 'mismatch', code };
  if (isStanding(error, status)) return { kind: 'stopped', code };
  return {
    kind: 'rejected',
    reason: reasonFor(code),
    rawReason: code,
    ...strangeIn(strangeReason(code)),
  };
}

/** Nothing will go through until a person acts: we are not let in, or our account there is shut. */
function isStanding(error: Stripe.errors.StripeError, status: number): boolean {
  return (
    status === 401 || status === 403 || error instanceof Stripe.errors.FinancialAccountNotOpenError
  );
}

function pauseIn(error: unknown, now: Date): number | null {
  const isTold = error instanceof Stripe.errors.StripeError;
  return isTold ? pauseAskedFor(error.headers?.['retry-after'], now) : null;
}

/** For reading calls: whether the provider said a clear no (4xx other than "too busy"). */
export function isRefusal(error: unknown): error is Stripe.errors.StripeError {
  if (!(error instanceof Stripe.errors.StripeError)) return false;
  return meaningOf(error).kind === 'rejected';
}

/** The same where a call is about somebody's account: that we may not act in it, or no more, is a clear no, too. */
export function isRefusalThere(error: unknown): error is Stripe.errors.StripeError {
  const isShut = error instanceof Stripe.errors.StripeError && error.statusCode === 403;
  return (isShut && isClear(error, 403)) || isRefusal(error);
}

/** For reading calls: anything but an answer. */
export function unavailable(): RailUnavailable {
  return new RailUnavailable();
}

/** The same for an error of the library, heard at `now`: no answer, or that it is too much. */
export function unavailableFor(error: unknown, now: Date): RailUnavailable {
  if (error instanceof RailUnavailable) return error;
  const isBusy = error instanceof Stripe.errors.StripeError && error.statusCode === 429;
  return new RailUnavailable(isBusy ? { retryAfterMs: pauseIn(error, now) } : null);
}
