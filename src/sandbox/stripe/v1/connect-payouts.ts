import type { SandboxClock } from '../../sandbox-clock.js';
import type { Settings } from '../../settings.js';
import type { Store } from '../../store/store.js';
import { table } from '../../store/table.js';
import { accountRecords } from '../account-shape.js';
import type { Accounts } from '../accounts.js';
import { ApiError, invalidFields, notFound } from '../api-error.js';
import { newId } from '../ids.js';
import type { Lifecycle } from '../lifecycle.js';
import { operation, type Call, type Cause, type Operation } from '../operation.js';
import { payoutMethods, type PayoutMethodRecord } from '../payout-methods.js';
import type { Metadata } from '../shapes.js';
import type { Balances } from './balances.js';
import { connectPlanOf, type ConnectPlan } from './connect-magic.js';
import { listOf, type ListQuery } from './lists.js';
import type { ConnectPayout, ConnectPayoutStatus } from './objects.js';
import type { Snapshots } from './snapshots.js';
import { amountIn } from './transfers.js';

/** A payout and the connected account it leaves from. */
export interface ConnectPayoutRecord {
  readonly account: string;
  readonly object: ConnectPayout;
}

export const connectPayouts = table<ConnectPayoutRecord>('connectPayout', {
  group: ({ account }) => account,
});

interface CreatePayout {
  readonly amount: number;
  readonly currency: string;
  readonly description?: string;
  readonly destination?: string;
  readonly metadata?: Metadata;
  readonly method?: 'standard' | 'instant';
  readonly statement_descriptor?: string;
}

interface PayoutsQuery extends ListQuery {
  readonly destination?: string;
  readonly status?: string;
}

interface Transition {
  readonly to: Exclude<ConnectPayoutStatus, 'pending'>;
  readonly code?: string | null;
  readonly cause?: Cause;
}

const path = '/v1/payouts';
const longestDescriptor = 22;
const businessDayMs = 24 * 3_600_000;

/** Which states lead to one. Paid may still fail: the provider says so within five business days. */
const allowedFrom: Readonly<Record<Transition['to'], readonly ConnectPayoutStatus[]>> = {
  in_transit: ['pending'],
  paid: ['pending', 'in_transit'],
  failed: ['pending', 'in_transit', 'paid'],
  canceled: ['pending'],
};

/** Manual payouts from connected accounts to their banks, driven by the clock. */
export class ConnectPayouts {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly settings: () => Settings,
    private readonly parts: {
      readonly accounts: Accounts;
      readonly balances: Balances;
      readonly lifecycle: Lifecycle;
      readonly snapshots: Snapshots;
    },
  ) {
    const { lifecycle } = parts;
    lifecycle.on('connect_depart', ({ subject }) => this.move(subject, { to: 'in_transit' }));
    lifecycle.on('connect_pay', ({ subject }) => this.move(subject, { to: 'paid' }));
    lifecycle.on('connect_fail', ({ subject, reason }) =>
      this.move(subject, { to: 'failed', code: reason }),
    );
  }

  /** Newest first. */
  list(): ConnectPayoutRecord[] {
    return this.store.all(connectPayouts).reverse();
  }

  get(id: string): ConnectPayout {
    return this.#record(id).object;
  }

  /** Moves a payout on and its money with it, inside the open commit. */
  move(id: string, { to, code, cause }: Transition): ConnectPayout {
    const { account, object: before } = this.#record(id);
    if (!allowedFrom[to].includes(before.status)) {
      throw new ApiError(
        400,
        'invalid_request_error',
        'payout_state_invalid',
        `The payout is ${before.status} and cannot become ${to}.`,
      );
    }
    const line = this.#moneyBack(account, before, to);
    const object: ConnectPayout = {
      ...before,
      status: to,
      failure_balance_transaction: line,
      ...(to === 'failed' ? failureOf(code) : {}),
      ...(to === 'paid' ? { trace_id: { status: 'supported', value: newId('trace') } } : {}),
    };
    this.store.put(connectPayouts, id, { account, object });
    const type = to === 'in_transit' ? 'payout.updated' : `payout.${to}`;
    this.parts.snapshots.emit({ type, object, account, ...(cause ? { cause } : {}) });
    return object;
  }

  /** What failed or was canceled is in the account's balance again. */
  #moneyBack(account: string, payout: ConnectPayout, to: Transition['to']): string | null {
    if (to !== 'failed' && to !== 'canceled') return null;
    const { id } = this.parts.balances.move({
      holder: account,
      amountMinor: payout.amount,
      type: to === 'failed' ? 'payout_failure' : 'payout_cancel',
      source: payout.id,
    });
    return id;
  }

  operations(): readonly Operation[] {
    return [
      operation<CreatePayout>('post', path, (call) => this.#create(call)),
      operation<object, PayoutsQuery>('get', path, ({ query, context }) =>
        listOf(
          path,
          this.store.group(connectPayouts, context ?? '').map(({ object }) => object),
          query,
          ({ status, destination }) =>
            (query.status === undefined || query.status === status) &&
            (query.destination === undefined || query.destination === destination),
        ),
      ),
      operation('get', `${path}/{id}`, ({ id, context }) => this.#of(id, context).object),
      operation('post', `${path}/{id}/cancel`, ({ id, context, cause }) => {
        this.#of(id, context);
        this.parts.lifecycle.callOff(id);
        return this.move(id, { to: 'canceled', cause });
      }),
    ];
  }

  #create({ body, context, cause }: Call<CreatePayout, object>): ConnectPayout {
    const amount = amountIn(body.amount, body.currency);
    checkDescriptor(body.statement_descriptor);
    const { account, destination, plan } = this.#bankOf(context, body.destination);
    const { balances, snapshots } = this.parts;
    balances.require(account, amount);
    const id = newId('po');
    const now = this.clock.nowMs();
    const line = balances.move({
      holder: account,
      amountMinor: -amount,
      type: 'payout',
      source: id,
    });
    const payout: ConnectPayout = {
      id,
      object: 'payout',
      amount,
      application_fee: null,
      application_fee_amount: null,
      arrival_date: Math.trunc((now + businessDayMs) / 1_000),
      automatic: false,
      balance_transaction: line.id,
      created: Math.trunc(now / 1_000),
      currency: 'usd',
      description: body.description ?? null,
      destination,
      failure_balance_transaction: null,
      failure_code: null,
      failure_message: null,
      livemode: false,
      metadata: body.metadata ?? {},
      method: body.method ?? 'standard',
      original_payout: null,
      payout_method: null,
      reconciliation_status: 'not_applicable',
      reversed_by: null,
      source_type: 'card',
      statement_descriptor: body.statement_descriptor ?? null,
      status: 'pending',
      trace_id: null,
      type: 'bank_account',
    };
    this.store.put(connectPayouts, id, { account, object: payout });
    snapshots.emit({ type: 'payout.created', object: payout, account, cause });
    this.#plan(id, connectPlanOf(amount, plan));
    return payout;
  }

  /** The bank account that the hosted form saved, newest first. */
  #bankOf(
    context: string | null,
    asked: string | undefined,
  ): { account: string; destination: string; plan: ConnectPlan } {
    const account = context === null ? undefined : this.store.get(accountRecords, context);
    const destination = asked ?? account?.defaultPayoutMethod;
    const method = destination ? this.store.get(payoutMethods, destination) : undefined;
    checkOwn(asked, method, context);
    if (!account || !method || method.context !== account.id) {
      throw notAllowed('There is no external account to pay out to.');
    }
    if (!this.parts.accounts.canReceiveTransfers(account)) {
      throw notAllowed('Payouts have been disabled on the connected account.');
    }
    return {
      account: account.id,
      destination: method.object.id,
      plan: method.connectPlan ?? { kind: 'pay' },
    };
  }

  #plan(id: string, plan: ConnectPlan): void {
    const { processingDelayMs, returnDelayMs } = this.settings();
    const now = this.clock.nowMs();
    const arriveMs = now + processingDelayMs;
    const due = (act: 'connect_depart' | 'connect_pay' | 'connect_fail', atMs: number): void => {
      const reason = 'code' in plan && act === 'connect_fail' ? plan.code : null;
      this.parts.lifecycle.plan({ subject: id, act, atMs, reason });
    };
    if (plan.kind === 'wait') return;
    due('connect_depart', now + Math.trunc(processingDelayMs / 2));
    due(plan.kind === 'fail' ? 'connect_fail' : 'connect_pay', arriveMs);
    if (plan.kind === 'pay_then_fail') due('connect_fail', arriveMs + returnDelayMs);
  }

  #record(id: string): ConnectPayoutRecord {
    const record = this.store.get(connectPayouts, id);
    if (!record) throw notFound(`payout: ${id}`);
    return record;
  }

  #of(id: string, context: string | null): ConnectPayoutRecord {
    const record = this.#record(id);
    if (record.account !== context) throw notFound(`payout: ${id}`);
    return record;
  }
}

function failureOf(
  code: string | null | undefined,
): Pick<ConnectPayout, 'failure_code' | 'failure_message'> {
  return {
    failure_code: code ?? 'could_not_process',
    failure_message: 'The bank did not take the payout.',
  };
}

/** Throws `resource_missing` for an account that is not there, or no more. */
function checkOwn(
  asked: string | undefined,
  method: PayoutMethodRecord | undefined,
  context: string | null,
): void {
  if (asked === undefined) return;
  const isThere = method?.context === context && !method.object.archived;
  if (!isThere) throw notFound(`external account: ${asked}`);
}

const notAllowed = (message: string): ApiError =>
  new ApiError(400, 'invalid_request_error', 'payouts_not_allowed', message);

function checkDescriptor(descriptor: string | undefined): void {
  if (descriptor !== undefined && descriptor.length > longestDescriptor) {
    throw invalidFields('statement_descriptor must have at most 22 characters.');
  }
}
