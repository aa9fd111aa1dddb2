import { major } from './decimal.js';
import type { MovementRecord, OrderRecord, ReviewRecord } from './reward-records.js';

const currency = 'USD';

/** An order as the provider writes it; the link is in the first answer only. */
export function orderShape(order: OrderRecord, link?: string): object {
  const { id, externalId, campaignId, createdAt, status, amountMinor, refundMinor } = order;
  return {
    id,
    external_id: externalId,
    campaign_id: campaignId,
    created_at: createdAt,
    status,
    channel: 'API',
    payment: {
      subtotal: major(amountMinor),
      total: major(amountMinor),
      fees: major(0),
      discount: major(0),
      currency_code: currency,
      ...(refundMinor === 0
        ? {}
        : { refund: { total: major(refundMinor), currency_code: currency } }),
    },
    rewards: [rewardShape(order, link)],
  };
}

export function rewardShape(order: OrderRecord, link?: string): object {
  return {
    id: order.rewardId,
    order_id: order.id,
    created_at: order.createdAt,
    expires_at: order.expiresAt,
    value: { denomination: major(order.amountMinor), currency_code: currency },
    recipient: {},
    delivery: {
      method: 'LINK',
      status: deliveryOf(order),
      ...(link === undefined ? {} : { link }),
    },
  };
}

function deliveryOf({ status }: OrderRecord): string {
  if (status === 'FAILED') return 'FAILED';
  return status === 'EXECUTED' || status === 'CANCELED' ? 'SUCCEEDED' : 'PENDING';
}

/** A review in a list; asked for alone, it tells the risk too. */
export function reviewShape(review: ReviewRecord, order: OrderRecord): object {
  return {
    status: review.status,
    reasons: review.reasons,
    redeemed_at: review.redeemedAt,
    ...(review.reviewedAt === null
      ? {}
      : { reviewed_by: 'Reviewer', reviewed_at: review.reviewedAt }),
    reward: rewardShape(order),
  };
}

export function wholeReviewShape(review: ReviewRecord, order: OrderRecord): object {
  return { ...reviewShape(review, order), risk: review.status === 'flagged' ? 'medium' : 'low' };
}

export function movementShape(movement: MovementRecord, order: OrderRecord | null): object {
  const { createdAt, amountMinor, balanceMinor, action, description } = movement;
  return {
    created_at: createdAt,
    amount: major(amountMinor),
    currency_code: currency,
    balance: major(balanceMinor),
    action,
    description,
    ...(order === null ? {} : { order: { id: order.id, external_id: order.externalId } }),
  };
}
