import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, days, DomainError, hours, invariant, later, Money } from '#kernel';
import { Config, UnitOfWork } from '#platform';
import { SendingPolicy } from '../../sending/sending-policy.js';
import { standingFirst, withOthers } from '../lookups.js';
import type {
  FlaggedPayment,
  LookupQuery,
  MethodSaved,
  Observed,
  PayeeDetails,
  PayoutRail,
  RailBalance,
  RailCapabilities,
  RecipientState,
  Resolved,
  SubmitPayout,
  SubmitResult,
  VerifiedNotice,
} from '../rail.js';
import type { StatementEntry } from '../statement.js';
import {
  flaggedFrom,
  isStanding,
  observedFrom,
  orderFrom,
  othersIn,
  resultOf,
  reviewFrom,
  type Order,
  type Review,
} from './tremendous-answers.js';
import { REWARD_EVENTS } from '../event-types.js';
import { RailUnavailable } from '../rail-unavailable.js';
import { call, type Answer } from './tremendous-client.js';
import { entriesFrom } from './tremendous-feed.js';
import { oursIn, PAGE, rowsOf } from './tremendous-lists.js';
import { items, jsonOf, member, textOf } from './tremendous-json.js';
import { verifiedNotice } from './tremendous-notices.js';
import { isRefused, railRefused, refusalIn, unavailable } from './tremendous-refusals.js';

/** A name at the provider ends with nothing: no expiry of `external_id` is documented. A century stands for that. */
const FOREVER_HOURS = 100 * 365 * 24;
/** Whoever edits the campaign there shortens no payments for longer than this. */
const CAMPAIGN_TRUSTED_MS = hours(1);
/** Movements may surface late: a statement is read from this long before it was asked for. */
const OVERLAP_MS = days(7);
const MOST_LOOKS = 5;

/**
 * Money by a link (Tremendous, LINK delivery). Nothing about the person leaves; whoever has the link has the money.
 *
 * The order's `external_id` is the PAYOUT's reference, not the attempt's key: the provider makes one order for one
 * name, for ever, so a second attempt for one payout cannot become a second payment whatever happened to the first.
 */
@Injectable()
export class TremendousRail implements PayoutRail {
  readonly capabilities: RailCapabilities = {
    id: 'tremendous',
    provider: 'tremendous',
    label: 'Link to a card or a transfer (Tremendous)',
    currencies: ['USD'],
    countries: ['US'],
    least: Money.of(100n, 'USD'),
    most: Money.of(200_000n, 'USD'),
    speed: 'minutes',
    onboarding: 'none',
    recipientNeeds: [],
    onlookers: ['phone_finders'],
    contactsHer: 'never',
    isBearer: true,
    cancelUntil: 'until_used',
    returnWindowDays: 5,
    idempotency: { lifetimeHours: FOREVER_HOURS, replaysErrors: false },
    // The provider takes ten requests a second. An order is one; to look at it and at its review takes two.
    pace: { mostAtOnce: 4, perSecond: 6, perPayment: 1, questionsPerSecond: 4, perQuestion: 2 },
    purse: 'rewards',
    hears: REWARD_EVENTS,
    eventsKeptDays: 0,
  };

  /** When the campaign was last seen to charge its fees to us. */
  private campaignSeenAt: Date | null = null;

  constructor(
    private readonly config: Config,
    private readonly unitOfWork: UnitOfWork,
    private readonly policy: SendingPolicy,
    private readonly clock: Clock,
  ) {}

  /** Without a key nobody is paid by link. */
  get isOn(): boolean {
    return this.config.tremendousApiKey !== '';
  }

  /** Nothing is handed over: the key itself is the opaque name. */
  ensureRecipient(_: PayeeDetails, key: string): Promise<RecipientState> {
    return this.recipient(key);
  }

  recipient(ref: string): Promise<RecipientState> {
    return Promise.resolve({ ref, status: 'ready', requirements: [] });
  }

  saveMethod(recipient: string): Promise<MethodSaved> {
    return Promise.resolve({ kind: 'saved', ref: recipient, lastDigits: '' });
  }

  bodyDigest(command: SubmitPayout): Uint8Array {
    return createHash('sha256').update(this.bodyOf(command), 'utf8').digest();
  }

  async submit(command: SubmitPayout): Promise<SubmitResult> {
    const refusal = await this.refusalByCampaign();
    if (refusal) return refusal;
    const answer = await this.call('POST', '/orders', this.bodyOf(command));
    return answer ? resultOf(answer) : { kind: 'unknown', code: 'no_answer' };
  }

  async lookup({ reference }: LookupQuery): Promise<Observed | null> {
    const query = new URLSearchParams({ external_id: reference }).toString();
    const rows = rowsOf('orders', (window) => this.ask('GET', `/orders?${query}&${window}`));
    const ours = await oursIn(rows, (row) => member(row, 'external_id') === reference);
    if (ours.length === 0) return null;
    const orders = ours.map(orderFrom).filter((one) => one !== null);
    const [order] = standingFirst(orders, isStanding);
    // That something is there under our name and cannot be read is not the answer "none" either.
    if (!order) throw unavailable();
    return withOthers(await this.observe(order), othersIn(ours, order));
  }

  async fetch(providerRef: string): Promise<Observed> {
    return this.observe(await this.order(providerRef));
  }

  async cancel(providerRef: string): Promise<'cancelled' | 'too_late' | 'unsupported'> {
    const { rewardId } = await this.order(providerRef);
    try {
      await this.ask('POST', `/rewards/${encodeURIComponent(rewardId)}/cancel`);
      return 'cancelled';
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return (await this.order(providerRef)).status === 'CANCELED' ? 'cancelled' : 'too_late';
    }
  }

  async newClaim(providerRef: string): Promise<string> {
    const { rewardId } = await this.order(providerRef);
    const made = await this.ask('POST', `/rewards/${encodeURIComponent(rewardId)}/generate_link`);
    const link = textOf(member(made, 'reward', 'link'));
    if (link === null) throw unavailable();
    return link;
  }

  /** Payments that the provider's fraud rules hold, until we release them or a month has passed. */
  async flagged(): Promise<readonly FlaggedPayment[]> {
    // By name: a row moves to the next page when another one is held meanwhile.
    const found = new Map<string, FlaggedPayment>();
    const list = '/fraud_reviews?status=flagged';
    const rows = rowsOf('fraud_reviews', (window) => this.ask('GET', `${list}&${window}`));
    for await (const row of rows) {
      for (const one of flaggedFrom(row)) found.set(one.providerRef, one);
    }
    return [...found.values()];
  }

  /** Says that a held payment is right. Throws `RAIL_REFUSED` (conflict) when nothing holds it. */
  async release(providerRef: string): Promise<void> {
    const { rewardId } = await this.order(providerRef);
    await this.ask('POST', `/fraud_reviews/${encodeURIComponent(rewardId)}/release`);
  }

  parseWebhook(raw: Uint8Array, signature: string | undefined): VerifiedNotice {
    return verifiedNotice(raw, signature, this.config.tremendousWebhookSecrets);
  }

  async resolve({ type, relatedObject }: VerifiedNotice): Promise<Resolved> {
    if (relatedObject === null) return { kind: 'nothing' };
    if (type.startsWith('ORDERS.')) {
      return { kind: 'payment', observed: await this.fetch(relatedObject) };
    }
    if (!type.startsWith('REWARDS.')) return { kind: 'nothing' };
    const reward = await this.ask('GET', `/rewards/${encodeURIComponent(relatedObject)}`);
    const orderId = textOf(member(reward, 'reward', 'order_id'));
    if (orderId === null) return { kind: 'nothing' };
    return { kind: 'payment', observed: await this.fetch(orderId) };
  }

  async *feed(since: Date, until: Date): AsyncIterable<StatementEntry> {
    const rows = await this.movements(later(since, -OVERLAP_MS), until);
    yield* entriesFrom(rows);
  }

  /** From the source itself: the list of sources may be old. */
  async balance(): Promise<RailBalance> {
    const list = await this.ask('GET', '/funding_sources');
    const source = items(member(list, 'funding_sources')).find(
      (one) => member(one, 'method') === 'balance',
    );
    const id = textOf(member(source, 'id'));
    if (id === null) throw unavailable();
    const fresh = await this.ask('GET', `/funding_sources/${encodeURIComponent(id)}`);
    const cents = textOf(member(fresh, 'funding_source', 'meta', 'available_cents'));
    if (cents === null || !/^-?\d{1,18}$/.test(cents)) throw unavailable();
    return { available: Money.of(BigInt(cents), 'USD'), pendingOut: Money.zero('USD') };
  }

  /** Our name, an amount, our campaign: byte for byte the same for the same payout. */
  private bodyOf({ reference, amount }: SubmitPayout): string {
    invariant(amount.minor > 0n, 'A payment has an amount.');
    const value = `{"denomination":${amount.toDecimal()},"currency_code":"${amount.currency}"}`;
    const campaign = JSON.stringify(this.config.tremendousCampaign);
    return (
      `{"external_id":${JSON.stringify(reference)},"payment":{"funding_source_id":"balance"},` +
      `"reward":{"campaign_id":${campaign},"value":${value},"delivery":{"method":"LINK"}}}`
    );
  }

  /** Fees that are taken from the reward would make her money less: such a campaign is not used at all. */
  private async refusalByCampaign(): Promise<SubmitResult | null> {
    const now = this.clock.now();
    const isFresh = later(this.campaignSeenAt ?? new Date(0), CAMPAIGN_TRUSTED_MS) > now;
    if (isFresh) return null;
    const id = encodeURIComponent(this.config.tremendousCampaign);
    const answer = await this.call('GET', `/campaigns/${id}`);
    const campaign = answer === null ? undefined : member(jsonOf(answer), 'campaign');
    if (answer === null || (campaign === undefined && refusalIn(answer) === null)) {
      return unasked(answer);
    }
    if (member(campaign, 'fee_charged_to') !== 'SENDER') {
      return { kind: 'stopped', code: 'campaign_fees' };
    }
    this.campaignSeenAt = now;
    return null;
  }

  private async order(id: string): Promise<Order> {
    const order = orderFrom(
      member(await this.ask('GET', `/orders/${encodeURIComponent(id)}`), 'order'),
    );
    if (!order) throw unavailable();
    return order;
  }

  /** An order says nothing about whether it was used; the provider's review of its reward does. */
  private async observe(order: Order): Promise<Observed> {
    return observedFrom(order, await this.review(order.rewardId));
  }

  private async review(rewardId: string): Promise<Review | null> {
    const answer = await this.call('GET', `/fraud_reviews/${encodeURIComponent(rewardId)}`);
    if (answer?.status === 404 && isRefused(answer)) return null;
    if (answer?.status === 429) throw new RailUnavailable({ retryAfterMs: answer.retryAfterMs });
    const review =
      answer?.status === 200 ? reviewFrom(member(jsonOf(answer), 'fraud_review')) : null;
    if (!review) throw unavailable();
    return review;
  }

  /** Newest first. Pages are counted by rows, so the list is read again when money moved meanwhile. */
  private async movements(since: Date, until: Date): Promise<readonly unknown[]> {
    const window = {
      'created_at[gte]': since.toISOString(),
      'created_at[lte]': until.toISOString(),
      limit: String(PAGE),
    };
    const page = async (offset: number): Promise<readonly unknown[]> => {
      const query = new URLSearchParams({ ...window, offset: String(offset) });
      const list = await this.ask('GET', `/balance_transactions?${query.toString()}`);
      return items(member(list, 'transactions'));
    };
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const first = await page(0);
      const rows = [...first];
      for (let last = first; last.length === PAGE;) {
        last = await page(rows.length);
        rows.push(...last);
      }
      if (first.length < PAGE || sameRow(first[0], (await page(0))[0])) return rows;
    }
    throw unavailable();
  }

  /** Reading and acting on what is there: a clear no is `RAIL_REFUSED` (conflict), all else `RAIL_UNAVAILABLE`. */
  private async ask(method: 'GET' | 'POST', path: string): Promise<unknown> {
    const answer = await this.call(method, path);
    if (answer === null) throw unavailable();
    if (isRefused(answer)) throw railRefused();
    const { status } = answer;
    if (status === 429) throw new RailUnavailable({ retryAfterMs: answer.retryAfterMs });
    const body = status >= 200 && status < 300 ? jsonOf(answer) : null;
    if (body === null) throw unavailable();
    return body;
  }

  private call(method: 'GET' | 'POST', path: string, body?: string): Promise<Answer | null> {
    invariant(!this.unitOfWork.isRunning, 'Calls to the outside stand between units of work.');
    const access = { url: this.config.tremendousApiUrl, key: this.config.tremendousApiKey };
    const terms = { timeoutMs: this.policy.callTimeoutMs, now: () => this.clock.now() };
    return call(access, method, path, body === undefined ? terms : { ...terms, body });
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'RAIL_REFUSED';

const sameRow = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Whether its fees are ours is not known: nothing was asked for. */
function unasked(answer: Answer | null): SubmitResult {
  const busy = {
    kind: 'busy',
    code: 'campaign',
    retryAfterMs: answer?.retryAfterMs ?? null,
  } as const;
  return answer?.status === 429 ? busy : { ...busy, isSilent: true };
}
