import type { Dataset, DatasetRange } from '#kernel';

const COLUMNS = {
  account: 'code',
  name: 'text',
  type: 'code',
  fund: 'code',
  currency: 'code',
  donor_class: 'code',
  amount: 'money',
} as const;
const ORDER = ['account', 'fund', 'currency', 'donor_class'];

/** The questions of the statements' pages (statements.store.ts), by accounting date, for files. */
function statement(name: string, from: (range: DatasetRange) => string): Dataset {
  return {
    name,
    columns: COLUMNS,
    order: ORDER,
    sql: (range) => `select * from ${from(range)} s
      where ${range.fund}::text is null or s.fund = ${range.fund}::text`,
  };
}

/** Debits less credits at the end of the last day; rows that are zero are left out. */
export const BALANCES = statement(
  'balances',
  ({ to }) => `ledger.statement_balances(${to}::date, 'posted')`,
);

/** The same at the end of the day before the first. */
export const OPENING_BALANCES = statement(
  'opening-balances',
  ({ from }) => `ledger.statement_balances(${from}::date - 1, 'posted')`,
);

/** What changed net assets in the days; an increase is above zero. Closing entries of years are left out. */
export const ACTIVITIES = statement(
  'activities',
  ({ from, to }) => `ledger.statement_activities(${from}::date, ${to}::date, 'posted')`,
);

/** What is promised or owed to people at the end of the last day, by step and age. */
export const COMMITMENTS_BY_AGE: Dataset = {
  name: 'commitments-by-age',
  columns: {
    account: 'code',
    name: 'text',
    fund: 'code',
    currency: 'code',
    age: 'code',
    awards: 'integer',
    amount: 'money',
  },
  order: ['account', 'fund', 'currency', 'place'],
  sql: ({ to, fund }) => `select s.*, row_number() over () as place
    from ledger.statement_commitments(${to}::date) s
    where ${fund}::text is null or s.fund = ${fund}::text`,
};
