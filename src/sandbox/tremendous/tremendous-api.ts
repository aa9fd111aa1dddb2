import canonicalize from 'canonicalize';
import type { Exchange, Outcome, Reply } from '../http/exchange.js';
import type { Fault, Faults } from '../http/faults.js';
import type { Store } from '../store/store.js';
import { newId } from '../stripe/ids.js';
import { minorFrom, readExact, writeExact } from './decimal.js';
import type { RewardBalance } from './reward-balance.js';
import { badRequest, RewardError, unknown } from './reward-error.js';
import { rewardCampaigns, rewardOrders, type CampaignRecord } from './reward-records.js';
import {
  movementShape,
  orderShape,
  reviewShape,
  rewardShape,
  wholeReviewShape,
} from './reward-shapes.js';
import type { Rewards } from './rewards.js';
import {
  createCampaign,
  createOrder,
  nothing,
  orderQuery,
  reviewQuery,
  rewardQuery,
  transactionQuery,
  type ListQuery,
} from './schemas.js';

/** The id of the balance as a source of money; `balance` means the same. */
export const balanceId = 'BALANCE00001';

interface Answer {
  readonly status: number;
  readonly body: object;
}
type Act = (call: {
  readonly id: string;
  readonly query: unknown;
  readonly body: unknown;
}) => Answer;

const base = '/api/v2';
const defaultLimit = 10;
const mostListed = 500;
const ok = (body: object): Answer => ({ status: 200, body });

interface Parts {
  readonly rewards: Rewards;
  readonly balance: RewardBalance;
  readonly store: Store;
  readonly faults: Faults;
  readonly apiKey: string;
  readonly publicUrl: () => string;
}

/** The gate of the rewards API: who asks, is the request valid; then the work and its answer in one commit. */
export class TremendousApi {
  readonly #acts: Readonly<Record<string, Act>>;

  constructor(private readonly parts: Parts) {
    this.#acts = { ...this.#reading(), ...this.#changing() };
  }

  async answer(exchange: Exchange, fault: Fault | null): Promise<Outcome> {
    if (exchange.headers['authorization'] !== `Bearer ${this.parts.apiKey}`) {
      return new RewardError(401, 'The API key is missing or wrong.').reply();
    }
    return this.parts.faults.apply(
      fault,
      () => this.#reply(exchange),
      (status, _, message) => new RewardError(status, message).reply(),
    );
  }

  #reply(exchange: Exchange): Reply {
    try {
      const { act, id } = this.#find(exchange);
      const query = Object.fromEntries(new URLSearchParams(exchange.search));
      const answer = this.parts.store.commit(() => act({ id, query, body: bodyOf(exchange) }));
      return jsonText(answer);
    } catch (error) {
      if (error instanceof RewardError) return error.reply();
      throw error;
    }
  }

  #find({ method, path }: Exchange): { readonly act: Act; readonly id: string } {
    const [, collection = '', id, verb] = path.slice(base.length).split('/');
    const name = [method, collection, ...(id === undefined ? [] : [':id']), verb]
      .filter((part) => part !== undefined)
      .join(' ');
    const act = this.#acts[name];
    if (!act) throw unknown('endpoint');
    return { act, id: decodeURIComponent(id ?? '') };
  }

  #reading(): Readonly<Record<string, Act>> {
    const { rewards, balance, store } = this.parts;
    return {
      'GET funding_sources': () => ok({ funding_sources: [this.#source()] }),
      'GET funding_sources :id': ({ id }) => {
        if (id !== balanceId && id !== 'balance') throw unknown('funding source');
        return ok({ funding_source: this.#source() });
      },
      'GET campaigns': () => ok({ campaigns: store.all(rewardCampaigns).map(campaignShape) }),
      'GET campaigns :id': ({ id }) => ok({ campaign: campaignShape(this.#campaign(id)) }),
      'GET orders': ({ query }) => {
        const wish = orderQuery(query);
        const { external_id: name } = wish;
        const all = name === undefined ? rewards.list() : store.group(rewardOrders, name);
        const listed = pageOf(all, wish);
        return ok({
          orders: listed.rows.map((order) => orderShape(order)),
          total_count: listed.total,
        });
      },
      'GET orders :id': ({ id }) => ok({ order: orderShape(rewards.get(id)) }),
      'GET rewards': ({ query }) => {
        const listed = pageOf(rewards.list(), rewardQuery(query));
        return ok({
          rewards: listed.rows.map((order) => rewardShape(order)),
          total_count: listed.total,
        });
      },
      'GET rewards :id': ({ id }) => ok({ reward: rewardShape(rewards.byReward(id)) }),
      'GET fraud_reviews': ({ query }) => this.#reviews(reviewQuery(query)),
      'GET fraud_reviews :id': ({ id }) => this.#review(id),
      'GET balance_transactions': ({ query }) => {
        const { rows, total } = pageOf(balance.movements(), transactionQuery(query));
        const transactions = rows.map((movement) =>
          movementShape(movement, movement.orderId === null ? null : rewards.get(movement.orderId)),
        );
        return ok({ transactions, total_count: total });
      },
    };
  }

  #changing(): Readonly<Record<string, Act>> {
    const { rewards, store } = this.parts;
    return {
      'POST campaigns': ({ body }) => {
        const wish = createCampaign(body);
        const { name, fee_charged_to: feeChargedTo = 'SENDER' } = wish;
        const campaign: CampaignRecord = { id: newId('cmp'), name, feeChargedTo };
        store.put(rewardCampaigns, campaign.id, campaign);
        return ok({ campaign: campaignShape(campaign) });
      },
      'POST orders': ({ body }) => this.#create(body),
      'POST rewards :id generate_link': ({ id, body }) => {
        nothing(body ?? {});
        const { token } = rewards.newLink(rewards.byReward(id));
        return ok({ reward: { id, link: this.linkTo(token) } });
      },
      'POST rewards :id cancel': ({ id, body }) => {
        nothing(body ?? {});
        rewards.cancel(rewards.byReward(id));
        return ok({});
      },
      'POST fraud_reviews :id release': ({ id }) => {
        rewards.decide(id, 'released');
        return this.#review(id);
      },
      'POST fraud_reviews :id block': ({ id }) => {
        rewards.decide(id, 'blocked');
        return this.#review(id);
      },
    };
  }

  /** The address at which a person uses a reward. */
  linkTo(token: string): string {
    return `${this.parts.publicUrl()}/rewards/${token}`;
  }

  /** 200 the first time, 201 for the same request under the same name, 409 for another one. */
  #create(body: unknown): Answer {
    const { rewards } = this.parts;
    const wish = createOrder(body);
    const request = canonicalize(body) ?? '';
    const known = wish.external_id == null ? undefined : rewards.byExternalId(wish.external_id);
    if (known) {
      if (known.request !== request) {
        throw new RewardError(409, 'An order with this external_id has other parameters.');
      }
      return { status: 201, body: { order: orderShape(known) } };
    }
    this.#campaign(wish.reward.campaign_id);
    if (!['balance', balanceId].includes(wish.payment.funding_source_id)) {
      throw badRequest('/payment/funding_source_id is not a source of money here.');
    }
    const amountMinor = minorFrom(wish.reward.value.denomination);
    if (amountMinor === null || amountMinor === 0) {
      throw badRequest('/reward/value/denomination must be an amount with at most two decimals.');
    }
    const order = rewards.create(wish, amountMinor, request);
    const link = order.status === 'EXECUTED' ? rewards.newLink(order).token : null;
    return ok({ order: orderShape(order, link === null ? undefined : this.linkTo(link)) });
  }

  #reviews(wish: ListQuery): Answer {
    const { rewards } = this.parts;
    const rows = rewards
      .reviews()
      .filter(({ status }) => wish.status === undefined || status === wish.status)
      .map((review) => ({ review, createdAt: review.redeemedAt }));
    const listed = pageOf(rows, wish);
    const shapes = listed.rows.map(({ review }) =>
      reviewShape(review, rewards.byReward(review.rewardId)),
    );
    return ok({ fraud_reviews: shapes, total_count: listed.total });
  }

  #review(id: string): Answer {
    const { rewards } = this.parts;
    return ok({ fraud_review: wholeReviewShape(rewards.review(id), rewards.byReward(id)) });
  }

  #campaign(id: string): CampaignRecord {
    const campaign = this.parts.store.get(rewardCampaigns, id);
    if (!campaign) throw badRequest('/reward/campaign_id is not a campaign of yours.');
    return campaign;
  }

  #source(): object {
    const available = this.parts.balance.availableMinor;
    return {
      id: balanceId,
      method: 'balance',
      usage_permissions: ['api_orders', 'dashboard_orders'],
      status: 'active',
      meta: { available_cents: available, pending_cents: 0, currency_code: 'USD' },
    };
  }
}

function campaignShape({ id, name, feeChargedTo }: CampaignRecord): object {
  return { id, name, description: null, products: [], fee_charged_to: feeChargedTo };
}

function bodyOf({ body, headers }: Exchange): unknown {
  if (body === '') return undefined;
  if (!(headers['content-type'] ?? '').startsWith('application/json')) {
    throw badRequest('The body must be JSON.');
  }
  try {
    return readExact(body);
  } catch {
    throw badRequest('The body is not JSON.');
  }
}

/** Newest first, by number of rows passed over: rows that arrive meanwhile move the others, as they do there. */
function pageOf<Row extends { readonly createdAt: string }>(
  oldestFirst: readonly Row[],
  wish: ListQuery,
): { readonly rows: readonly Row[]; readonly total: number } {
  const from = Date.parse(wish['created_at[gte]'] ?? '1970-01-01T00:00:00Z');
  const to = Date.parse(wish['created_at[lte]'] ?? '9999-01-01T00:00:00Z');
  const wanted = oldestFirst.filter(({ createdAt }) => {
    const at = Date.parse(createdAt);
    return at >= from && at <= to;
  });
  const offset = Number(wish.offset ?? 0);
  const limit = Math.min(Number(wish.limit ?? defaultLimit), mostListed);
  return { rows: wanted.toReversed().slice(offset, offset + limit), total: wanted.length };
}

function jsonText({ status, body }: Answer): Reply {
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: writeExact(body) };
}
