import { Money, type Currency } from '#kernel';
import type { Account } from './books.js';

/**
 * By which of its two dates an entry counts. `posted`: by the accounting date it was posted to; for closed months that
 * is what they were closed with. `known`: by the date it is about, so that what came to light later counts where it
 * belongs (bitemporal; the exact rule is `known_for` in migrations/0016-periods.sql).
 */
export type Basis = 'posted' | 'known';

/** Column of a statement: net assets without or with donor restrictions (ASC 958-210-45-1). */
export type DonorClass = 'without' | 'with';

/** An account's amount in one fund, currency and column. */
export interface StatementRow {
  readonly account: Account;
  readonly fund: string;
  readonly currency: Currency;
  readonly donorClass: DonorClass | null;
  readonly amount: Money;
}

/** An amount in both columns, and together. */
export interface Columns {
  readonly without: Money;
  readonly with: Money;
  readonly total: Money;
}

export interface ActivitiesLine extends Columns {
  readonly account: Account;
}

/** The sections of a statement of activities, in order; an increase of net assets is above zero. */
export const ACTIVITY_SECTIONS = ['revenue', 'released', 'expenses', 'transfers', 'other'] as const;
export type ActivitySection = (typeof ACTIVITY_SECTIONS)[number];

export interface ActivitiesSection {
  readonly section: ActivitySection;
  readonly lines: readonly ActivitiesLine[];
  readonly total: Columns;
}

/** What changed net assets between two days, both included. Without a fund it is all funds together. */
export interface ActivitiesStatement {
  readonly fund: string | null;
  readonly currency: Currency;
  readonly sections: readonly ActivitiesSection[];
  readonly opening: Columns;
  readonly change: Columns;
  readonly closing: Columns;
}

export interface PositionLine {
  readonly account: Account;
  /** On the account's natural side: what is owned, what is owed. */
  readonly amount: Money;
}

/** What is there, what is owed and what is left at the end of a day. */
export interface PositionStatement {
  readonly fund: string | null;
  readonly currency: Currency;
  readonly assets: readonly PositionLine[];
  readonly liabilities: readonly PositionLine[];
  readonly totalAssets: Money;
  readonly totalLiabilities: Money;
  readonly netAssets: Columns;
}

/** A fund's budget (book B) at the end of a day, and the grants that were expensed from it (5110 and 5190) by then. */
export interface BudgetRow {
  readonly fund: string;
  readonly currency: Currency;
  readonly authority: Money;
  readonly available: Money;
  readonly reserved: Money;
  readonly committed: Money;
  readonly used: Money;
  readonly granted: Money;
}

/** How a fund's balance with donor restrictions went from one day to another. */
export interface RollForwardRow {
  readonly fund: string;
  readonly currency: Currency;
  readonly opening: Money;
  readonly contributions: Money;
  readonly released: Money;
  readonly transfers: Money;
  readonly other: Money;
  readonly closing: Money;
}

/** Promises and debts to people on one step, by the days since the step began. */
export interface CommitmentRow {
  readonly account: Pick<Account, 'code' | 'name'>;
  readonly fund: string;
  readonly currency: Currency;
  readonly age: string;
  readonly awards: number;
  readonly amount: Money;
}

/** Balances before the first day and what moved since: all that a statement of activities needs. */
export interface ActivitiesRows {
  readonly before: readonly StatementRow[];
  readonly moved: readonly StatementRow[];
}

/** The statement of activities of one currency, of all rows it is given. */
export function activitiesOf(
  { before, moved }: ActivitiesRows,
  currency: Currency,
  fund: string | null,
): ActivitiesStatement {
  const rows = moved.filter((row) => row.currency === currency);
  const sections = ACTIVITY_SECTIONS.map((section) => {
    const mine = rows.filter((row) => sectionOf(row.account) === section);
    const byAccount = Map.groupBy(mine, (row) => row.account.code);
    const lines = [...byAccount.values()].flatMap((group) => {
      const [first] = group;
      return first ? [{ account: first.account, ...columnsOf(group, currency) }] : [];
    });
    return { section, lines, total: columnsOf(mine, currency) };
  }).filter(({ lines }) => lines.length > 0);
  const opening = netAssetsOf(before, currency);
  const change = columnsOf(rows, currency);
  return { fund, currency, sections, opening, change, closing: add(opening, change) };
}

/** The statement of financial position of one currency, of all balances (debits less credits) it is given. */
export function positionOf(
  balances: readonly StatementRow[],
  currency: Currency,
  fund: string | null,
): PositionStatement {
  const rows = balances.filter((row) => row.currency === currency);
  const assets = linesOf(rows, 'asset', currency);
  const liabilities = linesOf(rows, 'liability', currency);
  return {
    fund,
    currency,
    assets,
    liabilities,
    totalAssets: sum(assets, currency),
    totalLiabilities: sum(liabilities, currency),
    netAssets: netAssetsOf(balances, currency),
  };
}

/** Budget rows per fund and currency, from balances; funds without a budget are left out. */
export function budgetsOf(balances: readonly StatementRow[]): BudgetRow[] {
  return perFund(balances).flatMap(({ fund, currency, rows }) => {
    if (!rows.some(({ account }) => account.type === 'budget')) return [];
    const net = (...codes: string[]): Money =>
      sum(
        rows.filter(({ account }) => codes.includes(account.code)),
        currency,
      );
    const credit = (code: string): Money => Money.zero(currency).minus(net(code));
    return [
      {
        fund,
        currency,
        authority: net('9010'),
        available: credit('9110'),
        reserved: credit('9120'),
        committed: credit('9130'),
        used: credit('9140'),
        granted: net('5110', '5190'),
      },
    ];
  });
}

/** The roll-forward of every fund that has or had a balance with donor restrictions. */
export function rollForwardsOf({ before, moved }: ActivitiesRows): RollForwardRow[] {
  const restricted = [
    ...before.map((row) => ({ ...row, amount: negated(row.amount), isBefore: true })),
    ...moved.map((row) => ({ ...row, isBefore: false })),
  ].filter(({ donorClass }) => donorClass === 'with');
  return perFund(restricted).map(({ fund, currency, rows }) => {
    const of = (section: ActivitySection): Money =>
      sum(
        rows.filter((row) => !row.isBefore && sectionOf(row.account) === section),
        currency,
      );
    return {
      fund,
      currency,
      opening: sum(
        rows.filter(({ isBefore }) => isBefore),
        currency,
      ),
      contributions: of('revenue'),
      released: of('released'),
      transfers: of('transfers'),
      other: of('expenses').plus(of('other')),
      closing: sum(rows, currency),
    };
  });
}

interface FundRows<Row> {
  readonly fund: string;
  readonly currency: Currency;
  readonly rows: readonly Row[];
}

function perFund<Row extends StatementRow>(rows: readonly Row[]): FundRows<Row>[] {
  const groups = Map.groupBy(rows, ({ fund, currency }) => `${fund} ${currency}`);
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, group]) =>
      group[0] ? [{ fund: group[0].fund, currency: group[0].currency, rows: group }] : [],
    );
}

function sectionOf(account: Account): ActivitySection {
  if (account.code === '4910' || account.code === '4920') return 'released';
  if (account.code === '3900') return 'transfers';
  if (account.type === 'revenue') return 'revenue';
  return account.type === 'expense' ? 'expenses' : 'other';
}

/** Net assets from balances: what was closed into them and what was not yet. */
function netAssetsOf(balances: readonly StatementRow[], currency: Currency): Columns {
  return columnsOf(
    balances
      .filter((row) => row.currency === currency && row.donorClass !== null)
      .map((row) => ({ ...row, amount: negated(row.amount) })),
    currency,
  );
}

function linesOf(
  rows: readonly StatementRow[],
  type: 'asset' | 'liability',
  currency: Currency,
): PositionLine[] {
  const groups = Map.groupBy(
    rows.filter(({ account }) => account.type === type),
    ({ account }) => account.code,
  );
  return [...groups.values()].flatMap((group) => {
    const amount = sum(group, currency);
    return group[0]
      ? [{ account: group[0].account, amount: type === 'asset' ? amount : negated(amount) }]
      : [];
  });
}

function columnsOf(rows: readonly StatementRow[], currency: Currency): Columns {
  const without = sum(
    rows.filter(({ donorClass }) => donorClass === 'without'),
    currency,
  );
  const withRestrictions = sum(
    rows.filter(({ donorClass }) => donorClass === 'with'),
    currency,
  );
  return { without, with: withRestrictions, total: without.plus(withRestrictions) };
}

const add = (one: Columns, other: Columns): Columns => ({
  without: one.without.plus(other.without),
  with: one.with.plus(other.with),
  total: one.total.plus(other.total),
});

const negated = (amount: Money): Money => Money.zero(amount.currency).minus(amount);

function sum(rows: readonly { readonly amount: Money }[], currency: Currency): Money {
  return Money.sum(
    currency,
    rows.map(({ amount }) => amount),
  );
}
