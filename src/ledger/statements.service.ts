import { Injectable } from '@nestjs/common';
import { Clock, days, later, Money, utcDate, type Currency } from '#kernel';
import type { Entry, Period, TrialBalanceRow } from './books.js';
import { BooksStore } from './books.store.js';
import { isCalendarDate } from './fund.js';
import { dateInvalid, periodNotClosed, periodUnknown } from './ledger.errors.js';
import {
  activitiesOf,
  budgetsOf,
  positionOf,
  rollForwardsOf,
  type ActivitiesRows,
  type ActivitiesStatement,
  type Basis,
  type BudgetRow,
  type CommitmentRow,
  type PositionStatement,
  type RollForwardRow,
  type StatementRow,
} from './statements.js';
import { StatementsStore } from './statements.store.js';

/** Two accounting days, both included, of one fund or all; by accounting date when no basis is named. */
export interface SpanQuestion {
  readonly from: string;
  readonly to: string;
  readonly fund?: string;
  readonly basis?: Basis;
}

/** The end of an accounting day, of one fund or all. */
export interface DayQuestion {
  readonly asOf: string;
  readonly fund?: string;
  readonly basis?: Basis;
}

/** How one balance of a closed month differs between what it was closed with and what is known now. */
export interface LateDifference {
  readonly account: TrialBalanceRow['account'];
  readonly fund: string;
  readonly currency: Currency;
  readonly closed: Money;
  readonly known: Money;
  readonly difference: Money;
}

const MOST_LATE_ENTRIES = 200;

/**
 * Financial statements, by either date. Everything is asked of the database by the same few functions. Dates are
 * `YYYY-MM-DD`; every question throws `DATE_INVALID` (invalid) for one that is none.
 */
@Injectable()
export class Statements {
  constructor(
    private readonly store: StatementsStore,
    private readonly books: BooksStore,
    private readonly clock: Clock,
  ) {}

  /** One statement of activities for each currency. Closing entries of years are left out. */
  async activities(question: SpanQuestion): Promise<ActivitiesStatement[]> {
    const rows = await this.spanRows(question);
    return currenciesOf([...rows.before, ...rows.moved]).map((currency) =>
      activitiesOf(rows, currency, question.fund ?? null),
    );
  }

  /** One statement of activities for each fund and currency. */
  async activitiesByFund(question: SpanQuestion): Promise<ActivitiesStatement[]> {
    const rows = await this.spanRows(question);
    const funds = [...new Set([...rows.before, ...rows.moved].map(({ fund }) => fund))].sort();
    return funds.flatMap((fund) => {
      const mine = {
        before: rows.before.filter((row) => row.fund === fund),
        moved: rows.moved.filter((row) => row.fund === fund),
      };
      const currencies = currenciesOf([...mine.before, ...mine.moved]);
      return currencies.map((currency) => activitiesOf(mine, currency, fund));
    });
  }

  /** One statement of financial position for each currency. */
  async position(question: DayQuestion): Promise<PositionStatement[]> {
    const rows = (await this.dayRows(question)).filter(({ account }) => account.type !== 'budget');
    return currenciesOf(rows).map((currency) => positionOf(rows, currency, question.fund ?? null));
  }

  /** Budget against what became of it, per fund and currency. */
  async budgets(question: DayQuestion): Promise<BudgetRow[]> {
    checkDates(question.asOf);
    const rows = await this.dayRows(question);
    // Expense of closed years has left the accounts: the budget runs over years, and so does what it was used for.
    const granted = (await this.activitiesUpTo(question)).filter(({ account }) =>
      GRANTS.includes(account.code),
    );
    return budgetsOf([
      ...rows.filter(({ account }) => account.type === 'budget'),
      ...granted.map((row) => ({ ...row, amount: Money.zero(row.currency).minus(row.amount) })),
    ]);
  }

  /** How balances with donor restrictions moved, per fund and currency. */
  async rollForward(question: SpanQuestion): Promise<RollForwardRow[]> {
    return rollForwardsOf(await this.spanRows(question));
  }

  /** What is promised or owed to people at the end of a day, by step and age; by accounting date. */
  async commitments({ asOf, fund }: Omit<DayQuestion, 'basis'>): Promise<CommitmentRow[]> {
    checkDates(asOf);
    const rows = await this.store.commitments(asOf);
    return rows.filter((row) => fund === undefined || row.fund === fund);
  }

  /** The trial balance a month was closed with. Throws `UNKNOWN_PERIOD` or `PERIOD_NOT_CLOSED`. */
  async asFirstClosed(period: string, fund?: string): Promise<TrialBalanceRow[]> {
    if ((await this.period(period)).state !== 'closed') throw periodNotClosed();
    return ofFund(await this.store.closedBalances(period), fund);
  }

  /** The trial balance of a month's end with everything known now. Throws `UNKNOWN_PERIOD`. */
  async asNowKnown(period: string, fund?: string): Promise<TrialBalanceRow[]> {
    const { endsOn } = await this.period(period);
    return ofFund(await this.store.knownBalances(endsOn), fund);
  }

  /** Where the two differ. Throws `UNKNOWN_PERIOD` or `PERIOD_NOT_CLOSED`. */
  async lateDifferences(period: string): Promise<LateDifference[]> {
    return differencesOf(await this.asFirstClosed(period), await this.asNowKnown(period));
  }

  /** The entries that make the difference, oldest first; at most 200. Throws `UNKNOWN_PERIOD`. */
  async lateEntries(period: string): Promise<Entry[]> {
    const { endsOn } = await this.period(period);
    const entries: Entry[] = [];
    for (const seq of await this.store.lateEntries(endsOn, MOST_LATE_ENTRIES)) {
      const entry = await this.books.findEntry(seq);
      if (entry !== null) entries.push(entry);
    }
    return entries;
  }

  /** Today as an accounting date: what a question without a day means. */
  today(): string {
    return utcDate(this.clock.now());
  }

  private async period(id: string): Promise<Period> {
    const found = (await this.books.periods()).find((period) => period.id === id);
    if (found === undefined) throw periodUnknown();
    return found;
  }

  private async spanRows({
    from,
    to,
    fund,
    basis = 'posted',
  }: SpanQuestion): Promise<ActivitiesRows> {
    checkDates(from, to);
    const dayBefore = utcDate(later(new Date(`${from}T00:00:00Z`), -days(1)));
    return {
      before: ofFund(await this.store.balances(dayBefore, basis), fund),
      moved: ofFund(await this.store.activities(from, to, basis), fund),
    };
  }

  private async dayRows({ asOf, fund, basis = 'posted' }: DayQuestion): Promise<StatementRow[]> {
    checkDates(asOf);
    return ofFund(await this.store.balances(asOf, basis), fund);
  }

  private async activitiesUpTo({
    asOf,
    fund,
    basis = 'posted',
  }: DayQuestion): Promise<StatementRow[]> {
    return ofFund(await this.store.activities(BEGINNING, asOf, basis), fund);
  }
}

/** Before any entry there can be. */
const BEGINNING = '1900-01-01';
/** Grants expensed, and the part of them that lapsed or came back. */
const GRANTS: readonly string[] = ['5110', '5190'];

function checkDates(...dates: readonly string[]): void {
  if (!dates.every(isCalendarDate)) throw dateInvalid();
}

function currenciesOf(rows: readonly StatementRow[]): Currency[] {
  return [...new Set(rows.map(({ currency }) => currency))].sort();
}

function ofFund<Row extends { readonly fund: string }>(rows: Row[], fund?: string): Row[] {
  return fund === undefined ? rows : rows.filter((row) => row.fund === fund);
}

function differencesOf(
  closed: readonly TrialBalanceRow[],
  known: readonly TrialBalanceRow[],
): LateDifference[] {
  const keyOf = ({ account, fund, currency }: TrialBalanceRow): string =>
    `${account.code} ${fund} ${currency}`;
  const before = new Map(closed.map((row) => [keyOf(row), row]));
  const after = new Map(known.map((row) => [keyOf(row), row]));
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
    const row = after.get(key) ?? before.get(key);
    if (row === undefined) return [];
    const { account, fund, currency } = row;
    const was = before.get(key)?.net ?? Money.zero(currency);
    const is = after.get(key)?.net ?? Money.zero(currency);
    const difference = is.minus(was);
    if (difference.minor === 0n) return [];
    return [{ account, fund, currency, closed: was, known: is, difference }];
  });
}
