import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { hours, invariant, later, Money, type Currency } from '#kernel';
import { Config } from '#platform';
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
import { isRefusal, reasonFor, REFERENCE } from '../stripe-api/stripe-results.js';
import {
  DEBIT_CARD,
  isOver,
  methodFrom,
  methodSetUp,
  moneyFrom,
  observedFrom,
  recipientFrom,
  type AmountShape,
} from './stripe-answers.js';
import { thinEvents } from '../stripe-api/stripe-event-lists.js';
import { OUTBOUND_EVENTS } from '../stripe-api/stripe-event-types.js';
import { allIn, named } from '../stripe-api/stripe-objects.js';
import { StripeCalls } from '../stripe-api/stripe-calls.js';
import { statementEntryFrom } from './stripe-feed.js';

type CreatePayment = Stripe.V2.MoneyManagement.OutboundPaymentCreateParams;

const INCLUDE: ['configuration.recipient', 'requirements'] = [
  'configuration.recipient',
  'requirements',
];
/** Clocks differ; a look-up starts this long before the first call. */
const LOOKUP_MARGIN_MS = hours(24);

/**
 * Stripe Global Payouts: a recipient in our own account, an account of hers, an OutboundPayment from our financial
 * account. Stripe is told her name and account and nothing else: no reason, no case, no address of ours or hers. A bank
 * account passes through our form; a debit card she gives to Stripe on its own pages, because its number is in none of ours.
 */
@Injectable()
export class StripeOutboundRail implements PayoutRail {
  readonly capabilities: RailCapabilities = {
    id: 'stripe-outbound',
    provider: 'stripe',
    disclosesTo: 'stripe',
    label: 'Bank transfer (Stripe)',
    currencies: ['USD'],
    countries: ['US'],
    least: Money.of(100n, 'USD'),
    most: Money.of(1_000_000n, 'USD'),
    speed: 'days',
    onboarding: 'form',
    recipientNeeds: ['legal_name', 'bank_account'],
    onlookers: ['account_holders'],
    contactsHer: 'can_be_turned_off',
    isBearer: false,
    cancelUntil: 'before_it_leaves',
    returnWindowDays: 5,
    // API v2 keeps successes for 30 days and runs failed work again under the same key.
    idempotency: { lifetimeHours: 720, replaysErrors: false },
    pace: { mostAtOnce: 8, perSecond: 20, perPayment: 1, questionsPerSecond: 16, perQuestion: 1 },
    purse: 'payouts',
    alsoReaches: {
      way: DEBIT_CARD,
      label: 'Debit card (Stripe)',
      speed: 'minutes',
      recipientNeeds: ['legal_name'],
      onlookers: ['account_holders'],
    },
    hears: OUTBOUND_EVENTS,
    eventsKeptDays: 30,
  };

  private readonly stripe: Stripe;

  constructor(
    private readonly config: Config,
    private readonly calls: StripeCalls,
  ) {
    this.stripe = calls.stripe;
  }

  async ensureRecipient(details: PayeeDetails, key: string): Promise<RecipientState> {
    invariant('givenName' in details, 'A recipient at Stripe has the name of a person.');
    const account = await this.calls.ask(() =>
      this.stripe.v2.core.accounts.create(
        {
          // Stripe writes to nobody: the address is ours, and notifications are off for each payment.
          contact_email: this.config.mailFrom,
          display_name: key,
          dashboard: 'none',
          identity: {
            country: details.kind === 'bank_account' ? details.country.toLowerCase() : 'us',
            entity_type: 'individual',
            individual: { given_name: details.givenName, surname: details.surname },
          },
          configuration: {
            recipient: {
              // On its own pages Stripe takes cards only: of a bank account given there it shows no mark.
              capabilities:
                details.kind === 'name'
                  ? { cards: { requested: true } }
                  : { bank_accounts: { local: { requested: true } } },
            },
          },
          include: INCLUDE,
        },
        { ...this.calls.options(), idempotencyKey: `${key}:recipient` },
      ),
    );
    return recipientFrom(account);
  }

  async recipient(ref: string): Promise<RecipientState> {
    const account = await this.calls.ask(() =>
      this.stripe.v2.core.accounts.retrieve(ref, { include: INCLUDE }, this.calls.options()),
    );
    return recipientFrom(account);
  }

  async saveMethod(recipient: string, details: PayeeDetails, key: string): Promise<MethodSaved> {
    if (details.kind === 'nothing') return this.methodOf(recipient);
    invariant(details.kind === 'bank_account', 'A bank transfer needs a bank account.');
    try {
      const intent = await this.calls.call(() =>
        this.stripe.v2.moneyManagement.outboundSetupIntents.create(
          {
            usage_intent: 'payment',
            payout_method_data: {
              type: 'bank_account',
              bank_account: {
                country: details.country.toLowerCase(),
                currency: 'usd',
                routing_number: details.routingNumber,
                account_number: details.accountNumber,
                bank_account_type: details.accountType,
              },
            },
          },
          {
            ...this.calls.options(recipient),
            idempotencyKey: `${key}:method`,
          },
        ),
      );
      return methodSetUp(intent);
    } catch (error) {
      if (!isRefusal(error)) throw this.calls.silence(error);
      return { kind: 'refused', code: reasonFor(error.code ?? error.rawType ?? '') };
    }
  }

  onboardingLink(recipient: string, urls: { refresh: string; done: string }): Promise<string> {
    return this.calls.onboardingLink(recipient, urls);
  }

  bodyDigest(command: SubmitPayout): Uint8Array {
    return sha256(this.bodyOf(command));
  }

  async submit(command: SubmitPayout): Promise<SubmitResult> {
    try {
      const payment = await this.calls.call(() =>
        this.stripe.v2.moneyManagement.outboundPayments.create(this.bodyOf(command), {
          ...this.calls.options(),
          idempotencyKey: command.key,
        }),
      );
      return { kind: 'accepted', observed: observedFrom(named(payment)) };
    } catch (error) {
      return this.calls.resultOf(error);
    }
  }

  async lookup({ reference, recipient, since }: LookupQuery): Promise<Observed | null> {
    const from = Math.trunc(later(since, -LOOKUP_MARGIN_MS).getTime() / 1_000);
    const found = await this.calls.ask(() => {
      const payments = this.stripe.v2.moneyManagement.outboundPayments.list(
        { recipient, created: { gte: from }, limit: 100 },
        this.calls.options(),
      );
      return allIn(payments, ({ metadata }) => metadata?.[REFERENCE] === reference);
    });
    const [first, ...others] = standingFirst(found, ({ status }) => !isOver(status));
    return first ? withOthers(observedFrom(first), others) : null;
  }

  async fetch(providerRef: string): Promise<Observed> {
    const payment = await this.calls.ask(() =>
      this.stripe.v2.moneyManagement.outboundPayments.retrieve(
        providerRef,
        {},
        this.calls.options(),
      ),
    );
    return observedFrom(named(payment));
  }

  async cancel(providerRef: string, key: string): ReturnType<PayoutRail['cancel']> {
    try {
      await this.calls.call(() =>
        this.stripe.v2.moneyManagement.outboundPayments.cancel(
          providerRef,
          {},
          { ...this.calls.options(), idempotencyKey: key },
        ),
      );
      return 'cancelled';
    } catch (error) {
      if (!isRefusal(error)) throw this.calls.silence(error);
      return 'too_late';
    }
  }

  parseWebhook(raw: Uint8Array, signature: string | undefined): VerifiedNotice {
    return this.calls.notice(raw, signature);
  }

  ownAccount(): Promise<string | null> {
    return this.calls.ownAccount();
  }

  async resolve({ type, relatedObject }: VerifiedNotice): Promise<Resolved> {
    if (relatedObject === null) return { kind: 'nothing' };
    if (type.startsWith('v2.money_management.outbound_payment.')) {
      return { kind: 'payment', observed: await this.fetch(relatedObject) };
    }
    if (type.startsWith('v2.core.account')) {
      return { kind: 'recipient', recipient: await this.recipient(relatedObject) };
    }
    return { kind: 'nothing' };
  }

  events(since: Date): AsyncIterable<VerifiedNotice> {
    return thinEvents(this.calls, OUTBOUND_EVENTS, since);
  }

  async *feed(since: Date, until: Date): AsyncIterable<StatementEntry> {
    const created = { gte: secondsOf(since), lt: Math.ceil(until.getTime() / 1_000) };
    const entries = this.stripe.v2.moneyManagement.transactionEntries.list(
      { created, limit: 100 },
      this.calls.options(),
    );
    for await (const row of this.calls.each(entries)) {
      const { financial_account: account } = row.transaction_details;
      const entry = statementEntryFrom(row);
      if (entry && account === this.config.stripeFinancialAccount) yield entry;
    }
  }

  async balance(): Promise<RailBalance> {
    const account = await this.calls.ask(() =>
      this.stripe.v2.moneyManagement.financialAccounts.retrieve(
        this.config.stripeFinancialAccount,
        {},
        this.calls.options(),
      ),
    );
    const of = (part: Readonly<Record<string, AmountShape>>, currency: Currency): Money => {
      const amount = part[currency.toLowerCase()];
      return amount ? moneyFrom(amount) : Money.zero(currency);
    };
    const { available, outbound_pending: pending } = account.balance;
    return { available: of(available, 'USD'), pendingOut: of(pending, 'USD') };
  }

  private async methodOf(recipient: string): Promise<MethodSaved> {
    const methods = this.stripe.v2.moneyManagement.payoutMethods.list(
      {},
      this.calls.options(recipient),
    );
    const found: Stripe.V2.MoneyManagement.PayoutMethod[] = [];
    for await (const method of this.calls.each(methods)) found.push(method);
    return methodFrom(found);
  }

  /** Opaque ids and an amount; the statement text says nothing; the recipient is told nothing by Stripe. */
  private bodyOf({ reference, recipient, method, amount }: SubmitPayout): CreatePayment {
    const value = Number(amount.minor);
    invariant(Number.isSafeInteger(value) && value > 0, 'A payment has an amount Stripe can read.');
    const currency = amount.currency.toLowerCase();
    return {
      amount: { value, currency },
      from: { financial_account: this.config.stripeFinancialAccount, currency },
      to: { recipient, payout_method: method, currency },
      recipient_notification: { setting: 'none' },
      statement_descriptor: this.config.statementDescriptor,
      metadata: { [REFERENCE]: reference },
    };
  }
}

const secondsOf = (instant: Date): number => Math.trunc(instant.getTime() / 1_000);
