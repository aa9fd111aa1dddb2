import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Settings } from '../settings.js';
import type { Store } from '../store/store.js';
import { table } from '../store/table.js';
import type { Accounts } from './accounts.js';
import { invalidFields, notFound, refused } from './api-error.js';
import { currency, financialAccountId, usd, type Books } from './books.js';
import { relatedPayment, type Events } from './events.js';
import { newId } from './ids.js';
import type { Lifecycle } from './lifecycle.js';
import { planFor, type Plan } from './magic.js';
import { operation, type Call, type Cause, type Operation } from './operation.js';
import { pageOf, type PageQuery } from './pages.js';
import type { PayoutMethodRecord, PayoutMethods } from './payout-methods.js';
import type { Amount, Metadata, OutboundPayment, PaymentStatus, PayoutMethod } from './shapes.js';

/** A payment and the transaction that carries its money. */
interface PaymentRecord {
  readonly object: OutboundPayment;
  readonly transactionId: string;
}

export const payments = table<PaymentRecord>('payment', {
  group: ({ object }) => object.to.recipient,
});

interface CreatePayment {
  readonly amount: Amount;
  readonly from: { readonly financial_account: string; readonly currency: string };
  readonly to: {
    readonly recipient: string;
    readonly payout_method?: string;
    readonly currency?: string;
    readonly payout_method_options?: object;
  };
  readonly description?: string;
  readonly metadata?: Metadata;
  readonly recipient_notification?: { readonly setting: 'configured' | 'none' };
  readonly recipient_verification?: string;
  readonly statement_descriptor?: string;
}

interface PaymentsQuery extends PageQuery {
  readonly recipient?: string;
  readonly status?: readonly PaymentStatus[];
}

/** How a payment moves on. Anything else is refused, for the sandbox and for its page alike. */
interface Transition {
  readonly to: PaymentStatus;
  readonly at: number;
  readonly reason?: string | null;
  readonly cause?: Cause;
}

/** Tells the recipient by mail, as the provider does when a payment does not forbid it. */
export type NotifyRecipient = (payment: OutboundPayment, contactEmail: string | null) => void;

const path = '/v2/money_management/outbound_payments';
const businessDayMs = 24 * 3_600_000;

/** Payments out of the financial account: created once per key, then driven by the clock. */
export class OutboundPayments {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly settings: () => Settings,
    private readonly parts: {
      readonly accounts: Accounts;
      readonly books: Books;
      readonly events: Events;
      readonly lifecycle: Lifecycle;
      readonly methods: PayoutMethods;
      readonly notify: NotifyRecipient;
    },
  ) {
    const { lifecycle } = parts;
    lifecycle.on('post', (due) => this.move(due.subject, { to: 'posted', at: due.atMs }));
    lifecycle.on('fail', ({ subject, atMs, reason }) =>
      this.move(subject, { to: 'failed', at: atMs, reason }),
    );
    lifecycle.on('return', ({ subject, atMs, reason }) =>
      this.move(subject, { to: 'returned', at: atMs, reason }),
    );
  }

  get(id: string): PaymentRecord {
    const payment = this.store.get(payments, id);
    if (!payment) throw notFound(`outbound payment: ${id}`);
    return payment;
  }

  /** Newest first. */
  list(): OutboundPayment[] {
    return this.store
      .all(payments)
      .map(({ object }) => object)
      .reverse();
  }

  /** Moves a payment on and its money with it, inside the open commit. */
  move(id: string, { to, at, reason, cause }: Transition): OutboundPayment {
    const record = this.get(id);
    const before = record.object;
    const allowedFrom: PaymentStatus = to === 'returned' ? 'posted' : 'processing';
    if (before.status !== allowedFrom) {
      throw refused('not_cancelable', `The payment is ${before.status} and cannot become ${to}.`);
    }
    const after = movedOn(before, to, { at, reason: reason ?? null });
    this.store.put(payments, id, { ...record, object: after });
    this.#moveMoney(record, to, at);
    this.#tell(to, id, at, cause);
    return after;
  }

  /** Puts a payment under review: it stays processing until a person decides. */
  review(id: string, at: number): OutboundPayment {
    const record = this.get(id);
    if (record.object.status !== 'processing') {
      throw refused('not_cancelable', `The payment is ${record.object.status}, not processing.`);
    }
    const object = {
      ...record.object,
      status_details: { processing: { reason: 'under_review' } },
    };
    this.store.put(payments, id, { ...record, object });
    this.#tell('under_review', id, at);
    return object;
  }

  operations(): readonly Operation[] {
    return [
      operation<CreatePayment>('post', path, (call) => this.#create(call)),
      operation<object, PaymentsQuery>('get', path, ({ query }) => {
        const { recipient, status } = query;
        const records =
          recipient === undefined
            ? this.store.all(payments)
            : this.store.group(payments, recipient);
        return pageOf(
          path,
          records.map(({ object }) => object),
          query,
          (payment) => status?.includes(payment.status) ?? true,
        );
      }),
      operation('get', `${path}/{id}`, ({ id }) => this.get(id).object),
      operation('post', `${path}/{id}/cancel`, ({ id, cause }) => this.#cancel(id, cause)),
    ];
  }

  #create({ body, cause }: Call<CreatePayment, object>): OutboundPayment {
    checkAmount(body);
    checkDescriptor(body.statement_descriptor);
    const account = this.parts.accounts.get(body.to.recipient);
    const methodId = body.to.payout_method ?? account.defaultPayoutMethod;
    if (!methodId) throw invalidFields('/to/payout_method is missing and there is no default.');
    const method = this.parts.methods.get(methodId, account.id);
    const canReceive = isCard(method)
      ? this.parts.accounts.canReceiveByCard(account)
      : this.parts.accounts.canReceiveByBank(account);
    if (!canReceive) {
      throw refused('capability_not_enabled', 'The recipient cannot receive such payments yet.');
    }
    if (method.object.archived || method.object.usage_status.payments !== 'eligible') {
      throw refused('invalid_payout_method', 'The payout method cannot be used for payments.');
    }
    const payment = this.#record(body, method);
    this.#tell('created', payment.id, this.clock.nowMs(), cause);
    this.#begin(payment.id, planFor(payment.amount.value, method.plan));
    if (payment.recipient_notification.setting === 'configured') {
      this.parts.notify(payment, account.contactEmail);
    }
    return this.get(payment.id).object;
  }

  #record(body: CreatePayment, method: PayoutMethodRecord): OutboundPayment {
    const at = this.clock.nowMs();
    const id = newId('obp');
    const amount = usd(body.amount.value);
    const { description } = body;
    const options = body.to.payout_method_options;
    const payment: OutboundPayment = {
      id,
      object: 'v2.money_management.outbound_payment',
      amount,
      // What goes to a card is there at once.
      cancelable: !isCard(method),
      created: isoOf(at),
      ...(description === undefined ? {} : { description }),
      expected_arrival_date: isoOf(at + businessDayMs),
      from: { debited: amount, financial_account: financialAccountId },
      livemode: false,
      metadata: body.metadata ?? {},
      recipient_notification: body.recipient_notification ?? { setting: 'configured' },
      statement_descriptor: body.statement_descriptor ?? 'STRIPE',
      status: 'processing',
      status_transitions: {},
      to: {
        credited: amount,
        payout_method: method.object.id,
        ...(options ? { payout_method_options: options } : {}),
        recipient: body.to.recipient,
      },
      tracking_details: { status: 'pending', type: method.object.type },
    };
    const { books } = this.parts;
    const flow = { type: 'outbound_payment', outbound_payment: id } as const;
    const amountMinor = -amount.value;
    const transactionId = books.begin({
      category: 'outbound_payment',
      amountMinor,
      flow,
      at,
      description,
    });
    books.reserve(transactionId, amount.value, at);
    this.store.put(payments, id, { object: payment, transactionId });
    return payment;
  }

  /** Plans what the magic value stands for. */
  #begin(id: string, plan: Plan): void {
    const { processingDelayMs, returnDelayMs } = this.settings();
    const now = this.clock.nowMs();
    const atMs = now + processingDelayMs;
    const posting = { subject: id, act: 'post', atMs, reason: null } as const;
    switch (plan.kind) {
      case 'post':
        this.parts.lifecycle.plan(posting);
        return;
      case 'return':
        this.parts.lifecycle.plan(posting);
        this.parts.lifecycle.plan({
          subject: id,
          act: 'return',
          atMs: atMs + returnDelayMs,
          reason: plan.reason,
        });
        return;
      case 'fail':
        this.parts.lifecycle.plan({
          subject: id,
          act: 'fail',
          atMs: atMs + (plan.afterMs ?? 0),
          reason: plan.reason,
        });
        return;
      case 'review':
        this.review(id, now);
        return;
      case 'wait':
    }
  }

  #moveMoney(record: PaymentRecord, to: PaymentStatus, at: number): void {
    const { books } = this.parts;
    const amountMinor = record.object.amount.value;
    if (to === 'posted') {
      books.settle(record.transactionId, { outboundPending: -amountMinor }, at);
      return;
    }
    if (to === 'returned') {
      const flow = { type: 'outbound_payment', outbound_payment: record.object.id } as const;
      const { description } = record.object;
      const id = books.begin({
        category: 'outbound_payment_reversal',
        amountMinor,
        flow,
        at,
        description,
      });
      books.settle(id, { available: amountMinor }, at);
      return;
    }
    const back = { available: amountMinor, outboundPending: -amountMinor };
    books.settle(record.transactionId, back, at);
  }

  #cancel(id: string, cause: Cause): OutboundPayment {
    const { status } = this.get(id).object;
    if (status === 'canceled')
      throw refused('already_canceled', 'The payment is canceled already.');
    if (status !== 'processing' || !this.get(id).object.cancelable) {
      throw refused('not_cancelable', `The payment is ${status} and cannot be canceled.`);
    }
    this.parts.lifecycle.callOff(id);
    return this.move(id, { to: 'canceled', at: this.clock.nowMs(), cause });
  }

  #tell(what: string, id: string, at: number, cause?: Cause): void {
    this.parts.events.emit({
      type: `v2.money_management.outbound_payment.${what}`,
      at,
      related: relatedPayment(id),
      ...(cause ? { cause } : {}),
    });
  }
}

/** The payment in its new state, with what belongs to that state and nothing of the old one. */
function movedOn(
  before: OutboundPayment,
  to: PaymentStatus,
  { at, reason }: { readonly at: number; readonly reason: string | null },
): OutboundPayment {
  const isPosted = to === 'posted';
  return {
    ...before,
    expected_arrival_date: isPosted ? before.expected_arrival_date : undefined,
    cancelable: false,
    status: to,
    status_details: reason === null ? undefined : { [to]: { reason } },
    status_transitions: { ...before.status_transitions, [`${to}_at`]: isoOf(at) },
    tracking_details: isPosted ? trackable(before.tracking_details.type) : before.tracking_details,
  };
}

function trackable(type: PayoutMethod['type']): OutboundPayment['tracking_details'] {
  return type === 'card'
    ? { type, status: 'supported', card: { retrieval_reference: newId('ref') } }
    : { type, status: 'supported', bank_account: { trace_id: newId('trace') } };
}

const isCard = ({ object }: PayoutMethodRecord): boolean => object.type === 'card';

function checkAmount({ amount, from, to }: CreatePayment): void {
  if (from.financial_account !== financialAccountId) {
    throw notFound(`financial account: ${from.financial_account}`);
  }
  if (!Number.isSafeInteger(amount.value) || amount.value <= 0) {
    throw invalidFields('/amount/value must be a positive whole number of minor units.');
  }
  const currencies = [amount.currency, from.currency, to.currency ?? currency];
  if (currencies.some((code) => code !== currency)) {
    throw invalidFields('/amount/currency must be usd here, in lower case.');
  }
}

function checkDescriptor(descriptor: string | undefined): void {
  if (descriptor === undefined) return;
  if (descriptor.length < 3 || descriptor.length > 22) {
    throw invalidFields('/statement_descriptor must have 3 to 22 characters.');
  }
}
