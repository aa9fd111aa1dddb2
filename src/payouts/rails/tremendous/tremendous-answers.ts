import { unreadAmount, type SeenAmount } from '../amounts.js';
import type { FlaggedPayment, Observed, ObservedState, SubmitResult } from '../rail.js';
import { strangeAmount, strangeIn, unless } from '../strange-words.js';
import { moneyFrom } from './exact-json.js';
import type { Answer } from './tremendous-client.js';
import { dateOf, items, jsonOf, member, textOf } from './tremendous-json.js';
import { failureOf } from './tremendous-refusals.js';

/** An order of one reward, read from the provider's answer. */
export interface Order {
  readonly id: string;
  readonly externalId: string | null;
  readonly status: string;
  readonly amount: SeenAmount;
  readonly isRefunded: boolean;
  readonly rewardId: string;
  readonly expiresAt: Date | null;
  readonly link: string | null;
}

/** The provider's look at a reward that was used. */
export interface Review {
  readonly status: string;
  readonly reasons: readonly string[];
  readonly redeemedAt: Date | null;
  readonly rewardId: string | null;
  readonly orderId: string | null;
}

/** Null when the answer is not the order we can understand. */
export function orderFrom(value: unknown): Order | null {
  const id = textOf(member(value, 'id'));
  const status = textOf(member(value, 'status'));
  const [reward] = items(member(value, 'rewards'));
  const rewardId = textOf(member(reward, 'id'));
  if (id === null || status === null || rewardId === null) return null;
  const refund = member(value, 'payment', 'refund');
  const refunded = moneyFrom(member(refund, 'total'), member(refund, 'currency_code'));
  return {
    id,
    externalId: textOf(member(value, 'external_id')),
    status,
    amount: worthOf(member(reward, 'value')),
    isRefunded: refunded !== null && refunded.minor > 0n,
    rewardId,
    expiresAt: dateOf(member(reward, 'expires_at')),
    link: textOf(member(reward, 'delivery', 'link')),
  };
}

function worthOf(value: unknown): SeenAmount {
  const parts = [member(value, 'denomination'), member(value, 'currency_code')] as const;
  return moneyFrom(...parts) ?? unreadAmount(...parts);
}

export function reviewFrom(value: unknown): Review | null {
  const status = textOf(member(value, 'status'));
  if (status === null) return null;
  return {
    status,
    reasons: items(member(value, 'reasons')).map(String),
    redeemedAt: dateOf(member(value, 'redeemed_at')),
    rewardId: textOf(member(value, 'reward', 'id')),
    orderId: textOf(member(value, 'reward', 'order_id')),
  };
}

/** A payment that a review of the list holds; none when the row names no order. */
export function flaggedFrom(row: unknown): FlaggedPayment[] {
  const review = reviewFrom(row);
  if (!review?.orderId) return [];
  return [{ providerRef: review.orderId, reasons: review.reasons, since: review.redeemedAt }];
}

/** As the provider's library names them. */
const ORDER_STATES = [
  'OPEN',
  'EXECUTED',
  'FAILED',
  'CANCELED',
  'PENDING APPROVAL',
  'PENDING INTERNAL PAYMENT APPROVAL',
  'PENDING SETTLEMENT',
];
/** Somebody must say yes before it goes: the company's own people, or an administrator of our account there. */
const AWAITING = ['PENDING APPROVAL', 'PENDING INTERNAL PAYMENT APPROVAL'];
const REVIEW_STATES = ['flagged', 'blocked', 'released'];

/** Whether she may still be paid by it, or was. */
export function isStanding({ status, isRefunded }: Order): boolean {
  return !isRefunded && status !== 'CANCELED' && status !== 'FAILED';
}

/** What there is besides an order among rows of the same name: those that cannot be read too. */
export function othersIn(rows: readonly unknown[], { id }: Order): { readonly id: string }[] {
  const names = new Set(rows.map((row) => textOf(member(row, 'id'))));
  return [...names].flatMap((name) => (name === null || name === id ? [] : [{ id: name }]));
}

/** A payment in our words: on its way until she used the link. */
export function observedFrom(order: Order, review: Review | null): Observed {
  const state = stateOf(order, review);
  const isOver = ['failed', 'cancelled', 'expired'].includes(state);
  const isBlocked = review?.status === 'blocked';
  return {
    providerRef: order.id,
    reference: order.externalId,
    state,
    amount: order.amount,
    reason: isOver ? reasonFor(state, isBlocked) : null,
    rawReason: isOver ? (isBlocked ? review.reasons.join(', ') : order.status) : null,
    usableUntil: order.expiresAt,
    ...(state === 'under_review' && review?.redeemedAt ? { heldSince: review.redeemedAt } : {}),
    ...strangeIn(
      unless(ORDER_STATES, 'payment_state', order.status),
      unless(REVIEW_STATES, 'payment_state', review?.status ?? null),
      strangeAmount(order.amount),
    ),
  };
}

function stateOf(order: Order, review: Review | null): ObservedState {
  if (order.status === 'CANCELED') return 'cancelled';
  if (order.status === 'FAILED') return 'failed';
  if (review) return stateAfterUse(review);
  if (order.isRefunded) return 'expired';
  return AWAITING.includes(order.status) ? 'under_review' : 'processing';
}

/** She used the link: the provider let it pass, holds it, or has taken it back for good. */
function stateAfterUse({ status }: Review): ObservedState {
  if (status === 'blocked') return 'cancelled';
  return status === 'released' ? 'posted' : 'under_review';
}

function reasonFor(state: ObservedState, isBlocked: boolean): NonNullable<Observed['reason']> {
  if (isBlocked) return 'review';
  if (state === 'expired') return 'expired';
  return state === 'cancelled' ? 'cancelled_at_provider' : 'unknown';
}

/** What the answer to an order means: 200 is a new one, 201 the one that was there already under our name. */
export function resultOf(answer: Answer): SubmitResult {
  const isDone = answer.status >= 200 && answer.status < 300;
  return isDone ? accepted(answer) : failureOf(answer);
}

function accepted(answer: Answer): SubmitResult {
  const order = orderFrom(member(jsonOf(answer), 'order'));
  if (order === null) return { kind: 'unknown', code: 'unreadable' };
  if (order.status === 'FAILED') {
    return { kind: 'rejected', reason: 'unknown', rawReason: 'order_failed' };
  }
  const claim = order.link === null ? {} : { claim: order.link };
  return { kind: 'accepted', observed: observedFrom(order, null), ...claim };
}
