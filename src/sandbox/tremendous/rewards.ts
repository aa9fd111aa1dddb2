import { randomBytes } from 'node:crypto';
import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Settings } from '../settings.js';
import type { Store } from '../store/store.js';
import type { Lifecycle } from '../stripe/lifecycle.js';
import { badRequest, refused, RewardError, unknown } from './reward-error.js';
import type { RewardBalance } from './reward-balance.js';
import { rewardPlan } from './reward-magic.js';
import type { RewardNotices } from './reward-notices.js';
import {
  rewardLinks,
  rewardOrders,
  rewardReviews,
  type LinkRecord,
  type OrderRecord,
  type ReviewRecord,
} from './reward-records.js';
import type { CreateOrder } from './schemas.js';

const dayMs = 24 * 3_600_000;
const lifetimeMs = 180 * dayMs;

interface Parts {
  readonly balance: RewardBalance;
  readonly notices: RewardNotices;
  readonly lifecycle: Lifecycle;
  readonly settings: () => Settings;
}

/** Orders of one reward each, and what becomes of them. Every change happens inside an open commit. */
export class Rewards {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly parts: Parts,
  ) {
    parts.lifecycle.on('reward_redeem', ({ subject }) => {
      this.#ifLive(subject, (order) => {
        this.redeem(order, order.plan === 'flag' ? ['VPN detected'] : []);
      });
    });
    parts.lifecycle.on('reward_expire', ({ subject }) => {
      this.#ifLive(subject, (order) => {
        this.#giveBack(order, {});
      });
    });
    parts.lifecycle.on('reward_approve', ({ subject }) => {
      const order = this.get(subject);
      if (isWaiting(order)) this.#execute(order);
    });
  }

  /** A new order. Throws 402 when the balance does not cover it. */
  create(body: CreateOrder, amountMinor: number, request: string): OrderRecord {
    const id = randomBytes(6).toString('hex').toUpperCase();
    const at = this.clock.nowMs();
    const plan = rewardPlan(amountMinor);
    const order: OrderRecord = {
      id: `O${id}`,
      rewardId: `R${id}`,
      externalId: body.external_id ?? null,
      campaignId: body.reward.campaign_id,
      amountMinor,
      refundMinor: 0,
      status: plan === 'fail' ? 'FAILED' : 'PENDING INTERNAL PAYMENT APPROVAL',
      plan,
      createdAt: isoOf(at),
      expiresAt: isoOf(at + lifetimeMs),
      isRedeemed: false,
      request,
    };
    this.#save(order);
    if (plan === 'fail') return order;
    this.parts.balance.spend(order.id, amountMinor);
    this.parts.notices.tell('ORDERS.CREATED', 'orders', order.id);
    if (plan !== 'approval') return this.#execute(order);
    this.#plan('reward_approve', order, at + this.parts.settings().processingDelayMs);
    return order;
  }

  /** A second order, as if the name of the first one were not known. Throws 402. */
  repeat({ request, amountMinor }: OrderRecord): OrderRecord {
    return this.create(JSON.parse(request) as CreateOrder, amountMinor, request);
  }

  /** By its own id or by ours. Throws 404. */
  get(id: string): OrderRecord {
    const order = this.store.get(rewardOrders, id) ?? this.byExternalId(id);
    if (!order) throw unknown('order');
    return order;
  }

  byExternalId(externalId: string): OrderRecord | undefined {
    return this.store.group(rewardOrders, externalId)[0];
  }

  /** Throws 404. */
  byReward(rewardId: string): OrderRecord {
    const order = this.store.get(rewardOrders, rewardId.replace(/^R/, 'O'));
    if (!order) throw unknown('reward');
    return order;
  }

  byLink(token: string): OrderRecord | undefined {
    const link = this.store.get(rewardLinks, token);
    return link && this.store.get(rewardOrders, link.orderId);
  }

  /** Oldest first. */
  list(): OrderRecord[] {
    return this.store.all(rewardOrders);
  }

  /** A link of its own; the one before leads nowhere any more. Throws 403 when there is nothing to use. */
  newLink(order: OrderRecord): LinkRecord {
    if (!isLive(order)) throw new RewardError(403, 'This reward has no link any more.');
    for (const old of this.store.group(rewardLinks, order.id)) {
      this.store.remove(rewardLinks, old.token);
    }
    const link = { token: randomBytes(18).toString('base64url'), orderId: order.id };
    this.store.put(rewardLinks, link.token, link);
    return link;
  }

  /** She uses it at its page: at once, or held by the fraud rules when there are reasons. */
  redeem(order: OrderRecord, reasons: readonly string[]): void {
    if (!isLive(order)) throw badRequest('This reward cannot be used any more.');
    const isFlagged = reasons.length > 0;
    this.#save({ ...order, isRedeemed: true });
    this.#saveReview({
      rewardId: order.rewardId,
      status: isFlagged ? 'flagged' : 'released',
      reasons: isFlagged ? reasons : ['Allowed country'],
      redeemedAt: isoOf(this.clock.nowMs()),
      reviewedAt: isFlagged ? null : isoOf(this.clock.nowMs()),
    });
    if (isFlagged) this.parts.notices.tell('REWARDS.FLAGGED', 'rewards', order.rewardId);
  }

  /** Throws 422 when it was used, came back, or is one of those that cannot be cancelled. */
  cancel(order: OrderRecord): void {
    if (!isLive(order) || order.plan === 'refuse_cancel') {
      throw refused('Only rewards that were not redeemed can be canceled.');
    }
    this.#giveBack(order, { status: 'CANCELED' });
    this.parts.notices.tell('REWARDS.CANCELED', 'rewards', order.rewardId);
  }

  /** The provider's approval of an order that waits for it. Throws 422. */
  approve(order: OrderRecord): void {
    if (!isWaiting(order)) throw refused('This order does not wait for approval.');
    this.#execute(order);
  }

  expire(order: OrderRecord): void {
    if (!isLive(order)) throw refused('Only live rewards expire.');
    this.#giveBack(order, {});
  }

  /** Throws 404. */
  review(rewardId: string): ReviewRecord {
    const review = this.store.get(rewardReviews, rewardId);
    if (!review) throw unknown('fraud review');
    return review;
  }

  reviews(): ReviewRecord[] {
    return this.store.all(rewardReviews);
  }

  /** A person decides about a held reward. Throws 422 when nothing is to be decided. */
  decide(rewardId: string, status: 'released' | 'blocked'): ReviewRecord {
    const review = this.review(rewardId);
    if (review.status !== 'flagged') throw refused('This review is complete.');
    const decided = { ...review, status, reviewedAt: isoOf(this.clock.nowMs()) };
    this.#saveReview(decided);
    if (status === 'blocked') {
      const order = this.byReward(rewardId);
      this.#giveBack(order, { status: 'CANCELED' });
      this.parts.notices.tell('REWARDS.CANCELED', 'rewards', rewardId);
    }
    return decided;
  }

  #execute(order: OrderRecord): OrderRecord {
    const done: OrderRecord = { ...order, status: 'EXECUTED' };
    this.#save(done);
    this.parts.notices.tell('REWARDS.DELIVERY.SUCCEEDED', 'rewards', order.rewardId);
    const soon = this.clock.nowMs() + this.parts.settings().processingDelayMs;
    if (order.plan === 'redeem' || order.plan === 'flag') this.#plan('reward_redeem', order, soon);
    const end = order.plan === 'expire' ? soon : Date.parse(order.expiresAt);
    this.#plan('reward_expire', order, end);
    return done;
  }

  #giveBack(order: OrderRecord, change: Partial<OrderRecord>): void {
    this.#save({ ...order, ...change, refundMinor: order.amountMinor });
    this.parts.balance.refund(order.id, order.amountMinor);
  }

  #plan(
    act: 'reward_redeem' | 'reward_expire' | 'reward_approve',
    { id }: OrderRecord,
    atMs: number,
  ): void {
    this.parts.lifecycle.plan({ subject: id, act, atMs, reason: null });
  }

  #ifLive(id: string, work: (order: OrderRecord) => void): void {
    const order = this.get(id);
    if (isLive(order)) work(order);
  }

  #save(order: OrderRecord): void {
    this.store.put(rewardOrders, order.id, order);
  }

  #saveReview(review: ReviewRecord): void {
    this.store.put(rewardReviews, review.rewardId, review);
  }
}

function isWaiting({ status }: OrderRecord): boolean {
  return status === 'PENDING INTERNAL PAYMENT APPROVAL';
}

/** Its link leads to money. */
export function isLive({ status, isRedeemed, refundMinor }: OrderRecord): boolean {
  return status === 'EXECUTED' && !isRedeemed && refundMinor === 0;
}
