import type { Faults } from '../http/faults.js';
import type { Inbox } from '../inbox.js';
import type { SandboxClock } from '../sandbox-clock.js';
import type { Settings } from '../settings.js';
import type { Store } from '../store/store.js';
import type { Table } from '../store/table.js';
import { accountRecords } from './account-shape.js';
import { accountLinks, Accounts } from './accounts.js';
import { Books, booksRecords, entries, receivedCredits, transactions } from './books.js';
import { Events, thinEvents } from './events.js';
import { Idempotency, replies } from './idempotency.js';
import { Issuing, issuingTables } from './issuing/issuing.js';
import type { Showings } from './issuing/showings.js';
import { dues, Lifecycle } from './lifecycle.js';
import type { Operation } from './operation.js';
import { OutboundPayments, payments } from './outbound-payments.js';
import { PayoutMethods, payoutMethods, setupIntents } from './payout-methods.js';
import { RecipientDesk } from './recipient-desk.js';
import { StripeApi } from './stripe-api.js';
import { ConnectDesk } from './v1/connect-desk.js';
import { Connect, connectTables } from './v1/connect.js';
import { firstReplies, IdempotencyV1 } from './v1/idempotency-v1.js';
import { StripeApiV1 } from './v1/stripe-api-v1.js';
import { Webhooks } from './webhooks.js';

/** All that the payout provider remembers. */
export const providerTables: readonly Table<object>[] = [
  accountRecords,
  accountLinks,
  setupIntents,
  payoutMethods,
  payments,
  receivedCredits,
  transactions,
  entries,
  booksRecords,
  thinEvents,
  replies,
  firstReplies,
  dues,
  ...connectTables,
  ...issuingTables,
];

/** What the provider stands on. */
export interface Ground {
  readonly store: Store;
  readonly clock: SandboxClock;
  readonly inbox: Inbox;
  readonly faults: Faults;
  readonly settings: () => Settings;
  readonly publicUrl: () => string;
  readonly secretKey: string;
  readonly webhookSecret: string;
}

/** The payout provider, put together: its parts and the gate in front of them. */
export class Provider {
  readonly accounts: Accounts;
  readonly api: StripeApi;
  readonly apiV1: StripeApiV1;
  readonly books: Books;
  readonly connect: Connect;
  readonly connectDesk: ConnectDesk;
  readonly events: Events;
  readonly issuing: Issuing;
  readonly lifecycle: Lifecycle;
  readonly methods: PayoutMethods;
  readonly payments: OutboundPayments;
  readonly recipientDesk: RecipientDesk;
  readonly webhooks: Webhooks;

  constructor({ store, clock, inbox, faults, settings, ...ground }: Ground) {
    this.books = new Books(store, clock);
    this.events = new Events(store, clock);
    this.lifecycle = new Lifecycle(store, clock);
    this.webhooks = new Webhooks(store, clock, settings, ground.webhookSecret);
    this.events.deliverWith((event) => {
      this.webhooks.courier.deliver(event.id);
    });
    const { books, events, lifecycle } = this;
    this.accounts = new Accounts({
      store,
      clock,
      events,
      lifecycle,
      settings,
      publicUrl: ground.publicUrl,
    });
    this.recipientDesk = new RecipientDesk(store, this.accounts);
    this.methods = new PayoutMethods(store, clock, events, this.accounts);
    const { accounts, methods } = this;
    this.payments = new OutboundPayments(store, clock, settings, {
      accounts,
      books,
      events,
      lifecycle,
      methods,
      notify: (payment, contactEmail) => {
        inbox.add({
          kind: 'mail',
          from: 'The payout provider',
          to: [contactEmail ?? 'unknown'],
          subject: 'A payment is on its way to you',
          text: `Sent by the provider itself, because recipient_notification was not "none" (${payment.id}).`,
          html: null,
        });
      },
    });
    this.connect = new Connect(store, clock, settings, { accounts, lifecycle });
    this.connectDesk = new ConnectDesk(store, this.connect, lifecycle);
    this.connect.snapshots.deliverWith((event) => {
      this.webhooks.courier.deliver(event.id);
    });
    this.issuing = new Issuing(store, clock, this.connect);
    const idempotency = new Idempotency(store, clock);
    this.apiV1 = new StripeApiV1({
      operations: this.#operationsV1(),
      store,
      running: idempotency,
      idempotency: new IdempotencyV1(store, clock),
      faults,
      accounts,
      secretKey: ground.secretKey,
    });
    this.api = new StripeApi({
      operations: this.#operations(),
      store,
      idempotency,
      faults,
      secretKey: ground.secretKey,
    });
  }

  /** Where a card's number is seen. */
  get showings(): Showings {
    return this.issuing.showings;
  }

  #operationsV1(): readonly Operation[] {
    return [this.connect, this.issuing].flatMap((part) => part.operations());
  }

  #operations(): readonly Operation[] {
    return [this.accounts, this.methods, this.books, this.payments, this.events].flatMap((part) =>
      part.operations(),
    );
  }
}
