import type { SandboxClock } from '../../sandbox-clock.js';
import type { Store } from '../../store/store.js';
import { table } from '../../store/table.js';
import { accountRecords } from '../account-shape.js';
import type { Accounts } from '../accounts.js';
import { ApiError, invalidFields, notFound } from '../api-error.js';
import { newId } from '../ids.js';
import { operation, type Call, type Operation } from '../operation.js';
import type { Metadata } from '../shapes.js';
import { PLATFORM, type Balances } from './balances.js';
import { listOf, type ListQuery } from './lists.js';
import type { Transfer, TransferReversal } from './objects.js';
import type { Snapshots } from './snapshots.js';

export const transfers = table<Transfer>('transfer', {
  group: ({ transfer_group: group }) => group ?? '',
});
export const reversals = table<TransferReversal>('reversal');

interface CreateTransfer {
  readonly amount?: number;
  readonly currency: string;
  readonly destination: string;
  readonly description?: string;
  readonly metadata?: Metadata;
  readonly transfer_group?: string;
}

interface CreateReversal {
  readonly amount?: number;
  readonly metadata?: Metadata | null | '';
}

interface TransfersQuery extends ListQuery {
  readonly destination?: string;
  readonly transfer_group?: string;
}

const path = '/v1/transfers';

/** Money from our balance to a connected account's, at once, and back while it is still there. */
export class Transfers {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly parts: {
      readonly accounts: Accounts;
      readonly balances: Balances;
      readonly snapshots: Snapshots;
    },
  ) {}

  /** Newest first. */
  list(): Transfer[] {
    return this.store.all(transfers).reverse();
  }

  get(id: string): Transfer {
    const transfer = this.store.get(transfers, id);
    if (!transfer) throw notFound(`transfer: ${id}`);
    return transfer;
  }

  operations(): readonly Operation[] {
    return [
      operation<CreateTransfer>('post', path, (call) => this.#create(call)),
      operation<object, TransfersQuery>('get', path, ({ query }) => {
        const { transfer_group: group, destination } = query;
        const rows =
          group === undefined ? this.store.all(transfers) : this.store.group(transfers, group);
        return listOf(
          path,
          rows,
          query,
          (row) => destination === undefined || row.destination === destination,
        );
      }),
      operation('get', `${path}/{id}`, ({ id }) => this.get(id)),
      operation<CreateReversal>('post', `${path}/{id}/reversals`, (call) => this.#reverse(call)),
      operation<object, ListQuery>('get', `${path}/{id}/reversals`, ({ id, query }) =>
        listOf(`${path}/${id}/reversals`, [...this.get(id).reversals.data].reverse(), query),
      ),
    ];
  }

  #create({ body, cause }: Call<CreateTransfer, object>): Transfer {
    const amount = amountIn(body.amount, body.currency);
    this.#checkDestination(body.destination);
    this.parts.balances.require(PLATFORM, amount);
    const id = newId('tr');
    const payment = newId('py');
    const description = body.description ?? null;
    const line = this.parts.balances.move({
      holder: PLATFORM,
      amountMinor: -amount,
      type: 'transfer',
      source: id,
      description,
    });
    this.parts.balances.move({
      holder: body.destination,
      amountMinor: amount,
      type: 'payment',
      source: payment,
    });
    const transfer: Transfer = {
      id,
      object: 'transfer',
      amount,
      amount_reversed: 0,
      balance_transaction: line.id,
      created: this.#now(),
      currency: 'usd',
      description,
      destination: body.destination,
      destination_payment: payment,
      livemode: false,
      metadata: body.metadata ?? {},
      reversals: { object: 'list', data: [], has_more: false, url: `${path}/${id}/reversals` },
      reversed: false,
      source_transaction: null,
      source_type: 'card',
      transfer_group: body.transfer_group ?? null,
    };
    this.store.put(transfers, id, transfer);
    this.parts.snapshots.emit({ type: 'transfer.created', object: transfer, cause });
    return transfer;
  }

  #checkDestination(destination: string): void {
    const account = this.store.get(accountRecords, destination);
    if (!account) {
      const message = `No such destination: '${destination}'`;
      throw new ApiError(400, 'invalid_request_error', 'not_found', message);
    }
    if (!this.parts.accounts.canReceiveTransfers(account)) {
      throw new ApiError(
        400,
        'invalid_request_error',
        'insufficient_capabilities_for_transfer',
        'Your destination account needs the transfers capability enabled.',
      );
    }
  }

  #reverse({ id, body, cause }: Call<CreateReversal, object>): TransferReversal {
    const transfer = this.get(id);
    const left = transfer.amount - transfer.amount_reversed;
    const amount = body.amount === undefined ? left : amountIn(body.amount, 'usd');
    if (amount > left || left === 0) {
      throw new ApiError(
        400,
        'invalid_request_error',
        'transfer_already_reversed',
        `The transfer ${id} has only ${String(left)} left to reverse.`,
      );
    }
    const { balances, snapshots } = this.parts;
    balances.require(transfer.destination, amount);
    const reversalId = newId('trr');
    const refund = newId('pyr');
    const { destination } = transfer;
    balances.move({
      holder: destination,
      amountMinor: -amount,
      type: 'payment_refund',
      source: refund,
    });
    const line = balances.move({
      holder: PLATFORM,
      amountMinor: amount,
      type: 'transfer_refund',
      source: reversalId,
    });
    const reversal: TransferReversal = {
      id: reversalId,
      object: 'transfer_reversal',
      amount,
      balance_transaction: line.id,
      created: this.#now(),
      currency: 'usd',
      destination_payment_refund: refund,
      metadata: body.metadata || {},
      source_refund: null,
      transfer: id,
    };
    const reversed: Transfer = {
      ...transfer,
      amount_reversed: transfer.amount_reversed + amount,
      reversed: amount === left,
      reversals: { ...transfer.reversals, data: [reversal, ...transfer.reversals.data] },
    };
    this.store.put(transfers, id, reversed);
    this.store.put(reversals, reversalId, reversal);
    snapshots.emit({ type: 'transfer.reversed', object: reversed, cause });
    return reversal;
  }

  #now(): number {
    return Math.trunc(this.clock.nowMs() / 1_000);
  }
}

/** Whole minor units above zero, in US dollars. */
export function amountIn(amount: number | undefined, currency: string): number {
  if (amount === undefined || !Number.isSafeInteger(amount) || amount <= 0) {
    throw invalidFields('amount must be a positive whole number of minor units.');
  }
  if (currency !== 'usd') throw invalidFields('currency must be usd here, in lower case.');
  return amount;
}
