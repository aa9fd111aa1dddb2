import { CHART_OF_ACCOUNTS, CURRENCIES_IN_USE, ENTRY_KINDS_KNOWN, GENERAL_LEDGER } from '#ledger';
import type { Dataset } from '#kernel';
import type { Row } from '../copy-rows.js';
import type { ExportContext } from '../export-format.js';
import type { Snapshot } from '../snapshot.store.js';

/** Money and budget are balanced apart, so they are written apart. */
export type Book = 'G' | 'B';

/** An account as the chart has it. */
export interface ChartAccount {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly book: string;
}

/** What stands above the transactions: everything they may name. */
export interface Declared {
  readonly accounts: readonly { readonly account: ChartAccount; readonly fund: string }[];
  readonly currencies: readonly { readonly code: string; readonly decimals: number }[];
  readonly kinds: readonly string[];
  readonly from: string;
}

/** Lines of one entry in one book, with their accounts. */
export interface Transaction {
  readonly head: Row;
  readonly lines: readonly {
    readonly row: Row;
    readonly account: ChartAccount;
    readonly amount: string;
  }[];
}

/** How one program writes both. */
export interface Dialect {
  readonly extension: string;
  declare(declared: Declared): string;
  transaction(transaction: Transaction): string;
}

/** These programs want the order of the calendar; inside a day the journal's own order stays. */
const BY_DAY: Dataset = { ...GENERAL_LEDGER, order: ['effective_on', 'entry', 'line'] };

/** Writes `books` and `budget`, each with what it declares and one transaction per entry. */
export async function writeJournals(context: ExportContext, dialect: Dialect): Promise<void> {
  const { snapshot, folder, order } = context;
  const chart = await chartOf(snapshot);
  const currencies = await snapshot.all(CURRENCIES_IN_USE);
  const kinds = await snapshot.all(ENTRY_KINDS_KNOWN);
  const used = await snapshot.all(ACCOUNTS_USED);
  for (const [name, book] of [
    ['books', 'G'],
    ['budget', 'B'],
  ] as const) {
    const declared = {
      accounts: accountsOf(used, chart, book),
      currencies: currencies.map((row) => ({
        code: text(row, 'currency'),
        decimals: Number(row['decimals']),
      })),
      kinds: kinds.map((row) => text(row, 'kind')),
      from: order.from,
    };
    let count = 0;
    const pieces = async function* (): AsyncGenerator<string, void> {
      yield dialect.declare(declared);
      for await (const transaction of transactionsOf(
        folder.counting(snapshot.rows(BY_DAY)),
        chart,
        book,
      )) {
        count += 1;
        yield dialect.transaction(transaction);
      }
    };
    await folder.compose(`${name}.${dialect.extension}`, pieces(), () => count);
  }
}

/** One text in one line: nothing in it can start a line, a tag with a date, or another comment. */
export function oneLine(value: string): string {
  return value
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[[\]]/g, (bracket) => (bracket === '[' ? '(' : ')'))
    .trim();
}

/** A value that a column always has. */
export const text = (row: Row, name: string): string => row[name] ?? '';

/** What every transaction tells about itself beside its kind, in one order; what is not there is left out. */
export function notesOf(head: Row): (readonly [string, string])[] {
  const names = ['entry', 'posted_at', 'period', 'relates_to', 'actor', 'approver'] as const;
  return [...names, 'reverses', 'reason', 'source', 'key'].flatMap((name) => {
    const value = head[name];
    return value === null || value === undefined
      ? []
      : [[name.replace('_', '-'), oneLine(value)] as const];
  });
}

async function chartOf(snapshot: Snapshot): Promise<ReadonlyMap<string, ChartAccount>> {
  const rows = await snapshot.all(CHART_OF_ACCOUNTS);
  return new Map(
    rows.map((row) => [
      text(row, 'account'),
      {
        code: text(row, 'account'),
        name: text(row, 'account_name'),
        type: text(row, 'account_type'),
        book: text(row, 'book'),
      },
    ]),
  );
}

/** Every account of the book that has a line in the days. */
function accountsOf(
  used: readonly Row[],
  chart: ReadonlyMap<string, ChartAccount>,
  book: Book,
): Declared['accounts'] {
  return used.flatMap((row) => {
    const account = chart.get(text(row, 'account'));
    return account?.book === book ? [{ account, fund: text(row, 'fund') }] : [];
  });
}

/** Accounts and funds that the days touch. */
const ACCOUNTS_USED: Dataset = {
  name: 'accounts-used',
  columns: { account: 'code', fund: 'code' },
  order: ['account', 'fund'],
  sql: (range) => `select distinct account, fund from (${GENERAL_LEDGER.sql(range)}) g`,
};

async function* transactionsOf(
  rows: AsyncIterable<Row>,
  chart: ReadonlyMap<string, ChartAccount>,
  book: Book,
): AsyncGenerator<Transaction, void> {
  let lines: Transaction['lines'][number][] = [];
  const finished = (): Transaction[] => {
    const [first] = lines;
    return first === undefined ? [] : [{ head: first.row, lines }];
  };
  for await (const row of rows) {
    const account = chart.get(text(row, 'account'));
    if (account?.book !== book) continue;
    if (lines[0]?.row['entry'] !== row['entry']) {
      yield* finished();
      lines = [];
    }
    lines.push({ row, account, amount: signed(row) });
  }
  yield* finished();
}

/** Debits above zero, credits below. */
function signed(row: Row): string {
  return text(row, 'amount_minor').startsWith('-') ? `-${text(row, 'credit')}` : text(row, 'debit');
}
