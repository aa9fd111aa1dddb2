import { table, type Table } from '../store/table.js';
import type { RewardPlan } from './reward-magic.js';

export type OrderStatus = 'EXECUTED' | 'FAILED' | 'CANCELED' | 'PENDING INTERNAL PAYMENT APPROVAL';

/** An order with its one reward. Amounts are cents. */
export interface OrderRecord {
  readonly id: string;
  readonly rewardId: string;
  readonly externalId: string | null;
  readonly campaignId: string;
  readonly amountMinor: number;
  readonly refundMinor: number;
  readonly status: OrderStatus;
  readonly plan: RewardPlan;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly isRedeemed: boolean;
  /** The request as it came, to tell a repeat from another order under the same name. */
  readonly request: string;
}

export const rewardOrders = table<OrderRecord>('rewardOrder', {
  group: ({ externalId }) => externalId ?? '',
});

/** The provider's look at a reward that was used; its id is the reward's. */
export interface ReviewRecord {
  readonly rewardId: string;
  readonly status: 'flagged' | 'blocked' | 'released';
  readonly reasons: readonly string[];
  readonly redeemedAt: string;
  readonly reviewedAt: string | null;
}

export const rewardReviews = table<ReviewRecord>('rewardReview');

/** One movement of the balance. The provider gives it no id. */
export interface MovementRecord {
  readonly createdAt: string;
  readonly amountMinor: number;
  readonly balanceMinor: number;
  readonly action: 'deposit' | 'order' | 'refund';
  readonly description: string;
  readonly orderId: string | null;
}

export const rewardMovements = table<MovementRecord>('rewardMovement');

export interface CampaignRecord {
  readonly id: string;
  readonly name: string;
  readonly feeChargedTo: 'SENDER' | 'RECIPIENT';
}

export const rewardCampaigns = table<CampaignRecord>('rewardCampaign');

/** A link that still leads to a reward. */
export interface LinkRecord {
  readonly token: string;
  readonly orderId: string;
}

export const rewardLinks = table<LinkRecord>('rewardLink', { group: ({ orderId }) => orderId });

/** A notice, word for word as it leaves. */
export interface RewardNoticeRecord {
  readonly uuid: string;
  readonly body: string;
  readonly event: string;
  readonly about: string;
}

export const rewardNotices = table<RewardNoticeRecord>('rewardNotice');

/** All that the rewards provider remembers. */
export const rewardTables: readonly Table<object>[] = [
  rewardOrders,
  rewardReviews,
  rewardMovements,
  rewardCampaigns,
  rewardLinks,
  rewardNotices,
];
