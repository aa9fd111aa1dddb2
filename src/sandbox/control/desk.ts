import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, Faults } from '../http/faults.js';
import type { RequestLog, RequestRecord } from '../http/request-log.js';
import type { Inbox, InboxMessage } from '../inbox.js';
import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Settings } from '../settings.js';
import type { ReplyAnswer, SmsReplies } from '../sms/sms-replies.js';
import type { Store } from '../store/store.js';
import { table, type Table } from '../store/table.js';
import { booksRecords, transactions, type BooksCheck } from '../stripe/books.js';
import type { IssuingDesk } from '../stripe/issuing/issuing-desk.js';
import type { Provider } from '../stripe/provider.js';
import type { RecipientDesk } from '../stripe/recipient-desk.js';
import type { OutboundPayment, ReceivedCredit, Transaction } from '../stripe/shapes.js';
import type { ConnectDesk } from '../stripe/v1/connect-desk.js';
import type { ForgeryKind } from '../stripe/webhooks.js';
import type { Tremendous } from '../tremendous/tremendous.js';
import type { TremendousDesk } from '../tremendous/tremendous-desk.js';
import { NoticeDesk } from './notice-desk.js';

export const outcomes = ['post', 'fail', 'return', 'review', 'hold'] as const;

export type PaymentOutcome = (typeof outcomes)[number];

/** The whole state at a glance. Amounts are minor units of US dollars. */
export interface SandboxState {
  readonly settings: Settings;
  readonly clock: { readonly now: string; readonly offsetMs: number };
  readonly balance: { readonly availableMinor: number; readonly outboundPendingMinor: number };
  readonly books: BooksCheck;
  readonly payments: Readonly<Record<string, number>>;
  readonly webhooks: { readonly isHeld: boolean; readonly waiting: number };
  readonly faults: readonly Fault[];
}

/** What stands on each balance on the first day, in minor units. */
export interface FirstMoney {
  readonly payouts: number;
  readonly rewards: number;
  readonly connect: number;
  readonly cards: number;
}

interface Parts {
  readonly store: Store;
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly inbox: Inbox;
  readonly replies: SmsReplies;
  readonly provider: Provider;
  readonly tremendous: Tremendous;
  readonly firstSettings: Settings;
  readonly firstMoney: FirstMoney;
}

const keptSettings = table<Settings>('settings');
const keptClock = table<{ readonly offsetMs: number }>('clock');

/** What a person has set. */
export const deskTables: readonly Table<object>[] = [keptSettings, keptClock];

const settingsId = 'current';
const clockId = 'current';
const feePerPaymentMinor = 150;
const pollMs = 5;

/**
 * Every lever of the sandbox in one place: the page, the JSON API and the tests pull the same ones.
 */
export class Desk {
  /** The levers of notices. */
  readonly notices: NoticeDesk;

  constructor(private readonly parts: Parts) {
    const { provider, tremendous } = parts;
    this.notices = new NoticeDesk(provider, tremendous, () => this.settings());
  }

  /** The levers of card issuing. */
  get cards(): IssuingDesk {
    return this.parts.provider.issuing.desk;
  }

  /** The levers of the rewards provider. */
  get rewards(): TremendousDesk {
    return this.parts.tremendous.desk;
  }

  /** The levers of whom the payout provider can pay. */
  get recipients(): RecipientDesk {
    return this.parts.provider.recipientDesk;
  }

  /** The levers of the payout provider's older API. */
  get connect(): ConnectDesk {
    return this.parts.provider.connectDesk;
  }

  settings(): Settings {
    // A journal of an earlier version may lack settings that came later.
    return { ...this.parts.firstSettings, ...this.parts.store.get(keptSettings, settingsId) };
  }

  change(change: Partial<Settings>): Settings {
    const changed = { ...this.settings(), ...change };
    this.parts.store.commit(() => {
      this.parts.store.put(keptSettings, settingsId, changed);
    });
    return changed;
  }

  state(): SandboxState {
    const { clock, provider, faults } = this.parts;
    const { available, outboundPending } = provider.books.balances();
    const { courier } = provider.webhooks;
    const payments: Record<string, number> = {};
    for (const { status } of provider.payments.list())
      payments[status] = (payments[status] ?? 0) + 1;
    return {
      settings: this.settings(),
      clock: { now: isoOf(clock.nowMs()), offsetMs: clock.offsetMs },
      balance: { availableMinor: available, outboundPendingMinor: outboundPending },
      books: provider.books.check(),
      payments,
      webhooks: { isHeld: courier.isHeld, waiting: courier.waiting },
      faults: faults.list(),
    };
  }

  /** Moves the clock forward and runs all that falls due on the way. */
  forward(ms: number): string {
    const { clock, store, provider } = this.parts;
    clock.forward(ms);
    store.commit(() => {
      store.put(keptClock, clockId, { offsetMs: clock.offsetMs });
    });
    provider.lifecycle.runDue();
    return isoOf(clock.nowMs());
  }

  payments(): OutboundPayment[] {
    return this.parts.provider.payments.list();
  }

  /** A person decides what becomes of a payment; what was planned for it is called off. */
  decide(id: string, outcome: PaymentOutcome, reason: string | null): OutboundPayment {
    const { provider, store, clock } = this.parts;
    const { payments, lifecycle } = provider;
    const at = clock.nowMs();
    return store.commit(() => {
      payments.get(id);
      lifecycle.callOff(id);
      switch (outcome) {
        case 'post':
          return payments.move(id, { to: 'posted', at });
        case 'fail':
          return payments.move(id, { to: 'failed', at, reason: reason ?? 'unknown_failure' });
        case 'return':
          return payments.move(id, { to: 'returned', at, reason: reason ?? 'unknown_failure' });
        case 'review':
          return payments.review(id, at);
        case 'hold':
          return payments.get(id).object;
      }
    });
  }

  addFault(fault: Fault): void {
    this.parts.faults.add(fault);
  }

  faults(): readonly Fault[] {
    return this.parts.faults.list();
  }

  clearFaults(): void {
    this.parts.faults.clear();
  }

  /** What the providers saw, oldest first. */
  requests(pathStart?: string): readonly RequestRecord[] {
    return this.parts.requests.list(pathStart);
  }

  clearRequests(): void {
    this.parts.requests.clear();
  }

  inbox(): InboxMessage[] {
    return this.parts.inbox.list();
  }

  get canReply(): boolean {
    return this.parts.replies.hasReceiver;
  }

  /** Answers a text message from the telephone that got it. */
  async reply(from: string, text: string): Promise<ReplyAnswer> {
    return this.parts.replies.send(from, text);
  }

  clearInbox(): void {
    this.parts.inbox.clear();
  }

  /** A lie about the payout provider's objects; returns the receiver's answer. */
  async forge(kind: ForgeryKind, type: string, about: string): Promise<string> {
    return this.notices.forge('payouts', { kind, type, about });
  }

  /** Waits until every webhook that can be sent was sent; for tests. Throws after the deadline. */
  async webhooksSettled(deadlineMs = 5_000): Promise<void> {
    for (let waited = 0; !this.notices.isIdle; waited += pollMs) {
      if (waited > deadlineMs) throw new Error('Webhooks are still waiting to be delivered.');
      await wait(pollMs);
    }
  }

  topUp(amountMinor: number): ReceivedCredit {
    const { store, provider } = this.parts;
    return store.commit(() =>
      this.#told(provider.books.receive(amountMinor, 'Top-up from the bank')),
    );
  }

  /** Money from our bank, newest first. */
  credits(): ReceivedCredit[] {
    return this.parts.provider.books.credits();
  }

  /** A top-up that had arrived goes back to the bank it came from. */
  giveBack(creditId: string): ReceivedCredit {
    const { store, provider } = this.parts;
    return store.commit(() => this.#told(provider.books.giveBack(creditId)));
  }

  #told(credit: ReceivedCredit): ReceivedCredit {
    const { id, status, status_transitions: at } = credit;
    const type = 'v2.money_management.received_credit';
    this.parts.provider.events.emit({
      type: `${type}.${status}`,
      at: Date.parse(at.returned_at ?? at.succeeded_at),
      related: { id, type, url: `/v2/money_management/received_credits/${id}` },
    });
    return credit;
  }

  /** Books the fees of all payments since the last batch in one sum; null when there are none. */
  chargeFees(): Transaction | null {
    const { store, provider } = this.parts;
    return store.commit(() => {
      const rows = store.all(transactions);
      const lastBatch = rows.findLastIndex(({ category }) => category === 'stripe_fee');
      const sent = rows
        .slice(lastBatch + 1)
        .filter(
          ({ category, status }) => category === 'outbound_payment' && status !== 'void',
        ).length;
      return sent === 0 ? null : provider.books.chargeFees(sent * feePerPaymentMinor);
    });
  }

  transactions(): Transaction[] {
    return this.parts.store.all(transactions).reverse();
  }

  /** Everything as on the first day: no payments, the first balance, the real time. */
  reset(): void {
    const { store, clock, faults, requests } = this.parts;
    const { webhookUrl, rewardsWebhookUrl } = this.settings();
    store.clear();
    clock.restore(0);
    faults.clear();
    requests.clear();
    this.notices.clear();
    this.change({ webhookUrl, rewardsWebhookUrl });
    this.open();
  }

  /** The first day, or the day after a restart. */
  open(): void {
    const { store, clock, provider, tremendous, firstMoney } = this.parts;
    clock.restore(store.get(keptClock, clockId)?.offsetMs ?? 0);
    store.commit(() => {
      const isFirstDay = store.count(booksRecords) === 0;
      provider.books.open(firstMoney.payouts);
      tremendous.open(firstMoney.rewards);
      if (!isFirstDay) return;
      if (firstMoney.connect > 0) this.connect.deposit(firstMoney.connect);
      if (firstMoney.cards > 0) this.cards.topUp(firstMoney.cards);
    });
    const differences = [
      ...provider.books.check().differences,
      ...provider.connect.balances.differences(),
    ];
    if (differences.length > 0) {
      throw new Error(`The sandbox books do not balance: ${differences.join('; ')}.`);
    }
    provider.lifecycle.start();
  }
}
