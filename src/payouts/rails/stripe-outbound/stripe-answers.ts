import type Stripe from 'stripe';
import type { Money } from '#kernel';
import type { Observed, ObservedState, RecipientState } from '../rail.js';
import {
  CAPABILITY_STATES,
  moneyOf,
  reasonFor,
  REFERENCE,
  strangeReason,
} from '../stripe-api/stripe-results.js';
import { strangeIn, unless } from '../strange-words.js';

type Payment = Stripe.V2.MoneyManagement.OutboundPayment;
type Account = Stripe.V2.Core.Account;
/** Amounts of API v2. */
export type AmountShape = Payment['amount'];

/** An amount as API v2 writes it: whole minor units. */
export function moneyFrom({ value, currency }: AmountShape): Money {
  return moneyOf(value, currency);
}

const STATES = ['processing', 'canceled', 'posted', 'failed', 'returned'];

/** A payment in our words. */
export function observedFrom(payment: Payment): Observed {
  const raw = reasonIn(payment);
  return {
    providerRef: payment.id,
    reference: payment.metadata?.[REFERENCE] ?? null,
    state: stateOf(payment),
    amount: moneyFrom(payment.amount),
    reason: raw === null ? null : reasonFor(raw),
    rawReason: raw ?? unless(STATES, 'payment_state', payment.status)?.value ?? null,
    ...strangeIn(unless(STATES, 'payment_state', payment.status), strangeReason(raw)),
  };
}

function reasonIn({ status_details: details }: Payment): string | null {
  return details?.failed?.reason ?? details?.returned?.reason ?? null;
}

function stateOf({ status, status_details: details }: Payment): ObservedState {
  switch (status) {
    case 'processing':
      return details?.processing?.reason === 'under_review' ? 'under_review' : 'processing';
    case 'canceled':
      return 'cancelled';
    case 'posted':
    case 'failed':
    case 'returned':
      return status;
    default:
      // A word Stripe added since: nothing is concluded from it, and the payment is looked at again.
      return 'processing';
  }
}

/** A recipient in our words: ready when bank accounts of hers can be paid. */
export function recipientFrom(account: Account): RecipientState {
  const banks = account.configuration?.recipient?.capabilities?.bank_accounts;
  const status = banks?.local?.status ?? 'pending';
  const entries = account.requirements?.entries ?? [];
  const requirements = entries.map(({ description }) => description);
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
  return status === 'restricted' && requirements.length > 0 ? 'needs_action' : 'pending';
}
