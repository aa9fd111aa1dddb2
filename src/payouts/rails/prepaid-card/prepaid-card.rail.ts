import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { Clock, invariant, Money } from '#kernel';
import { sha256 } from '../../payout.js';
import { standingFirst, withOthers } from '../lookups.js';
import type {
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
import { isBusy, isSilence } from '../rail-unavailable.js';
import { REFERENCE, unavailable } from '../stripe-api/stripe-results.js';
import { snapshotEvents } from '../stripe-api/stripe-event-lists.js';
import { CARD_EVENTS } from '../stripe-api/stripe-event-types.js';
import { allIn } from '../stripe-api/stripe-objects.js';
import { StripeCalls } from '../stripe-api/stripe-calls.js';
import { cardFrom, ENDED, nameOnCard, recipientFrom } from './card-answers.js';
import { CardChains } from './card-chains.js';
import {
  CARD_RAIL,
  type CardControls,
  type CardLook,
  type CardStanding,
  type LossReason,
} from './card-controls.js';
import { balanceOf, cardLines, poolLine, poolOf } from './card-feed.js';
import {
  countable,
  isEnded,
  observedFrom,
  spentOf,
  unspentOf,
  type CardChain,
  type CardMovement,
} from './card.js';

type CreateCard = Stripe.Issuing.CardCreateParams;

const PAGE = 100;

/**
 * A card in her name (Stripe Issuing): a cardholder, and for each payout one virtual card that may spend exactly the
 * instalment, ever. It is made switched off; she is paid at the moment she switches it on. The number is shown by the
 * provider alone: no part of this service ever holds it.
 */
@Injectable()
export class PrepaidCardRail implements PayoutRail, CardControls {
  readonly capabilities: RailCapabilities = {
    id: CARD_RAIL,
    provider: 'stripe',
    disclosesTo: 'stripe',
    label: 'Prepaid card (Stripe Issuing)',
    currencies: ['USD'],
    countries: ['US'],
    least: Money.of(100n, 'USD'),
    most: Money.of(1_000_000n, 'USD'),
    speed: 'same_day',
    onboarding: 'form',
    recipientNeeds: ['legal_name', 'address'],
    onlookers: ['phone_finders'],
    contactsHer: 'never',
    isBearer: false,
    cancelUntil: 'until_used',
    returnWindowDays: 5,
    // API v1 forgets a key after a day, and answers it with the stored error until then.
    idempotency: { lifetimeHours: 24, replaysErrors: true },
    // The pool, four lists of cards and what they moved, and the card; to look at one takes three. One card is made at a
    // time, over all processes: what the pool holds is asked first, and two would be promised the same money.
    pace: { mostAtOnce: 1, perSecond: 12, perPayment: 6, questionsPerSecond: 12, perQuestion: 3 },
    purse: 'cards',
    hears: CARD_EVENTS,
    eventsKeptDays: 30,
  };

  private readonly stripe: Stripe;
  private readonly chains: CardChains;

  constructor(
    private readonly clock: Clock,
    private readonly calls: StripeCalls,
  ) {
    this.stripe = calls.stripe;
    this.chains = new CardChains(calls);
  }

  async ensureRecipient(details: PayeeDetails, key: string): Promise<RecipientState> {
    invariant(details.kind === 'name_and_address', 'A card needs a name and an address.');
    const { givenName, surname, line1, city, region, postalCode } = details;
    const holder = await this.calls.ask(() =>
      this.stripe.issuing.cardholders.create(
        {
          type: 'individual',
          name: nameOnCard(details),
          individual: { first_name: givenName, last_name: surname },
          billing: {
            address: { line1, city, state: region, postal_code: postalCode, country: 'US' },
          },
        },
        { ...this.calls.options(), idempotencyKey: `${key}:cardholder` },
      ),
    );
    return recipientFrom(holder);
  }

  async recipient(ref: string): Promise<RecipientState> {
    return recipientFrom(
      await this.calls.ask(() =>
        this.stripe.issuing.cardholders.retrieve(ref, {}, this.calls.options()),
      ),
    );
  }

  /** There is no account to hand over: the card itself is made for each payout. */
  saveMethod(recipient: string): Promise<MethodSaved> {
    return Promise.resolve({ kind: 'saved', ref: recipient, lastDigits: '' });
  }

  bodyDigest(command: SubmitPayout): Uint8Array {
    return sha256(this.bodyOf(command));
  }

  /** A card is made whatever the pool holds, and then declined at the till: whether it holds enough is asked first. */
  async submit(command: SubmitPayout): Promise<SubmitResult> {
    const refusal = await this.refusalByBalance(command.amount);
    if (refusal) return refusal;
    try {
      const card = await this.calls.call(() =>
        this.stripe.issuing.cards.create(this.bodyOf(command), {
          ...this.calls.options(),
          idempotencyKey: command.key,
        }),
      );
      return { kind: 'accepted', observed: observedFrom(newChain(card)) };
    } catch (error) {
      return this.calls.resultOf(error);
    }
  }

  async lookup({ reference, recipient }: LookupQuery): Promise<Observed | null> {
    const found = await this.calls.ask(() => {
      const cards = this.stripe.issuing.cards.list(
        { cardholder: recipient, limit: PAGE },
        this.calls.options(),
      );
      return allIn(cards, ({ metadata, replacement_for: replaced }) => {
        return replaced === null && metadata[REFERENCE] === reference;
      });
    });
    const [first, ...others] = standingFirst(found, ({ status }) => status !== 'canceled');
    return first ? withOthers(await this.fetch(first.id), others) : null;
  }

  async fetch(providerRef: string): Promise<Observed> {
    return observedFrom(await this.chain(providerRef));
  }

  /** Switched off before it is looked at, so that nothing is spent between the look and the end. */
  async cancel(providerRef: string, key: string): Promise<'cancelled' | 'too_late'> {
    const before = await this.whole(providerRef);
    if (before.last.status === 'active') await this.turn(providerRef, 'inactive');
    const chain = await this.whole(providerRef);
    if (unspentOf(chain).minor === chain.first.limit.minor) {
      await this.end(providerRef, key);
      return 'cancelled';
    }
    if (before.last.status === 'active') await this.turn(providerRef, 'active');
    return 'too_late';
  }

  parseWebhook(raw: Uint8Array, signature: string | undefined): VerifiedNotice {
    return this.calls.notice(raw, signature);
  }

  ownAccount(): Promise<string | null> {
    return this.calls.ownAccount();
  }

  async resolve({ type, relatedObject }: VerifiedNotice): Promise<Resolved> {
    if (relatedObject === null) return { kind: 'nothing' };
    if (type.startsWith('issuing_cardholder.')) {
      return { kind: 'recipient', recipient: await this.recipient(relatedObject) };
    }
    if (!type.startsWith('issuing_')) return { kind: 'nothing' };
    const first = await this.calls.ask(() => this.chains.firstOf(relatedObject));
    return { kind: 'card', observed: await this.fetch(first) };
  }

  events(since: Date): AsyncIterable<VerifiedNotice> {
    return snapshotEvents(this.calls, CARD_EVENTS, since);
  }

  async *feed(since: Date, until: Date): AsyncIterable<StatementEntry> {
    const isWithin = ({ effectiveAt }: StatementEntry): boolean =>
      effectiveAt >= since && effectiveAt < until;
    yield* (await this.poolLines(since, until)).filter(isWithin);
    const chains = await this.calls.ask(() => this.chains.all());
    yield* chains.flatMap(cardLines).filter(isWithin);
  }

  async balance(): Promise<RailBalance> {
    return this.free((chains) => chains.all());
  }

  async look(firstCard: string): Promise<CardLook> {
    const chain = await this.chain(firstCard);
    const standing = chain.unread === undefined ? standingOf(chain) : null;
    return { observed: observedFrom(chain), standing };
  }

  async spending(firstCard: string): Promise<readonly CardMovement[]> {
    const { movements } = await this.whole(firstCard);
    return movements.toSorted((one, other) => one.at.getTime() - other.at.getTime());
  }

  async turn(firstCard: string, to: 'active' | 'inactive'): Promise<void> {
    const { last } = await this.chain(firstCard);
    await this.update(last.id, { status: to });
  }

  /** The new card exists before the old one ends, so that a stop in between never looks like an end. */
  async replace(firstCard: string, reason: LossReason): Promise<void> {
    const { first, last } = await this.whole(firstCard);
    await this.update(last.id, { status: 'inactive' });
    const order: CreateCard = {
      ...this.orderFor(last.cardholder, first.limit, first.reference ?? ''),
      replacement_for: last.id,
      replacement_reason: reason,
    };
    await this.calls.ask(() =>
      this.stripe.issuing.cards.create(order, {
        ...this.calls.options(),
        idempotencyKey: `${last.id}:replace`,
      }),
    );
    await this.update(last.id, { status: 'canceled', cancellation_reason: reason });
  }

  async end(firstCard: string, key?: string): Promise<void> {
    const chain = await this.chain(firstCard);
    if (isEnded(chain)) return;
    const ended = String(Math.trunc(this.clock.now().getTime() / 1_000));
    await this.update(chain.last.id, { status: 'canceled', metadata: { [ENDED]: ended } }, key);
  }

  /** Stripe shows a number in frames of its own, to a page that runs its script and has this key (Issuing Elements). */
  async showing(firstCard: string, nonce: string): Promise<string> {
    const { last } = await this.chain(firstCard);
    const key = await this.calls.ask(() =>
      this.stripe.ephemeralKeys.create(
        { issuing_card: last.id, nonce },
        { ...this.calls.options(), apiVersion: Stripe.API_VERSION },
      ),
    );
    if (key.secret === undefined) throw unavailable();
    return key.secret;
  }

  private async refusalByBalance(amount: Money): Promise<SubmitResult | null> {
    try {
      const { available } = await this.free((chains) => chains.live());
      return amount.isMoreThan(available) ? { kind: 'no_funds', code: 'balance' } : null;
    } catch (error) {
      const retryAfterMs = isBusy(error) ? error.later.retryAfterMs : null;
      const silence = isSilence(error) ? { isSilent: true as const } : {};
      return { kind: 'busy', code: 'balance', retryAfterMs, ...silence };
    }
  }

  /** What the pool holds and these cards may not take. */
  private free(read: (chains: CardChains) => Promise<CardChain[]>): Promise<RailBalance> {
    return this.calls.ask(async () => {
      const pool = poolOf(await this.stripe.balance.retrieve({}, this.calls.options()), 'USD');
      return balanceOf(pool, await read(this.chains));
    });
  }

  /** An opaque id and a limit: the same for the same payout. */
  private bodyOf({ reference, recipient, amount }: SubmitPayout): CreateCard {
    invariant(amount.minor > 0n, 'A payment has an amount.');
    return this.orderFor(recipient, amount, reference);
  }

  private orderFor(cardholder: string, limit: Money, reference: string): CreateCard {
    const amount = Number(limit.minor);
    invariant(Number.isSafeInteger(amount), 'A card has a limit Stripe can read.');
    return {
      cardholder,
      currency: limit.currency.toLowerCase(),
      type: 'virtual',
      status: 'inactive',
      spending_controls: { spending_limits: [{ amount, interval: 'all_time' }] },
      metadata: { [REFERENCE]: reference },
    };
  }

  private async poolLines(since: Date, until: Date): Promise<StatementEntry[]> {
    const created = {
      gte: Math.trunc(since.getTime() / 1_000),
      lt: Math.ceil(until.getTime() / 1_000),
    };
    return this.calls.ask(async () => {
      const lines: StatementEntry[] = [];
      const rows = this.stripe.balanceTransactions.list(
        { created, limit: PAGE },
        this.calls.options(),
      );
      for await (const row of rows) {
        const line = poolLine(row);
        if (line) lines.push(line);
      }
      return lines;
    });
  }

  private chain(firstCard: string): Promise<CardChain> {
    return this.calls.ask(() => this.chains.from(firstCard));
  }

  /** A chain whose amounts can be read: what it spent and what is left of it is known. */
  private async whole(firstCard: string): Promise<CardChain> {
    const chain = await this.chain(firstCard);
    if (chain.unread !== undefined) throw unavailable();
    return chain;
  }

  private async update(
    id: string,
    change: Stripe.Issuing.CardUpdateParams,
    key?: string,
  ): Promise<void> {
    const options = {
      ...this.calls.options(),
      ...(key === undefined ? {} : { idempotencyKey: key }),
    };
    await this.calls.ask(() => this.stripe.issuing.cards.update(id, change, options));
  }
}

function standingOf(chain: CardChain): CardStanding {
  const { last, first, pending } = chain;
  return {
    cardRef: last.id,
    lastDigits: last.last4.slice(-2),
    state: isEnded(chain) ? 'ended' : last.status === 'active' ? 'active' : 'inactive',
    limit: first.limit,
    spent: spentOf(chain),
    unspent: unspentOf(chain),
    isSettled: pending.minor === 0n,
  };
}

/** A card that was made a moment ago has not moved. */
function newChain(card: Stripe.Issuing.Card): CardChain {
  const first = cardFrom(card);
  return { first, last: first, ...countable(first, [], []) };
}
