import { Money, parseCurrency, type Currency } from '#kernel';
import {
  activitiesOf,
  budgetsOf,
  positionOf,
  type ActivitySection,
  type Columns,
  type StatementRow,
} from '#ledger';
import type { Row } from '../copy-rows.js';
import { text } from './journal.js';

/** A table as it is printed: the first column names the row, the others are texts or amounts. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Printed bold under a line. */
  readonly totals: readonly (readonly string[])[];
}

/** What the statement is made of, as the datasets of the ledger answer. */
export interface Figures {
  readonly opening: readonly Row[];
  readonly balances: readonly Row[];
  readonly activities: readonly Row[];
  readonly commitments: readonly Row[];
}

/** Every table of the statement, currency by currency, in the order an accountant reads them. */
export function tablesOf(figures: Figures): Table[] {
  const [opening, balances, moved] = [figures.opening, figures.balances, figures.activities].map(
    (rows) => rows.map(statementRow),
  ) as [StatementRow[], StatementRow[], StatementRow[]];
  const currencies = [...new Set([...balances, ...moved].map(({ currency }) => currency))].sort();
  return currencies.flatMap((currency) => {
    const own = (rows: readonly StatementRow[]): StatementRow[] =>
      rows.filter((row) => row.currency === currency);
    return [
      trialBalance(own(balances), currency),
      ...activities(own(opening), own(moved), currency),
      position(own(balances), currency),
      budget(own(balances), currency),
      outstanding(figures.commitments, currency),
    ].filter(({ rows }) => rows.length > 0);
  });
}

function trialBalance(rows: readonly StatementRow[], currency: Currency): Table {
  const zero = Money.zero(currency);
  const debits = rows.filter(({ amount }) => amount.isMoreThan(zero));
  const credits = rows.filter(({ amount }) => zero.isMoreThan(amount));
  return {
    title: `Trial balance, ${currency}`,
    head: ['Account', 'Fund', 'Debit', 'Credit'],
    rows: rows.map((row) => [
      nameOf(row.account),
      row.fund,
      debits.includes(row) ? row.amount.format() : '',
      credits.includes(row) ? zero.minus(row.amount).format() : '',
    ]),
    totals: [
      ['Total', '', sum(debits, currency).format(), zero.minus(sum(credits, currency)).format()],
    ],
  };
}

const SECTIONS: Readonly<Record<ActivitySection, string>> = {
  revenue: 'Total revenue',
  released: 'Net assets released from restrictions',
  expenses: 'Total expenses',
  transfers: 'Transfers between funds',
  other: 'Other changes',
};
/** Both sides of a release are one line to a reader. */
const WITHOUT_LINES: readonly ActivitySection[] = ['released', 'transfers'];

/** Revenue, releases and expenses of each fund, in the columns that donors' restrictions make. */
function activities(
  before: readonly StatementRow[],
  moved: readonly StatementRow[],
  currency: Currency,
): Table[] {
  const funds = [...new Set(moved.map(({ fund }) => fund))].sort();
  return funds.map((fund) => {
    const mine = (rows: readonly StatementRow[]): StatementRow[] =>
      rows.filter((row) => row.fund === fund);
    const found = activitiesOf({ before: mine(before), moved: mine(moved) }, currency, fund);
    return {
      title: `Statement of activities, fund ${fund}, ${currency}`,
      head: ['', 'Without donor restrictions', 'With donor restrictions', 'Total'],
      rows: found.sections.flatMap(({ section, lines, total }) => [
        ...(WITHOUT_LINES.includes(section)
          ? []
          : lines.map((line) => columns(nameOf(line.account), line))),
        columns(SECTIONS[section], total),
      ]),
      totals: [
        columns('Change in net assets', found.change),
        columns('Net assets before the first day', found.opening),
        columns('Net assets at the end', found.closing),
      ],
    };
  });
}

const columns = (label: string, { without, with: restricted, total }: Columns): string[] => [
  label,
  ...[without, restricted, total].map((money) => money.format()),
];

function position(balances: readonly StatementRow[], currency: Currency): Table {
  const found = positionOf(balances, currency, null);
  const lines = (rows: typeof found.assets): string[][] =>
    rows.map(({ account, amount }) => [nameOf(account), amount.format()]);
  const { without, with: restricted, total } = found.netAssets;
  return {
    title: `Statement of financial position, ${currency}`,
    head: ['', 'Amount'],
    rows: [
      ...lines(found.assets),
      ['Total assets', found.totalAssets.format()],
      ...lines(found.liabilities),
      ['Total liabilities', found.totalLiabilities.format()],
      ['Net assets without donor restrictions', without.format()],
      ['Net assets with donor restrictions', restricted.format()],
    ],
    totals: [['Total liabilities and net assets', found.totalLiabilities.plus(total).format()]],
  };
}

function budget(balances: readonly StatementRow[], currency: Currency): Table {
  return {
    title: `Budget and what became of it, ${currency}`,
    head: ['Fund', 'Authority', 'Available', 'Reserved', 'Committed', 'Used'],
    rows: budgetsOf(balances).map((row) => [
      row.fund,
      ...[row.authority, row.available, row.reserved, row.committed, row.used].map((money) =>
        money.format(),
      ),
    ]),
    totals: [],
  };
}

/** Outstanding commitments by age; the total is the balances of 9120, 9130, 2110 and 2120. */
function outstanding(all: readonly Row[], currency: Currency): Table {
  const rows = all.filter((row) => text(row, 'currency') === currency);
  const amounts = rows.map(moneyOf);
  return {
    title: `Outstanding commitments, ${currency}`,
    head: ['Step', 'Fund', 'Age in days', 'Awards', 'Amount'],
    rows: rows.map((row) => [
      `${text(row, 'account')} ${text(row, 'name')}`,
      text(row, 'fund'),
      text(row, 'age'),
      text(row, 'awards'),
      moneyOf(row).format(),
    ]),
    totals: [['Total', '', '', '', Money.sum(currency, amounts).format()]],
  };
}

const nameOf = ({ code, name }: StatementRow['account']): string => `${code} ${name}`;

/** A row of the ledger's questions as the ledger's own rules take it. */
function statementRow(row: Row): StatementRow {
  return {
    account: {
      code: text(row, 'account'),
      name: text(row, 'name'),
      // The columns carry CHECKs with exactly these words.
      type: text(row, 'type') as StatementRow['account']['type'],
    },
    fund: text(row, 'fund'),
    currency: parseCurrency(text(row, 'currency')),
    donorClass: (row['donor_class'] ?? null) as StatementRow['donorClass'],
    amount: moneyOf(row),
  };
}

/** An exact decimal of the row's own currency. */
function moneyOf(row: Row): Money {
  return Money.of(
    BigInt(text(row, 'amount').replace('.', '')),
    parseCurrency(text(row, 'currency')),
  );
}

const sum = (rows: readonly { readonly amount: Money }[], currency: Currency): Money =>
  Money.sum(
    currency,
    rows.map(({ amount }) => amount),
  );
