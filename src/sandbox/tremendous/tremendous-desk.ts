import type { Store } from '../store/store.js';
import { RewardError } from './reward-error.js';
import {
  rewardCampaigns,
  rewardReviews,
  type CampaignRecord,
  type MovementRecord,
  type OrderRecord,
} from './reward-records.js';
import type { RewardBalance } from './reward-balance.js';
import type { RewardNotices, SentNotice } from './reward-notices.js';
import { isLive, type Rewards } from './rewards.js';

export const rewardLevers = [
  'approve',
  'redeem',
  'flag',
  'expire',
  'cancel',
  'release',
  'block',
] as const;

export type RewardLever = (typeof rewardLevers)[number];

/** An order for people: with where its reward stands. */
export interface RewardRow extends OrderRecord {
  readonly review: 'flagged' | 'blocked' | 'released' | null;
}

/** The levers of the rewards provider, for its page, the control API and tests. */
export class TremendousDesk {
  constructor(
    private readonly store: Store,
    private readonly rewards: Rewards,
    readonly balance: RewardBalance,
    readonly notices: RewardNotices,
  ) {}

  /** Newest first. */
  orders(): RewardRow[] {
    return this.rewards
      .list()
      .reverse()
      .map((order) => ({
        ...order,
        review: this.store.get(rewardReviews, order.rewardId)?.status ?? null,
      }));
  }

  movements(): MovementRecord[] {
    return this.balance.movements();
  }

  /** Oldest first. */
  noticesSent(): SentNotice[] {
    return this.notices.list();
  }

  /** Somebody edits a campaign on the provider's own pages: who pays its fees from now on. */
  charge(campaignId: string, feeChargedTo: CampaignRecord['feeChargedTo']): void {
    const campaign = this.store.get(rewardCampaigns, campaignId);
    if (!campaign) throw new RewardError(404, 'There is no such campaign.');
    this.store.commit(() => {
      this.store.put(rewardCampaigns, campaignId, { ...campaign, feeChargedTo });
    });
  }

  /** Does to a reward what a person or time would do. Throws `RewardError`. */
  pull(orderId: string, lever: RewardLever): RewardRow {
    return this.store.commit(() => {
      const order = this.rewards.get(orderId);
      switch (lever) {
        case 'approve':
          this.rewards.approve(order);
          break;
        case 'cancel':
          this.rewards.cancel(order);
          break;
        case 'redeem':
          this.rewards.redeem(order, []);
          break;
        case 'flag':
          this.rewards.redeem(order, ['VPN detected']);
          break;
        case 'expire':
          this.rewards.expire(order);
          break;
        case 'release':
          this.rewards.decide(order.rewardId, 'released');
          break;
        case 'block':
          this.rewards.decide(order.rewardId, 'blocked');
      }
      const row = this.orders().find(({ id }) => id === order.id);
      if (!row) throw new RewardError(404, 'No such order.');
      return row;
    });
  }

  /** Once more under the same name, as its documents say that it never does. Throws `RewardError`. */
  orderAgain(orderId: string): OrderRecord {
    return this.store.commit(() => this.rewards.repeat(this.rewards.get(orderId)));
  }

  deposit(amountMinor: number): void {
    this.store.commit(() => {
      this.balance.deposit(amountMinor);
    });
  }
}

/** What can still happen to an order. */
export function leversFor(row: RewardRow): readonly RewardLever[] {
  if (row.review === 'flagged') return ['release', 'block'];
  if (row.status === 'PENDING INTERNAL PAYMENT APPROVAL') return ['approve'];
  return isLive(row) ? ['redeem', 'flag', 'expire', 'cancel'] : [];
}
