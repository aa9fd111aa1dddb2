import type { Dataset, DatasetRange } from '#kernel';

const inFund = (column: string, { fund }: DatasetRange): string =>
  `(${fund}::text is null or ${column} = ${fund}::text)`;
const inDays = ({ from, to }: DatasetRange): string =>
  `e.effective_on >= ${from}::date and e.effective_on <= ${to}::date`;

/**
 * One row per line of every entry, in the order of the journal; `leaf` is its number in the log, null until the entry
 * is sealed. Reads along the primary keys: nothing is sorted.
 */
export const GENERAL_LEDGER: Dataset = {
  name: 'general-ledger',
  columns: {
    leaf: 'integer',
    entry: 'integer',
    line: 'integer',
    effective_on: 'date',
    posted_at: 'instant',
    period: 'code',
    relates_to: 'date',
    kind: 'code',
    account: 'code',
    account_name: 'text',
    fund: 'code',
    currency: 'code',
    amount_minor: 'integer',
    debit: 'money',
    credit: 'money',
    award: 'award',
    actor: 'person',
    approver: 'person',
    reverses: 'integer',
    reason: 'text',
    source: 'ref',
    key: 'ref',
  },
  order: ['entry', 'line'],
  sql: (range) => `select l.idx as leaf, e.seq as entry, p.line, e.effective_on, e.posted_at,
      e.period, e.relates_to, e.kind, p.account, a.name as account_name, p.fund, p.currency, p.amount as amount_minor,
      greatest(p.amount, 0) as debit, greatest(-p.amount, 0) as credit, p.award_ref as award, e.actor, e.approver,
      e.reverses, e.reason, e.source_ref as source, e.idempotency_key as key
    from ledger.posting p
    join ledger.entry e on e.seq = p.entry_seq
    join ledger.account a on a.code = p.account
    left join leaf l on l.source = 'entry' and l.seq = e.seq
    where ${inDays(range)} and ${inFund('p.fund', range)}`,
};

/** One row per account, fund and currency: everything effective up to the last day; the first day has no say. */
export const TRIAL_BALANCE: Dataset = {
  name: 'trial-balance',
  columns: {
    account: 'code',
    account_name: 'text',
    account_type: 'code',
    fund: 'code',
    currency: 'code',
    debits: 'money',
    credits: 'money',
    net: 'money',
  },
  order: ['account', 'fund', 'currency'],
  sql: (
    range,
  ) => `select b.account, a.name as account_name, a.type as account_type, b.fund, b.currency,
      b.debits, b.credits, b.debits - b.credits as net
    from (
      select p.account, p.fund, p.currency, sum(greatest(p.amount, 0)) as debits,
        sum(greatest(-p.amount, 0)) as credits
      from ledger.posting p
      join ledger.entry e on e.seq = p.entry_seq
      where ${inFund('p.fund', range)} and e.effective_on <= ${range.to}::date
      group by p.account, p.fund, p.currency
    ) b join ledger.account a on a.code = b.account`,
};

/** Every account there is, used or not. */
export const CHART_OF_ACCOUNTS: Dataset = {
  name: 'chart-of-accounts',
  columns: {
    account: 'code',
    account_name: 'text',
    account_type: 'code',
    book: 'code',
    normal_side: 'code',
    donor_class: 'code',
  },
  order: ['account'],
  sql: () => `select code as account, name as account_name, type as account_type, book,
      case normal when 1 then 'debit' else 'credit' end as normal_side, donor_class
    from ledger.account`,
};

/** Lines and sums of both sides of the general ledger, per currency: what a reader of the file must find again. */
export const CONTROL_TOTALS: Dataset = {
  name: 'control-totals',
  columns: { currency: 'code', lines: 'integer', debit: 'money', credit: 'money' },
  order: ['currency'],
  sql: (range) => `select p.currency, count(*) as lines, sum(greatest(p.amount, 0)) as debit,
      sum(greatest(-p.amount, 0)) as credit
    from ledger.posting p
    join ledger.entry e on e.seq = p.entry_seq
    where ${inDays(range)} and ${inFund('p.fund', range)}
    group by p.currency`,
};

/** Currencies the books may use, with their decimals. */
export const CURRENCIES_IN_USE: Dataset = {
  name: 'currencies',
  columns: { currency: 'code', decimals: 'integer' },
  order: ['currency'],
  sql: () => 'select code as currency, exponent as decimals from ledger.currency',
};

/** Every kind of entry there is. */
export const ENTRY_KINDS_KNOWN: Dataset = {
  name: 'entry-kinds',
  columns: { kind: 'code' },
  order: ['kind'],
  sql: () => 'select kind from ledger.entry_kind',
};
