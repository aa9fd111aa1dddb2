import { Injectable } from '@nestjs/common';
import { Money, type Currency } from '#kernel';
import type {
  Account,
  AccountEffect,
  AccountLine,
  AwardBalance,
  Entry,
  EntryFilter,
  EntryTotals,
  FundStatus,
  PageOf,
  Period,
  TrialBalanceRow,
} from './books.js';
import { BooksStore } from './books.store.js';
import { isCalendarDate, type Fund } from './fund.js';
import { JournalSearchStore } from './journal-search.store.js';
import { dateInvalid, entryUnknown, fundUnknown } from './ledger.errors.js';

const PAGE = 50;
const LARGEST_PAGE = 200;

/** Answers questions about the books. Every report and every page reads here, so that no two can disagree. */
@Injectable()
export class BooksService {
  constructor(
    private readonly store: BooksStore,
    private readonly search: JournalSearchStore,
  ) {}

  async funds(): Promise<Fund[]> {
    return this.store.funds();
  }

  /** Throws `FUND_UNKNOWN` (not_found). */
  async fund(code: string): Promise<Fund> {
    const fund = (await this.store.funds()).find((candidate) => candidate.code === code);
    if (fund === undefined) throw fundUnknown();
    return fund;
  }

  async accounts(): Promise<Account[]> {
    return this.store.accounts();
  }

  async periods(): Promise<Period[]> {
    return this.store.periods();
  }

  /** Budget and money of a fund in one currency. Throws `FUND_UNKNOWN` (not_found). */
  async fundStatus(code: string, currency: Currency = 'USD'): Promise<FundStatus> {
    await this.fund(code);
    const rows = (await this.store.balances(code)).filter((row) => row.currency === currency);
    const debit = (account: string): Money =>
      rows.find((row) => row.account.code === account)?.net ?? Money.zero(currency);
    const credit = (account: string): Money => Money.zero(currency).minus(debit(account));
    return {
      fund: code,
      currency,
      authority: debit('9010'),
      available: credit('9110'),
      reserved: credit('9120'),
      committed: credit('9130'),
      used: credit('9140'),
      atBank: debit('1010'),
      onTheWayToProvider: debit('1050'),
      atProvider: debit('1110').plus(debit('1115')).plus(debit('1130')),
      onCardsProgramme: debit('1120'),
      inTransit: debit('1150').plus(debit('1160')),
      owed: credit('2110').plus(credit('2120')),
    };
  }

  /** Debits less credits of an account in one currency, over all funds or one. */
  async accountBalance(account: string, currency: Currency, fund?: string): Promise<Money> {
    const rows = await this.store.balances(fund ?? null);
    const own = rows.filter((row) => row.account.code === account && row.currency === currency);
    return Money.sum(
      currency,
      own.map(({ net }) => net),
    );
  }

  /** As it stands now, or (`asOf`, `YYYY-MM-DD`) counting what is effective up to that date. Throws `DATE_INVALID`. */
  async trialBalance(question: { fund?: string; asOf?: string } = {}): Promise<TrialBalanceRow[]> {
    const { fund, asOf } = question;
    if (asOf === undefined) return this.store.balances(fund ?? null);
    if (!isCalendarDate(asOf)) throw dateInvalid();
    return this.store.balancesAsOf(fund ?? null, asOf);
  }

  /** Entries with their lines, newest first. Throws `DATE_INVALID` (invalid). */
  async entries(filter: EntryFilter = {}): Promise<PageOf<Entry>> {
    const limit = pageSize(filter);
    const found = await this.search.entryNumbers(checked(filter), limit + 1);
    const numbers = found.map((number) => ({ seq: BigInt(number) }));
    const { rows, ...page } = pageOf(numbers, filter, limit);
    return { rows: await this.store.entriesOf(rows.map(({ seq }) => seq)), ...page };
  }

  /** Lines of one account with its running balance, newest first. Throws `DATE_INVALID` (invalid). */
  async accountLines(account: string, filter: EntryFilter = {}): Promise<PageOf<AccountLine>> {
    const limit = pageSize(filter);
    return pageOf(
      await this.search.accountLines(account, checked(filter), limit + 1),
      filter,
      limit,
    );
  }

  /** What everything that matches comes to; null when that is more than 10,000 entries, unless `isWhole`. */
  async totals(filter: EntryFilter, isWhole = false): Promise<EntryTotals | null> {
    return this.search.totals(checked(filter), isWhole);
  }

  /** Throws `ENTRY_UNKNOWN` (not_found). */
  async entry(seq: bigint): Promise<Entry> {
    const entry = await this.store.findEntry(seq);
    if (entry === null) throw entryUnknown();
    return entry;
  }

  /** What an entry did to each account; empty for an entry that does not exist. */
  async effects(seq: bigint): Promise<AccountEffect[]> {
    return this.search.effects(seq);
  }

  /** What a provider's object or a bank line caused in the books, oldest first. */
  async entriesOfSource(sourceRef: string): Promise<Entry[]> {
    return this.store.entriesOfSource(sourceRef);
  }

  /** What stands for an award; zeros for one the books have not heard of. */
  async awardBalance(awardRef: string, currency: Currency = 'USD'): Promise<AwardBalance> {
    const amounts = await this.store.awardBalances(awardRef, currency);
    const sum = (...accounts: string[]): Money =>
      accounts.reduce(
        (total, account) => total.plus(Money.of(amounts.get(account) ?? 0n, currency)),
        Money.zero(currency),
      );
    return {
      awardRef,
      reserved: sum('9120'),
      committed: sum('9130'),
      owed: sum('2110', '2120'),
      inTransit: sum('1150', '1160'),
      payable: sum('open'),
      recoverable: sum('1310'),
      unclaimed: sum('2310'),
    };
  }
}

function pageSize(filter: EntryFilter): number {
  return Math.min(Math.max(filter.limit ?? PAGE, 1), LARGEST_PAGE);
}

/**
 * The page of `limit` out of one row more, newest first. A page never ends in the middle of an entry, because the
 * next one starts at an entry's number; an entry longer than a page is cut.
 */
function pageOf<Row extends { readonly seq: bigint }>(
  found: readonly Row[],
  { before, after }: EntryFilter,
  limit: number,
): PageOf<Row> {
  const isUpwards = after !== undefined;
  const extra = found.length > limit ? found.at(isUpwards ? 0 : -1) : undefined;
  const whole = extra === undefined ? found : found.filter(({ seq }) => seq !== extra.seq);
  const rows = whole.length > 0 ? whole : found.slice(0, limit);
  const [older, newer] = isUpwards
    ? [true, extra !== undefined]
    : [extra !== undefined, before !== undefined];
  return { rows, older: numberOf(older, rows.at(-1)), newer: numberOf(newer, rows[0]) };
}

const numberOf = (isThere: boolean, row: { readonly seq: bigint } | undefined): bigint | null =>
  isThere && row !== undefined ? row.seq : null;

function checked(filter: EntryFilter): EntryFilter {
  for (const date of [filter.from, filter.to]) {
    if (date !== undefined && !isCalendarDate(date)) throw dateInvalid();
  }
  return filter;
}
