import { Money, parseCurrency } from '#kernel';
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
  readonly balance: readonly Row[];
  readonly chart: readonly Row[];
  readonly activities: readonly Row[];
  readonly commitments: readonly Row[];
}

/** Every table of the statement, currency by currency, in the order an accountant reads them. */
export function tablesOf(figures: Figures): Table[] {
  const currencies = [...new Set(figures.balance.map((row) => text(row, 'currency')))].sort();
  return currencies.flatMap((currency) => {
    const own = (rows: readonly Row[]): Row[] =>
      rows.filter((row) => text(row, 'currency') === currency);
    const balance = own(figures.balance);
    return [
      trialBalance(balance, currency),
      ...activities(own(figures.activities), currency),
      position(balance, figures.chart, currency),
      budget(balance, currency),
      outstanding(own(figures.commitments), currency),
    ].filter(({ rows }) => rows.length > 0);
  });
}

function trialBalance(rows: readonly Row[], currency: string): Table {
  const zero = Money.zero(parseCurrency(currency));
  const side = (row: Row, sign: 1 | -1): Money => {
    const net = moneyOf(row, 'net');
    if (sign === 1) return zero.isMoreThan(net) ? zero : net;
    return zero.isMoreThan(net) ? zero.minus(net) : zero;
  };
  return {
    title: `Trial balance, ${currency}`,
    head: ['Account', 'Fund', 'Debit', 'Credit'],
    rows: rows.map((row) => [
      `${text(row, 'account')} ${text(row, 'account_name')}`,
      text(row, 'fund'),
      side(row, 1).format(),
      side(row, -1).format(),
    ]),
    totals: [
      [
        'Total',
        '',
        sum(
          rows.map((row) => side(row, 1)),
          zero,
        ).format(),
        sum(
          rows.map((row) => side(row, -1)),
          zero,
        ).format(),
      ],
    ],
  };
}

/** Revenue, releases and expenses of each fund, in the columns that donors' restrictions make. */
function activities(all: readonly Row[], currency: string): Table[] {
  const zero = Money.zero(parseCurrency(currency));
  const amount = (row: Row, donorClass: string): Money =>
    text(row, 'donor_class') === donorClass ? zero.minus(moneyOf(row, 'net')) : zero;
  const line = (label: string, rows: readonly Row[]): string[] => {
    const without = sum(
      rows.map((row) => amount(row, 'without')),
      zero,
    );
    const withRestrictions = sum(
      rows.map((row) => amount(row, 'with')),
      zero,
    );
    const columns = [without, withRestrictions, without.plus(withRestrictions)];
    return [label, ...columns.map((money) => money.format())];
  };
  const funds = [...new Set(all.map((row) => text(row, 'fund')))];
  return funds.map((fund) => {
    const rows = all.filter((row) => text(row, 'fund') === fund);
    const released = rows.filter((row) => RELEASES.includes(text(row, 'account')));
    const others = rows.filter((row) => !released.includes(row));
    const lines = (type: string): string[][] =>
      others
        .filter((row) => text(row, 'account_type') === type)
        .map((row) => line(`${text(row, 'account')} ${text(row, 'account_name')}`, [row]));
    return {
      title: `Statement of activities, fund ${fund}, ${currency}`,
      head: ['', 'Without donor restrictions', 'With donor restrictions', 'Total'],
      rows: [
        ...lines('revenue'),
        ...(released.length > 0 ? [line('Net assets released from restrictions', released)] : []),
        ...lines('expense'),
      ],
      totals: [line('Change in net assets', rows)],
    };
  });
}

const RELEASES = ['4910', '4920'];

/** Assets on one side, liabilities and net assets on the other; what was earned and spent so far is part of net assets. */
function position(balance: readonly Row[], chart: readonly Row[], currency: string): Table {
  const zero = Money.zero(parseCurrency(currency));
  const donorClass = new Map(chart.map((row) => [text(row, 'account'), row['donor_class']]));
  const of = (isMeant: (row: Row) => boolean): Money =>
    sum(
      balance.filter(isMeant).map((row) => moneyOf(row, 'net')),
      zero,
    );
  const ofType =
    (type: string) =>
    (row: Row): boolean =>
      text(row, 'account_type') === type;
  const ofClass =
    (name: string) =>
    (row: Row): boolean =>
      donorClass.get(text(row, 'account')) === name;
  const byAccount = (type: string, sign: 1 | -1): string[][] => {
    const accounts = [...new Set(balance.filter(ofType(type)).map((row) => text(row, 'account')))];
    return accounts.map((account) => {
      const rows = balance.filter((row) => text(row, 'account') === account);
      const net = sum(
        rows.map((row) => moneyOf(row, 'net')),
        zero,
      );
      const shown = sign === 1 ? net : zero.minus(net);
      return [`${account} ${text(rows[0] ?? {}, 'account_name')}`, shown.format()];
    });
  };
  const liabilities = zero.minus(of(ofType('liability')));
  const net = [ofClass('without'), ofClass('with')].map((isMeant) => zero.minus(of(isMeant)));
  const claims = sum([liabilities, ...net], zero);
  return {
    title: `Statement of financial position, ${currency}`,
    head: ['', 'Amount'],
    rows: [
      ...byAccount('asset', 1),
      ['Total assets', of(ofType('asset')).format()],
      ...byAccount('liability', -1),
      ['Total liabilities', liabilities.format()],
      ['Net assets without donor restrictions', net[0]?.format() ?? ''],
      ['Net assets with donor restrictions', net[1]?.format() ?? ''],
    ],
    totals: [['Total liabilities and net assets', claims.format()]],
  };
}

const BUDGET = [
  ['9010', 1],
  ['9110', -1],
  ['9120', -1],
  ['9130', -1],
  ['9140', -1],
] as const;

function budget(balance: readonly Row[], currency: string): Table {
  const zero = Money.zero(parseCurrency(currency));
  const rows = balance.filter((row) => text(row, 'account_type') === 'budget');
  const funds = [...new Set(rows.map((row) => text(row, 'fund')))];
  return {
    title: `Budget and actual, ${currency}`,
    head: ['Fund', 'Authority', 'Available', 'Reserved', 'Committed', 'Used'],
    rows: funds.map((fund) => [
      fund,
      ...BUDGET.map(([account, sign]) => {
        const row = rows.find(
          (one) => text(one, 'account') === account && text(one, 'fund') === fund,
        );
        const net = row === undefined ? zero : moneyOf(row, 'net');
        return (sign === 1 ? net : zero.minus(net)).format();
      }),
    ]),
    totals: [],
  };
}

const STEPS = ['reserved', 'committed', 'owed', 'on_cards'] as const;
const BUCKETS = ['0-1', '2-3', '4-7', '8-30', '31-60', '61-90', 'over 90'];

/** Outstanding commitments by age; the totals are the balances of 9120, 9130, 2110 and 2120. */
function outstanding(rows: readonly Row[], currency: string): Table {
  const zero = Money.zero(parseCurrency(currency));
  const line = (label: string, own: readonly Row[]): string[] => [
    label,
    String(own.length),
    ...STEPS.map((step) =>
      sum(
        own.map((row) => moneyOf(row, step)),
        zero,
      ).format(),
    ),
  ];
  const buckets = BUCKETS.map(
    (bucket) => [bucket, rows.filter((row) => row['age_bucket'] === bucket)] as const,
  );
  return {
    title: `Outstanding commitments, ${currency}`,
    head: ['Age in days', 'Awards', 'Reserved', 'Committed', 'Owed', 'On cards'],
    rows: buckets.filter(([, own]) => own.length > 0).map(([bucket, own]) => line(bucket, own)),
    totals: [line('Total', rows)],
  };
}

/** An exact decimal of the row's own currency. */
function moneyOf(row: Row, column: string): Money {
  const currency = parseCurrency(text(row, 'currency'));
  return Money.of(BigInt(text(row, column).replace('.', '')), currency);
}

const sum = (amounts: readonly Money[], zero: Money): Money =>
  amounts.reduce((total, amount) => total.plus(amount), zero);
