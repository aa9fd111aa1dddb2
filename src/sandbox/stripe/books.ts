import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Store } from '../store/store.js';
import { table } from '../store/table.js';
import { notFound, refused } from './api-error.js';
import { newId } from './ids.js';
import { operation, type Operation } from './operation.js';
import { pageOf, type PageQuery } from './pages.js';
import type {
  Amount,
  Category,
  Flow,
  Impact,
  ReceivedCredit,
  Transaction,
  TransactionEntry,
} from './shapes.js';

export const financialAccountId = 'fa_sandbox_main';
export const currency = 'usd';

/** The three balances of the one financial account, and the world on the other side of it. */
interface BooksRecord {
  readonly openedAt: string;
  readonly available: number;
  readonly inboundPending: number;
  readonly outboundPending: number;
  /** What came from outside less what went outside: recipients' banks, fees, our own bank. */
  readonly outside: number;
}

export const booksRecords = table<BooksRecord>('books');
export const receivedCredits = table<ReceivedCredit>('receivedCredit');
export const transactions = table<Transaction>('transaction');
export const entries = table<TransactionEntry>('entry', {
  group: ({ transaction }) => transaction,
});

/** A change of the balances in minor units; what is left out is zero. */
interface Move {
  readonly available?: number;
  readonly outboundPending?: number;
}

interface FinancialAccount {
  readonly id: string;
  readonly object: 'v2.money_management.financial_account';
  readonly balance: Readonly<Record<string, Readonly<Record<string, Amount>>>>;
  readonly country: string;
  readonly created: string;
  readonly display_name: string;
  readonly livemode: false;
  readonly status: 'open';
  readonly storage: { readonly holds_currencies: readonly string[] };
  readonly type: 'storage';
}

interface NewTransaction {
  readonly category: Category;
  readonly amountMinor: number;
  readonly flow: Flow;
  readonly at: number;
  readonly description?: string | undefined;
}

/** The result of adding everything up again from the entries. */
export interface BooksCheck {
  readonly isBalanced: boolean;
  readonly differences: readonly string[];
}

const recordId = 'main';

/**
 * The provider's money, kept as immutable entries. A balance is the sum of its entries and every
 * cent has another side, so that a payment made twice or lost can be counted here, not argued.
 */
export class Books {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
  ) {}

  /** Opens the account with its first money, once. */
  open(startingBalanceMinor: number): void {
    if (this.store.get(booksRecords, recordId)) return;
    this.store.put(booksRecords, recordId, {
      openedAt: isoOf(this.clock.nowMs()),
      available: 0,
      inboundPending: 0,
      outboundPending: 0,
      outside: 0,
    });
    if (startingBalanceMinor > 0) this.receive(startingBalanceMinor, 'Opening transfer');
  }

  /** Money arrives from the fund's own bank account. */
  receive(amountMinor: number, description: string): ReceivedCredit {
    const at = this.clock.nowMs();
    const id = newId('rc');
    const amount = usd(amountMinor);
    const credit: ReceivedCredit = {
      id,
      object: 'v2.money_management.received_credit',
      amount,
      amount_received: amount,
      bank_transfer: {
        financial_address: 'finaddr_sandbox_main',
        network: 'ach',
        originating_bank_account: { type: 'aba', aba: { bank_name: 'Demo Bank' } },
      },
      created: isoOf(at),
      description,
      financial_account: financialAccountId,
      livemode: false,
      status: 'succeeded',
      status_transitions: { succeeded_at: isoOf(at) },
      type: 'bank_transfer',
    };
    this.store.put(receivedCredits, id, credit);
    const flow: Flow = { type: 'received_credit', received_credit: id };
    const opened = { category: 'received_credit', amountMinor, flow, at, description } as const;
    this.settle(this.begin(opened), { available: amountMinor }, at);
    return credit;
  }

  /** Its bank takes back what arrived, whether or not that much is still there. */
  giveBack(creditId: string): ReceivedCredit {
    const credit = this.#credit(creditId);
    if (credit.status === 'returned') {
      throw refused('received_credit_already_returned', 'The credit was returned before.');
    }
    const at = this.clock.nowMs();
    const amountMinor = -credit.amount.value;
    const returned: ReceivedCredit = {
      ...credit,
      status: 'returned',
      status_details: { returned: { reason: 'originator_initiated_reversal' } },
      status_transitions: { ...credit.status_transitions, returned_at: isoOf(at) },
    };
    this.store.put(receivedCredits, creditId, returned);
    const flow: Flow = { type: 'received_credit', received_credit: creditId };
    const opened = { category: 'received_credit_reversal', amountMinor, flow, at } as const;
    this.settle(this.begin(opened), { available: amountMinor }, at);
    return returned;
  }

  /** Newest first. */
  credits(): ReceivedCredit[] {
    return this.store.all(receivedCredits).reverse();
  }

  /** Fees of all payments since the last batch, in one sum, as the provider books them. */
  chargeFees(amountMinor: number): Transaction {
    const at = this.clock.nowMs();
    const flow: Flow = { type: 'fee_batch', fee_batch: newId('feebatch') };
    const id = this.begin({ category: 'stripe_fee', amountMinor: -amountMinor, flow, at });
    return this.settle(id, { available: -amountMinor }, at);
  }

  /** A new transaction without entries yet; entries follow by `move` and `settle`. */
  begin({ category, amountMinor, flow, at, description }: NewTransaction): string {
    const id = newId('trxn');
    this.store.put(transactions, id, {
      id,
      object: 'v2.money_management.transaction',
      amount: usd(amountMinor),
      balance_impact: impactOf({}),
      category,
      created: isoOf(at),
      ...(description === undefined ? {} : { description }),
      financial_account: financialAccountId,
      flow,
      livemode: false,
      regulatory_receipt: { status: 'not_applicable' },
      status: 'pending',
      status_transitions: {},
    });
    return id;
  }

  /** Takes money out of the available balance, or refuses with the provider's typed error. */
  reserve(transactionId: string, amountMinor: number, at: number): void {
    if (this.balances().available < amountMinor) {
      throw refused('insufficient_funds', 'The financial account does not hold enough money.');
    }
    this.move(transactionId, { available: -amountMinor, outboundPending: amountMinor }, at);
  }

  /** Adds one entry to a transaction and moves the balances by it. */
  move(transactionId: string, move: Move, at: number): Transaction {
    const before = this.transaction(transactionId);
    const available = move.available ?? 0;
    const outboundPending = move.outboundPending ?? 0;
    const entryId = newId('trxne');
    this.store.put(entries, entryId, {
      id: entryId,
      object: 'v2.money_management.transaction_entry',
      balance_impact: impactOf(move),
      created: isoOf(at),
      effective_at: isoOf(at),
      livemode: false,
      transaction: transactionId,
      transaction_details: {
        category: before.category,
        financial_account: financialAccountId,
        flow: before.flow,
      },
    });
    const books = this.balances();
    this.store.put(booksRecords, recordId, {
      ...books,
      available: whole(books.available + available),
      outboundPending: whole(books.outboundPending + outboundPending),
      outside: whole(books.outside - available - outboundPending),
    });
    const sum = before.balance_impact;
    const after: Transaction = {
      ...before,
      balance_impact: impactOf({
        available: whole(sum.available.value + available),
        outboundPending: whole(sum.outbound_pending.value + outboundPending),
      }),
    };
    this.store.put(transactions, transactionId, after);
    return after;
  }

  /** The last entry: the transaction is then posted, or void when nothing is left of it. */
  settle(transactionId: string, move: Move, at: number): Transaction {
    const moved = this.move(transactionId, move, at);
    const isVoid = moved.balance_impact.available.value === 0;
    const settled: Transaction = {
      ...moved,
      status: isVoid ? 'void' : 'posted',
      status_transitions: isVoid ? { void_at: isoOf(at) } : { posted_at: isoOf(at) },
    };
    this.store.put(transactions, transactionId, settled);
    return settled;
  }

  balances(): BooksRecord {
    const books = this.store.get(booksRecords, recordId);
    if (!books) throw new Error('The sandbox books were not opened.');
    return books;
  }

  transaction(id: string): Transaction {
    const found = this.store.get(transactions, id);
    if (!found) throw notFound(`transaction: ${id}`);
    return found;
  }

  /** Adds up every entry again and compares: entries = balances = transactions, all sides zero. */
  check(): BooksCheck {
    const books = this.balances();
    const ofEntries = sumOf(this.store.all(entries).map((entry) => entry.balance_impact));
    const ofTransactions = sumOf(this.store.all(transactions).map((row) => row.balance_impact));
    const differences = [
      ...differs('available against entries', books.available, ofEntries.available),
      ...differs('outbound_pending against entries', books.outboundPending, ofEntries.pending),
      ...differs('available against transactions', books.available, ofTransactions.available),
      ...differs(
        'outbound_pending against transactions',
        books.outboundPending,
        ofTransactions.pending,
      ),
      ...differs('all sides', books.available + books.outboundPending + books.outside, 0),
    ];
    return { isBalanced: differences.length === 0, differences };
  }

  operations(): readonly Operation[] {
    const root = '/v2/money_management';
    return [
      operation<object, PageQuery & { statuses?: readonly string[] }>(
        'get',
        `${root}/financial_accounts`,
        ({ query }) =>
          pageOf(`${root}/financial_accounts`, [this.#account()], query, (account) =>
            (query.statuses ?? ['open']).includes(account.status),
          ),
      ),
      operation('get', `${root}/financial_accounts/{id}`, ({ id }) => {
        if (id !== financialAccountId) throw notFound(`financial account: ${id}`);
        return this.#account();
      }),
      operation<object, PageQuery & { financial_account?: string; flow?: string }>(
        'get',
        `${root}/transactions`,
        ({ query }) =>
          pageOf(`${root}/transactions`, this.store.all(transactions), query, (row) =>
            isAskedFor(row, query),
          ),
      ),
      operation('get', `${root}/transactions/{id}`, ({ id }) => this.transaction(id)),
      operation<object, PageQuery & { transaction?: string }>(
        'get',
        `${root}/transaction_entries`,
        ({ query }) =>
          pageOf(
            `${root}/transaction_entries`,
            query.transaction === undefined
              ? this.store.all(entries)
              : this.store.group(entries, query.transaction),
            query,
          ),
      ),
      operation('get', `${root}/transaction_entries/{id}`, ({ id }) => {
        const entry = this.store.get(entries, id);
        if (!entry) throw notFound(`transaction entry: ${id}`);
        return entry;
      }),
      operation<object, PageQuery>('get', `${root}/received_credits`, ({ query }) =>
        pageOf(`${root}/received_credits`, this.store.all(receivedCredits), query),
      ),
      operation('get', `${root}/received_credits/{id}`, ({ id }) => this.#credit(id)),
    ];
  }

  #credit(id: string): ReceivedCredit {
    const credit = this.store.get(receivedCredits, id);
    if (!credit) throw notFound(`received credit: ${id}`);
    return credit;
  }

  #account(): FinancialAccount {
    const books = this.balances();
    return {
      id: financialAccountId,
      object: 'v2.money_management.financial_account',
      balance: {
        available: { [currency]: usd(books.available) },
        inbound_pending: { [currency]: usd(books.inboundPending) },
        outbound_pending: { [currency]: usd(books.outboundPending) },
      },
      country: 'US',
      created: books.openedAt,
      display_name: 'Grants',
      livemode: false,
      status: 'open',
      storage: { holds_currencies: [currency] },
      type: 'storage',
    };
  }
}

export function usd(minor: number): Amount {
  return { value: whole(minor), currency };
}

function isAskedFor(
  row: Transaction,
  query: { readonly financial_account?: string; readonly flow?: string },
): boolean {
  const { outbound_payment, received_credit, fee_batch } = row.flow;
  const isSameAccount =
    query.financial_account === undefined || query.financial_account === row.financial_account;
  return (
    isSameAccount &&
    (query.flow === undefined ||
      [outbound_payment, received_credit, fee_batch].includes(query.flow))
  );
}

function impactOf(move: Move): Impact {
  return {
    available: usd(move.available ?? 0),
    inbound_pending: usd(0),
    outbound_pending: usd(move.outboundPending ?? 0),
  };
}

function sumOf(impacts: readonly Impact[]): { available: number; pending: number } {
  let available = 0;
  let pending = 0;
  for (const impact of impacts) {
    available = whole(available + impact.available.value);
    pending = whole(pending + impact.outbound_pending.value);
  }
  return { available, pending };
}

function differs(what: string, left: number, right: number): string[] {
  return left === right ? [] : [`${what}: ${String(left)} and ${String(right)}`];
}

/** Money stays a whole number of minor units that JSON can carry without loss. */
function whole(minor: number): number {
  if (!Number.isSafeInteger(minor)) throw new RangeError('An amount left the safe whole numbers.');
  return minor;
}
