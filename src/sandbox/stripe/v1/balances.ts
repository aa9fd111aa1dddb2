import type { SandboxClock } from '../../sandbox-clock.js';
import type { Store } from '../../store/store.js';
import { table } from '../../store/table.js';
import { ApiError } from '../api-error.js';
import { newId } from '../ids.js';

/** The money of one account of the provider: our platform's, or a connected account by its id. */
export const PLATFORM = 'platform';

/** Payments: what transfers and payouts draw on. Issuing: what cards spend. */
export type BalanceType = 'payments' | 'issuing';

/** One line of the provider's books, as API v1 writes it, and whose it is. */
interface BalanceTransactionRecord {
  readonly holder: string;
  readonly object: BalanceTransaction;
}

export const balanceTransactions = table<BalanceTransactionRecord>('balanceTransaction', {
  group: ({ holder }) => holder,
});

export interface BalanceTransaction {
  readonly id: string;
  readonly object: 'balance_transaction';
  readonly amount: number;
  readonly available_on: number;
  readonly balance_type: BalanceType;
  readonly created: number;
  readonly currency: 'usd';
  readonly description: string | null;
  readonly exchange_rate: null;
  readonly fee: number;
  readonly fee_details: readonly never[];
  readonly net: number;
  readonly reporting_category: string;
  readonly source: string | null;
  readonly status: 'available';
  readonly type: string;
}

/** What one side of the world holds, in minor units; kept beside the lines it is the sum of. */
interface HoldingRecord {
  readonly holder: string;
  readonly type: BalanceType;
  readonly minor: number;
}

export const holdings = table<HoldingRecord>('holding');

/** Money that enters or leaves one balance. The other side is `outside`, or the second line of the same commit. */
export interface Movement {
  readonly holder: string;
  readonly balance?: BalanceType;
  readonly amountMinor: number;
  /** The provider's word for it, for example `transfer`. */
  readonly type: string;
  /** The object behind it. */
  readonly source: string;
  readonly description?: string | null;
}

/** The balances of API v1, as immutable lines. A balance is the sum of its lines, for every holder and kind. */
export class Balances {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
  ) {}

  /** Adds a line, inside the open commit, and moves the balance by it. */
  move(movement: Movement): BalanceTransaction {
    const { holder, balance = 'payments', amountMinor, type, source, description } = movement;
    const created = Math.trunc(this.clock.nowMs() / 1_000);
    const id = newId('txn');
    const object: BalanceTransaction = {
      id,
      object: 'balance_transaction',
      amount: whole(amountMinor),
      available_on: created,
      balance_type: balance,
      created,
      currency: 'usd',
      description: description ?? null,
      exchange_rate: null,
      fee: 0,
      fee_details: [],
      net: amountMinor,
      reporting_category: type,
      source,
      status: 'available',
      type,
    };
    this.store.put(balanceTransactions, id, { holder, object });
    const minor = whole(this.available(holder, balance) + amountMinor);
    this.store.put(holdings, `${holder}/${balance}`, { holder, type: balance, minor });
    return object;
  }

  /** Throws `balance_insufficient` when there is less. */
  require(holder: string, amountMinor: number, balance: BalanceType = 'payments'): void {
    if (this.available(holder, balance) >= amountMinor) return;
    throw new ApiError(
      400,
      'invalid_request_error',
      'balance_insufficient',
      'You have insufficient available funds in your Stripe account.',
    );
  }

  available(holder: string, balance: BalanceType = 'payments'): number {
    return this.store.get(holdings, `${holder}/${balance}`)?.minor ?? 0;
  }

  /** What rests in connected accounts, all together. */
  resting(): number {
    return this.store
      .all(holdings)
      .filter(({ holder }) => holder !== PLATFORM)
      .reduce((sum, { minor }) => whole(sum + minor), 0);
  }

  /** Oldest first. */
  lines(holder: string): BalanceTransaction[] {
    return this.store.group(balanceTransactions, holder).map(({ object }) => object);
  }

  /** Adds every line up again; the balances that differ from their lines. */
  differences(): string[] {
    return this.store.all(holdings).flatMap(({ holder, type, minor }) => {
      const lines = this.lines(holder).filter(({ balance_type: kind }) => kind === type);
      const sum = lines.reduce((total, { net }) => whole(total + net), 0);
      return sum === minor ? [] : [`${holder} ${type}: ${String(minor)} and ${String(sum)}`];
    });
  }
}

/** Money stays a whole number of minor units that JSON can carry without loss. */
function whole(minor: number): number {
  if (!Number.isSafeInteger(minor)) throw new RangeError('An amount left the safe whole numbers.');
  return minor;
}
