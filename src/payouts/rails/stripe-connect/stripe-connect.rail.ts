import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { hours, invariant, later, Money } from '#kernel';
import { Config } from '#platform';
import { sha256 } from '../../payout.js';
import { isAmount } from '../amounts.js';
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
import { REFERENCE } from '../stripe-api/stripe-results.js';
import { snapshotEvents } from '../stripe-api/stripe-event-lists.js';
import { CONNECT_EVENTS } from '../stripe-api/stripe-event-types.js';
import { allIn, named } from '../stripe-api/stripe-objects.js';
import { StripeCalls } from '../stripe-api/stripe-calls.js';
import {
  ATTEMPT,
  connectResultOf,
  holderFrom,
  isOurs,
  isOver,
  methodFrom,
  observedFrom,
  withoutWayBack,
} from './connect-answers.js';
import { ConnectSteps, DESTINATION } from './connect-steps.js';
import { entriesFrom } from './connect-feed.js';

/** Clocks differ; a look-up starts this long before the first call. */
const LOOKUP_MARGIN_MS = hours(24);
const INCLUDE: ['configuration.recipient', 'requirements'] = [
  'configuration.recipient',
  'requirements',
];

/**
 * Stripe Connect: a transfer to an account of hers at Stripe and a manual payout from there to her bank, as ONE payment.
 *
 * The payment is the transfer: once it exists, money has left us, and whatever is missing is done by `finish` under
 * keys derived from the attempt's (`:transfer`, `:payout`, `:reversal`). No money rests in her account: a payout that
 * came to nothing, even after it was paid, is followed by a reversal of the transfer, and only then has it failed.
 * Stripe itself asks her for identity and bank account on its own pages, and may write to her.
 */
@Injectable()
export class StripeConnectRail implements PayoutRail {
  readonly capabilities: RailCapabilities = {
    id: 'stripe-connect',
    provider: 'stripe',
    disclosesTo: 'stripe',
    label: 'Bank transfer by an account at Stripe (Connect)',
    currencies: ['USD'],
    countries: ['US'],
    least: Money.of(100n, 'USD'),
    most: Money.of(1_000_000n, 'USD'),
    speed: 'days',
    onboarding: 'hosted_link',
    recipientNeeds: ['legal_name', 'bank_account', 'address', 'date_of_birth', 'tax_number'],
    onlookers: ['account_holders'],
    contactsHer: 'always',
    isBearer: false,
    cancelUntil: 'before_it_leaves',
    // A paid payout may still fail within five business days.
    returnWindowDays: 9,
    // API v1 forgets a key after a day and replays what was stored under it, failures too.
    idempotency: { lifetimeHours: 24, marginHours: 1, replaysErrors: true },
    // A transfer and a payout; to look at it takes two as well.
    pace: { mostAtOnce: 4, perSecond: 20, perPayment: 2, questionsPerSecond: 16, perQuestion: 2 },
    purse: 'connect',
    hears: CONNECT_EVENTS,
    eventsKeptDays: 30,
  };

  private readonly stripe: Stripe;
  private readonly steps: ConnectSteps;

  constructor(
    private readonly config: Config,
    private readonly calls: StripeCalls,
  ) {
    this.stripe = calls.stripe;
    this.steps = new ConnectSteps(calls, config.statementDescriptor);
  }

  async ensureRecipient(details: PayeeDetails, key: string): Promise<RecipientState> {
    invariant('givenName' in details, 'An account at Stripe has the name of a person.');
    const account = await this.calls.ask(() =>
      this.stripe.v2.core.accounts.create(
        {
          contact_email: this.config.mailFrom,
          display_name: key,
          dashboard: 'none',
          defaults: {
            responsibilities: { fees_collector: 'application', losses_collector: 'application' },
          },
          identity: {
            country: 'us',
            entity_type: 'individual',
            individual: { given_name: details.givenName, surname: details.surname },
          },
          configuration: {
            recipient: {
              capabilities: { stripe_balance: { stripe_transfers: { requested: true } } },
            },
          },
          include: INCLUDE,
        },
        { ...this.calls.options(), idempotencyKey: `${key}:recipient` },
      ),
    );
    // Nothing leaves her account there by itself: one grant is one payout.
    await this.calls.ask(() =>
      this.stripe.balanceSettings.update(
        { payments: { payouts: { schedule: { interval: 'manual' } } } },
        { ...this.calls.options(account.id), idempotencyKey: `${key}:manual` },
      ),
    );
    return holderFrom(account);
  }

  async recipient(ref: string): Promise<RecipientState> {
    const account = await this.calls.ask(() =>
      this.stripe.v2.core.accounts.retrieve(ref, { include: INCLUDE }, this.calls.options()),
    );
    return holderFrom(account);
  }

  /** She gives the bank account to Stripe on its own pages; payouts go to the one she chose there. */
  async saveMethod(recipient: string): Promise<MethodSaved> {
    const accounts = this.stripe.accounts.listExternalAccounts(
      recipient,
      { limit: 100 },
      this.calls.options(),
    );
    const found: Stripe.ExternalAccount[] = [];
    for await (const account of this.calls.each(accounts)) found.push(account);
    return methodFrom(recipient, found);
  }

  onboardingLink(recipient: string, urls: { refresh: string; done: string }): Promise<string> {
    return this.calls.onboardingLink(recipient, urls);
  }

  bodyDigest(command: SubmitPayout): Uint8Array {
    const { metadata, ...transfer } = this.transferOf(command);
    // The key is the attempt's name, not part of what is paid.
    const { [REFERENCE]: reference, [DESTINATION]: to } = metadata;
    return sha256({ ...transfer, reference, ...(to === undefined ? {} : { to }) });
  }

  async submit(command: SubmitPayout, hasTime = (): boolean => true): Promise<SubmitResult> {
    try {
      const transfer = await this.calls.call(() =>
        this.stripe.transfers.create(this.transferOf(command), {
          ...this.calls.options(),
          idempotencyKey: `${command.key}:transfer`,
        }),
      );
      const observed = observedFrom(named(transfer), null);
      // Another amount than was told: nothing more is done until somebody has looked.
      const isRight = isAmount(observed.amount, command.amount);
      if (!isRight || !hasTime()) return { kind: 'accepted', observed };
      return await this.withPayout(transfer);
    } catch (error) {
      return connectResultOf(this.calls.resultOf(error));
    }
  }

  async lookup({ reference, since }: LookupQuery): Promise<Observed | null> {
    const gte = secondsOf(later(since, -LOOKUP_MARGIN_MS));
    return this.calls.ask(async () => {
      const query = { transfer_group: reference, created: { gte }, limit: 100 };
      const transfers = this.stripe.transfers.list(query, this.calls.options());
      const found = await allIn(transfers, ({ metadata }) => metadata[REFERENCE] === reference);
      const [first, ...others] = standingFirst(found, ({ reversed }) => !reversed);
      if (!first) return null;
      return this.observe(first, others);
    });
  }

  async fetch(providerRef: string): Promise<Observed> {
    return this.calls.ask(async () => {
      const transfer = named(
        await this.stripe.transfers.retrieve(providerRef, {}, this.calls.options()),
      );
      return this.observe(transfer);
    });
  }

  async finish(providerRef: string): Promise<Observed> {
    const transfer = await this.calls.ask(() =>
      this.stripe.transfers.retrieve(providerRef, {}, this.calls.options()),
    );
    const { payout } = await this.calls.ask(() => this.steps.madeOf(transfer));
    const refusal = await this.bringBack(transfer, payout);
    const observed = await this.fetch(providerRef);
    return refusal === null ? observed : withoutWayBack(observed, refusal);
  }

  async cancel(providerRef: string, key: string): ReturnType<PayoutRail['cancel']> {
    const transfer = await this.calls.ask(() =>
      this.stripe.transfers.retrieve(providerRef, {}, this.calls.options()),
    );
    if (transfer.reversed) return 'cancelled';
    const { payout, others } = await this.calls.ask(() => this.steps.madeOf(transfer));
    for (const one of payout === null ? [] : [payout, ...others]) {
      if (!isOver(one) && !(await this.steps.isCalledOff(transfer, one, key))) return 'too_late';
    }
    const refusal = await this.calls.ask(() => this.steps.takeBack(transfer));
    return refusal === null ? 'cancelled' : 'too_late';
  }

  parseWebhook(raw: Uint8Array, signature: string | undefined): VerifiedNotice {
    return this.calls.notice(raw, signature);
  }

  ownAccount(): Promise<string | null> {
    return this.calls.ownAccount();
  }

  async resolve({ type, relatedObject }: VerifiedNotice): Promise<Resolved> {
    if (relatedObject === null) return { kind: 'nothing' };
    if (type.startsWith('account.') || type.startsWith('capability.')) {
      return { kind: 'recipient', recipient: await this.recipient(relatedObject) };
    }
    const observed = await this.spokenOf(type, relatedObject);
    return observed ? { kind: 'payment', observed } : { kind: 'nothing' };
  }

  /** Transfers are told in our own list, payouts and accounts in that of each account. */
  events(since: Date, account?: string): AsyncIterable<VerifiedNotice> {
    return snapshotEvents(this.calls, CONNECT_EVENTS, since, account);
  }

  async *feed(since: Date, until: Date): AsyncIterable<StatementEntry> {
    const created = { gte: secondsOf(since), lt: Math.ceil(until.getTime() / 1_000) };
    const lines = this.stripe.balanceTransactions.list(
      { created, limit: 100, expand: ['data.source'] },
      this.calls.options(),
    );
    for await (const line of this.calls.each(lines)) yield* entriesFrom(line);
  }

  async balance(): Promise<RailBalance> {
    // A transfer leaves at once, so nothing of ours is on its way.
    return { available: await this.held(), pendingOut: Money.zero('USD') };
  }

  restingAt(recipient: string): Promise<Money> {
    return this.held(recipient);
  }

  /** What became of a transfer; of payouts that stand besides its own the names go with it, after those of `others`. */
  private async observe(
    transfer: Stripe.Transfer,
    others: readonly Stripe.Transfer[] = [],
  ): Promise<Observed> {
    if (!isOurs(transfer)) return observedFrom(transfer, null);
    const made = await this.steps.madeOf(transfer);
    return withOthers(observedFrom(transfer, made.payout), [...others, ...made.others]);
  }

  /**
   * Makes the payout that is missing. The money of one that came to nothing, or that can not be whole any more, goes
   * back; returns the provider's word when it refuses that.
   */
  private async bringBack(
    transfer: Stripe.Transfer,
    payout: Stripe.Payout | null,
  ): Promise<string | null> {
    if (transfer.reversed || (payout && !isOver(payout))) return null;
    const isWhole = payout === null && transfer.amount_reversed === 0;
    const why = isWhole ? await this.steps.refusalOf(transfer) : null;
    if (isWhole && why === null) return null;
    return this.calls.ask(() => this.steps.takeBack(transfer, why));
  }

  /** In our own balance, or in that of an account. */
  private async held(account?: string): Promise<Money> {
    const { available } = await this.calls.ask(() =>
      this.stripe.balance.retrieve({}, this.calls.options(account)),
    );
    const usd = available.find(({ currency }) => currency === 'usd')?.amount ?? 0;
    return Money.of(BigInt(usd), 'USD');
  }

  /** Whatever becomes of the second step, the first was made: what is missing is done by `finish`. */
  private async withPayout(transfer: Stripe.Transfer): Promise<SubmitResult> {
    try {
      const payout = await this.steps.payOut(transfer);
      return { kind: 'accepted', observed: observedFrom(transfer, payout) };
    } catch (error) {
      const { later } = this.calls.silence(error);
      const told = later?.retryAfterMs == null ? {} : { retryAfterMs: later.retryAfterMs };
      return { kind: 'accepted', observed: observedFrom(transfer, null), ...told };
    }
  }

  /** Opaque ids and an amount; the transfer group is what a lost transfer is found by. */
  private transferOf({ key, reference, recipient, method, amount }: SubmitPayout): {
    amount: number;
    currency: string;
    destination: string;
    transfer_group: string;
    metadata: Record<string, string>;
  } {
    const minor = Number(amount.minor);
    invariant(Number.isSafeInteger(minor) && minor > 0, 'A payment has an amount Stripe can read.');
    return {
      amount: minor,
      currency: amount.currency.toLowerCase(),
      destination: recipient,
      transfer_group: reference,
      metadata: {
        [REFERENCE]: reference,
        [ATTEMPT]: key,
        ...(method === recipient ? {} : { [DESTINATION]: method }),
      },
    };
  }

  /** Snapshots of payouts name our reference, those of transfers the transfer. */
  private async spokenOf(type: string, related: string): Promise<Observed | null> {
    if (type.startsWith('transfer.')) return this.fetch(related);
    if (!type.startsWith('payout.')) return null;
    return this.lookup({ reference: related, key: '', recipient: '', since: new Date(0) });
  }
}

const secondsOf = (instant: Date): number => Math.max(0, Math.trunc(instant.getTime() / 1_000));
