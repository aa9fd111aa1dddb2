import type Stripe from 'stripe';
import type { Money } from '#kernel';
import type { Observed, ObservedState, RecipientState } from '../rail.js';
import { moneyOf, reasonFor, REFERENCE } from '../stripe-api/stripe-results.js';

type Payment = Stripe.V2.MoneyManagement.OutboundPayment;
type Account = Stripe.V2.Core.Account;
/** Amounts of API v2. */
export type AmountShape = Payment['amount'];

/** An amount as API v2 writes it: whole minor units. */
export function moneyFrom({ value, currency }: AmountShape): Money {
  return moneyOf(value, currency);
}

/** A payment in our words. */
export function observedFrom(payment: Payment): Observed {
  const raw = reasonIn(payment);
  return {
    providerRef: payment.id,
    reference: payment.metadata?.[REFERENCE] ?? null,
    state: stateOf(payment),
    amount: moneyFrom(payment.amount),
    reason: raw === null ? null : reasonFor(raw),
    rawReason: raw ?? unknownStatus(payment),
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

/** The status as it came, when we do not know it. */
function unknownStatus({ status }: Payment): string | null {
  const isKnown = ['processing', 'canceled', 'posted', 'failed', 'returned'].includes(status);
  return isKnown ? null : status;
}

/** A recipient in our words: ready when bank accounts of hers can be paid. */
export function recipientFrom(account: Account): RecipientState {
  const banks = account.configuration?.recipient?.capabilities?.bank_accounts;
  const status = banks?.local?.status ?? 'pending';
  const entries = account.requirements?.entries ?? [];
  const requirements = entries.map(({ description }) => description);
  return { ref: account.id, status: readiness(status, requirements), requirements };
}

function readiness(status: string, requirements: readonly string[]): RecipientState['status'] {
  if (status === 'active') return 'ready';
  if (status === 'rejected' || status === 'unsupported') return 'rejected';
  return status === 'restricted' && requirements.length > 0 ? 'needs_action' : 'pending';
}
