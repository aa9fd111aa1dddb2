import type { ColumnKind, Dataset, DatasetRange } from '#kernel';
import { GENERAL_LEDGER, TRIAL_BALANCE } from '#ledger';

/** Columns that hold a name: here its mark is named, as the leaves do, so that a reader of both can match them. */
const NAMES: readonly ColumnKind[] = ['award', 'person', 'ref'];

const marked = (columns: Dataset['columns'], own: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([name, kind]) => {
      const value = own[name] ?? `g."${name}"`;
      return `${NAMES.includes(kind) ? `log_mark(${value}::text)` : value} as "${name}"`;
    })
    .join(', ');

const sealed = (range: DatasetRange): string =>
  `(${GENERAL_LEDGER.sql(range)}) g where g.leaf is not null`;

/** Rows of every entry that has its leaf, in the order of the log; lines are counted from 1. */
export const BUNDLE_LEDGER: Dataset = {
  ...GENERAL_LEDGER,
  order: ['leaf', 'line'],
  sql: (range) =>
    `select ${marked(GENERAL_LEDGER.columns, {
      line: 'row_number() over (partition by g.leaf order by g.line)',
    })} from ${sealed(range)}`,
};

/** What these rows add up to. */
export const BUNDLE_BALANCE: Dataset = {
  ...TRIAL_BALANCE,
  sql: (range) => `select g.account, g.account_name, a.type as account_type, g.fund, g.currency,
      sum(greatest(g.amount_minor, 0)) as debits, sum(greatest(-g.amount_minor, 0)) as credits,
      sum(g.amount_minor) as net
    from ledger.account a, ${sealed(range)} and a.code = g.account
    group by g.account, g.account_name, a.type, g.fund, g.currency`,
};

/** Lines and sums of both sides of these rows, per currency. */
export const BUNDLE_TOTALS: Dataset = {
  name: 'control-totals',
  columns: { currency: 'code', lines: 'integer', debit: 'money', credit: 'money' },
  order: ['currency'],
  sql: (range) => `select g.currency, count(*) as lines, sum(greatest(g.amount_minor, 0)) as debit,
      sum(greatest(-g.amount_minor, 0)) as credit
    from ${sealed(range)} group by g.currency`,
};

/** Every event that has its leaf. The details that its leaf shows are taken from there, so there is one author of them. */
export const BUNDLE_EVENTS: Dataset = {
  name: 'events',
  columns: {
    leaf: 'integer',
    event: 'integer',
    at: 'instant',
    kind: 'code',
    act: 'code',
    actor: 'person',
    subject: 'ref',
    purpose: 'text',
    details: 'code',
  },
  order: ['leaf'],
  sql: () => `select l.idx as leaf, e.seq as event, e.at, e.kind, e.act, log_mark(e.actor) as actor,
      log_mark(e.subject) as subject, e.purpose,
      (select substring(v.body from ',"facts":(\\{.*?\\}),"(?:purpose|salt)":"') from event_leaf v where v.seq = e.seq)
        as details
    from leaf l join audit_event e on e.seq = l.seq where l.source = 'event'`,
};

/** A period counts as closed once its closing is in the log, or was made before there was one. */
const CLOSED = `p.state = 'closed' and not exists (
  select from audit_event e where e.kind = 'period_close' and e.subject = 'period:' || p.id
    and not exists (select from leaf l where l.source = 'event' and l.seq = e.seq))`;

export const BUNDLE_PERIODS: Dataset = {
  name: 'periods',
  columns: {
    period: 'code',
    starts_on: 'date',
    ends_on: 'date',
    state: 'code',
    closed_at: 'instant',
    trial_balance_digest: 'code',
  },
  order: ['period'],
  sql: () => `select p.id as period, p.starts_on, p.ends_on,
      case when p.state = 'closed' and not (${CLOSED}) then 'soft_closed' else p.state end as state,
      case when ${CLOSED} then p.closed_at end as closed_at,
      case when ${CLOSED} then encode(p.trial_balance_digest, 'hex') end as trial_balance_digest
    from ledger.period p`,
};

/** Every checkpoint with the signatures of witnesses that count. */
export const BUNDLE_CHECKPOINTS: Dataset = {
  name: 'checkpoints',
  columns: { size: 'integer', note: 'code' },
  order: ['size'],
  sql: () => `select k.size, k.note || coalesce((
      select string_agg(c.line || e'\\n', '' order by c.witness) from cosignature c
      join witness w on w.name = c.witness and w.removed_at is null where c.size = k.size), '') as note
    from checkpoint k`,
};

/** The leaves, a line each, in their order. */
export const LEAVES = `select case l.source
    when 'entry' then (select v.body from ledger.entry_leaf v where v.seq = l.seq)
    else (select v.body from event_leaf v where v.seq = l.seq) end
  from leaf l order by l.idx`;

/** An entry of a closed period that has no leaf yet, though its closing has one. */
export const LATE_ENTRY = `select e.seq from ledger.entry e
  where e.effective_on <= (select max(p.ends_on) from ledger.period p where ${CLOSED})
    and not exists (select from leaf l where l.source = 'entry' and l.seq = e.seq)
  limit 1`;

/** The sizes of the checkpoints that first covered a closing. */
export const CLOSING_SIZES = `select distinct (
    select min(k.size) from checkpoint k where k.size > l.idx)::text as size
  from audit_event e join leaf l on l.source = 'event' and l.seq = e.seq
  where e.kind = 'period_close' order by 1`;

/** The leaf of the last bundle that was recorded. */
export const LAST_BUNDLE = `select l.idx::text as leaf
  from audit_event e join leaf l on l.source = 'event' and l.seq = e.seq
  where e.kind = 'export' and e.details ->> 'format' = 'bundle' order by l.idx desc limit 1`;
