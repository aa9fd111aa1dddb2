import type { SandboxClock } from '../../sandbox-clock.js';
import type { Settings } from '../../settings.js';
import type { Store } from '../../store/store.js';
import { table } from '../../store/table.js';
import { ApiError, notFound } from '../api-error.js';
import { newId } from '../ids.js';
import type { Lifecycle } from '../lifecycle.js';
import { operation, type Call, type Operation } from '../operation.js';
import type { Metadata } from '../shapes.js';
import { PLATFORM, type Balances } from './balances.js';
import { listOf, type ListQuery } from './lists.js';
import type { Topup } from './objects.js';
import type { Snapshots } from './snapshots.js';
import { amountIn } from './transfers.js';

export const topups = table<Topup>('topup');

interface CreateTopup {
  readonly amount: number;
  readonly currency: string;
  readonly description?: string;
  readonly metadata?: Metadata;
  readonly statement_descriptor?: string;
  readonly transfer_group?: string;
}

interface TopupsQuery extends ListQuery {
  readonly status?: string;
}

const path = '/v1/topups';

/** Money from our bank into our balance: pending, then there. */
export class Topups {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly settings: () => Settings,
    private readonly parts: {
      readonly balances: Balances;
      readonly lifecycle: Lifecycle;
      readonly snapshots: Snapshots;
    },
  ) {
    parts.lifecycle.on('topup_arrive', ({ subject }) => this.#arrive(subject));
  }

  operations(): readonly Operation[] {
    return [
      operation<CreateTopup>('post', path, (call) => this.#create(call)),
      operation<object, TopupsQuery>('get', path, ({ query }) =>
        listOf(
          path,
          this.store.all(topups),
          query,
          ({ status }) => query.status === undefined || query.status === status,
        ),
      ),
      operation('get', `${path}/{id}`, ({ id }) => this.#get(id)),
    ];
  }

  /** Money arrives at once, as a person at the page wants it. Inside the open commit. */
  deposit(amountMinor: number): Topup {
    return this.#arrive(this.#record({ amount: amountMinor, currency: 'usd' }).id);
  }

  /** Newest first. */
  list(): Topup[] {
    return this.store.all(topups).reverse();
  }

  /** The bank takes back what arrived, whether or not that much is still there. Inside the open commit. */
  giveBack(id: string): Topup {
    const topup = this.#get(id);
    if (topup.status !== 'succeeded') {
      throw new ApiError(
        400,
        'invalid_request_error',
        'topup_state_invalid',
        `The top-up is ${topup.status} and cannot be reversed.`,
      );
    }
    this.parts.balances.move({
      holder: PLATFORM,
      amountMinor: -topup.amount,
      type: 'topup_reversal',
      source: id,
    });
    const reversed: Topup = { ...topup, status: 'reversed' };
    this.store.put(topups, id, reversed);
    this.parts.snapshots.emit({ type: 'topup.reversed', object: reversed });
    return reversed;
  }

  #create({ body, cause }: Call<CreateTopup, object>): Topup {
    const topup = this.#record(body);
    this.parts.snapshots.emit({ type: 'topup.created', object: topup, cause });
    this.parts.lifecycle.plan({
      subject: topup.id,
      act: 'topup_arrive',
      atMs: this.clock.nowMs() + this.settings().processingDelayMs,
      reason: null,
    });
    return topup;
  }

  #record(body: CreateTopup): Topup {
    const created = Math.trunc(this.clock.nowMs() / 1_000);
    const topup: Topup = {
      id: newId('tu'),
      object: 'topup',
      amount: amountIn(body.amount, body.currency),
      balance_transaction: null,
      created,
      currency: 'usd',
      description: body.description ?? null,
      expected_availability_date: created,
      failure_code: null,
      failure_message: null,
      initiated_by: 'user',
      livemode: false,
      metadata: body.metadata ?? {},
      source: null,
      statement_descriptor: body.statement_descriptor ?? null,
      status: 'pending',
      transfer_group: body.transfer_group ?? null,
    };
    this.store.put(topups, topup.id, topup);
    return topup;
  }

  #arrive(id: string): Topup {
    const topup = this.#get(id);
    const line = this.parts.balances.move({
      holder: PLATFORM,
      amountMinor: topup.amount,
      type: 'topup',
      source: id,
      description: topup.description,
    });
    const arrived: Topup = { ...topup, status: 'succeeded', balance_transaction: line.id };
    this.store.put(topups, id, arrived);
    this.parts.snapshots.emit({ type: 'topup.succeeded', object: arrived });
    return arrived;
  }

  #get(id: string): Topup {
    const topup = this.store.get(topups, id);
    if (!topup) throw notFound(`topup: ${id}`);
    return topup;
  }
}
