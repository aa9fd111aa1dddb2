import type Stripe from 'stripe';
import type { Money } from '#kernel';
import { amountSeen, type SeenAmount } from '../amounts.js';
import type { MethodSaved, Observed, ObservedState, ReasonCode, RecipientState } from '../rail.js';
import {
  CAPABILITY_STATES,
  moneyOf,
  reasonFor,
  REFERENCE,
  strangeReason,
} from '../stripe-api/stripe-results.js';
import { strangeAmount, strangeIn, unless } from '../strange-words.js';

type Payment = Stripe.V2.MoneyManagement.OutboundPayment;
type Account = Stripe.V2.Core.Account;
/** Amounts of API v2. */
export type AmountShape = Payment['amount'];

/** An amount as API v2 writes it: whole minor units. */
export function moneyFrom({ value, currency }: AmountShape): Money {
  return moneyOf(value, currency);
}

const STATES = ['processing', 'canceled', 'posted', 'failed', 'returned'];

/** Whether nothing of it is with her. */
export function isOver(status: string): boolean {
  return ['canceled', 'failed', 'returned'].includes(status);
}

/** A payment in our words. */
export function observedFrom(payment: Payment): Observed {
  const raw = reasonIn(payment);
  const amount = amountIn(payment);
  return {
    providerRef: payment.id,
    reference: payment.metadata?.[REFERENCE] ?? null,
    state: stateOf(payment),
    amount,
    reason: reasonOf(payment, raw),
    rawReason: raw ?? unless(STATES, 'payment_state', payment.status)?.value ?? null,
    ...strangeIn(
      unless(STATES, 'payment_state', payment.status),
      unless(['under_review'], 'payment_state', processingReason(payment)),
      strangeReason(raw),
      strangeAmount(amount),
    ),
  };
}

function processingReason({ status_details: details }: Payment): string | null {
  return details?.processing?.reason ?? null;
}

function amountIn({ amount }: { readonly amount?: Partial<AmountShape> | null }): SeenAmount {
  return amountSeen(amount?.value, amount?.currency);
}

/** Nobody gives a reason for what was cancelled, here or there: that it was is the reason. */
function reasonOf({ status }: Payment, raw: string | null): ReasonCode | null {
  if (raw !== null) return reasonFor(raw);
  return status === 'canceled' ? 'cancelled_at_provider' : null;
}

function reasonIn({ status_details: details }: Payment): string | null {
  return details?.failed?.reason ?? details?.returned?.reason ?? null;
}

function stateOf(payment: Payment): ObservedState {
  switch (payment.status) {
    case 'processing':
      return processingReason(payment) === 'under_review' ? 'under_review' : 'processing';
    case 'canceled':
      return 'cancelled';
    case 'posted':
    case 'failed':
    case 'returned':
      return payment.status;
    default:
      // A word Stripe added since: nothing is concluded from it, and the payment is looked at again.
      return 'processing';
  }
}

/** A recipient in our words: ready when an account of hers can be paid, of whatever kind she was asked for. */
export function recipientFrom(account: Account): RecipientState {
  const capabilities = account.configuration?.recipient?.capabilities;
  const { local } = capabilities?.bank_accounts ?? {};
  const asked = [local?.status, capabilities?.cards?.status].filter((one) => one !== undefined);
  const entries = account.requirements?.entries ?? [];
  const requirements = entries.map(({ description }) => description);
  return {
    ref: account.id,
    status: readiness(asked, requirements),
    requirements,
    ...strangeIn(...asked.map((status) => unless(CAPABILITY_STATES, 'recipient_state', status))),
  };
}

const REFUSED: readonly string[] = ['rejected', 'unsupported'];

function readiness(
  asked: readonly string[],
  requirements: readonly string[],
): RecipientState['status'] {
  if (asked.includes('active')) return 'ready';
  if (asked.length > 0 && asked.every((status) => REFUSED.includes(status))) return 'rejected';
  return asked.includes('restricted') && requirements.length > 0 ? 'needs_action' : 'pending';
}

type SetUpIntent = Pick<
  Stripe.V2.MoneyManagement.OutboundSetupIntent,
  'id' | 'status' | 'payout_method'
>;

const REFUSED_SET_UPS: readonly string[] = ['canceled', 'requires_payout_method'];

/** What became of an account that was handed over: only a clear no is a refusal. */
export function methodSetUp({ id, status, payout_method: method }: SetUpIntent): MethodSaved {
  if (REFUSED_SET_UPS.includes(status)) return { kind: 'refused', code: 'bad_account' };
  if (status === 'succeeded' && method) {
    const lastDigits = (method.bank_account?.last4 ?? '').slice(-2);
    return { kind: 'saved', ref: method.id, lastDigits };
  }
  const known = ['succeeded', 'requires_action'];
  return { kind: 'waiting', ref: id, ...strangeIn(unless(known, 'recipient_state', status)) };
}

type SavedAccount = Stripe.V2.MoneyManagement.PayoutMethod;

/** The way by which money reaches a debit card. */
export const DEBIT_CARD = 'debit-card';

/**
 * What she set up on Stripe's own pages: the newest card of hers that can be paid. A bank account is refused: nobody
 * could tell whose it is too, because Stripe shows no mark of it; it belongs into our own form.
 */
export function methodFrom(methods: readonly SavedAccount[]): MethodSaved {
  const usable = methods.filter(
    ({ archived, usage_status: usage }) => !archived && usage.payments === 'eligible',
  );
  const newestFirst = usable.sort((a, b) => Date.parse(b.created) - Date.parse(a.created));
  for (const { id: ref, card } of newestFirst) {
    if (!card) continue;
    const { last4, fingerprint: identity } = card;
    return { kind: 'saved', ref, lastDigits: last4.slice(-2), way: DEBIT_CARD, identity };
  }
  return usable.length === 0 ? { kind: 'waiting' } : { kind: 'refused', code: 'bad_account' };
}
