import { Injectable } from '@nestjs/common';
import { Money, parseCurrency } from '#kernel';
import { Database } from '#platform';
import type { AccountEffect, AccountLine, EntryFilter, EntryTotals } from './books.js';

/** Conditions on an entry (e) and on a line (p), with their parameters in order. */
interface Conditions {
  readonly entry: readonly string[];
  readonly line: readonly string[];
  readonly parameters: readonly unknown[];
}

interface LineRow {
  seq: string;
  kind: string;
  effectiveOn: string;
  fund: string;
  currency: string;
  awardRef: string | null;
  amount: string;
  balance: string;
}

interface EffectRow {
  account: string;
  name: string;
  fund: string;
  currency: string;
  change: string;
  after: string;
}

interface TotalRow {
  book: 'G' | 'B';
  currency: string;
  debits: string;
  credits: string;
}

/** Sums stop here unless they are asked for: a page must not wait for a million entries. */
const SUMMED_AT_ONCE = 10_000;

/**
 * Finds entries and lines of the journal. Only the conditions that were asked for stand in the question, so that the
 * database plans each combination by itself; every value is a parameter.
 */
@Injectable()
export class JournalSearchStore {
  constructor(private readonly database: Database) {}

  /** Numbers of matching entries, newest first; with `after` the ones next to it. */
  async entryNumbers(filter: EntryFilter, limit: number): Promise<string[]> {
    const { entry, line, parameters } = conditionsOf(filter);
    const isUpwards = filter.after !== undefined;
    const where = [...entry, ...lineExists(line)];
    const sql = `select e.seq from ledger.entry e ${whereOf(where)}
      order by e.seq ${isUpwards ? 'asc' : 'desc'} limit ${String(limit)}`;
    const rows = await this.database.query<{ seq: string }>(sql, parameters);
    const numbers = rows.map(({ seq }) => seq);
    return isUpwards ? numbers.reverse() : numbers;
  }

  /**
   * Lines of one account, newest first, with the account's balance after each. The balance starts from the stored one
   * and goes back: only lines newer than the page's oldest are added up, never the whole account.
   */
  async accountLines(account: string, filter: EntryFilter, limit: number): Promise<AccountLine[]> {
    const isUpwards = filter.after !== undefined;
    const { entry, line, parameters } = conditionsOf({ ...filter, account });
    const own = `$${String(parameters.length + 1)}`;
    const order = isUpwards ? 'asc' : 'desc';
    const sql = `with page as materialized (
        select p.entry_seq, p.line, p.fund, p.currency, p.amount, p.award_ref, e.kind, e.effective_on
        from ledger.posting p join ledger.entry e on e.seq = p.entry_seq
        ${whereOf([...line, ...entry])}
        order by p.entry_seq ${order}, p.line ${order} limit ${String(limit)}
      ), edge as materialized (
        select fund, currency, min(entry_seq) as low, max(entry_seq) as top from page group by fund, currency
      ), start as materialized (
        select g.fund, g.currency, g.low, g.top, (
          select coalesce(sum(b.debits - b.credits), 0) from ledger.balance b
          where b.account = ${own} and b.fund = g.fund and b.currency = g.currency
        ) - (
          select coalesce(sum(p.amount), 0) from ledger.posting p
          where p.account = ${own} and p.fund = g.fund and p.currency = g.currency and p.entry_seq > g.top
        ) as balance
        from edge g
      ), run as (
        select p.entry_seq, p.line, s.balance + p.amount
          - sum(p.amount) over (partition by p.fund, p.currency order by p.entry_seq desc, p.line desc) as balance
        from start s join ledger.posting p on p.account = ${own} and p.fund = s.fund and p.currency = s.currency
          and p.entry_seq between s.low and s.top
      )
      select l.entry_seq as seq, l.kind, l.effective_on::text as "effectiveOn", l.fund, l.currency,
        l.award_ref as "awardRef", l.amount, r.balance
      from page l join run r using (entry_seq, line) order by l.entry_seq desc, l.line desc`;
    const rows = await this.database.query<LineRow>(sql, [...parameters, account]);
    return rows.map(toAccountLine);
  }

  /** What an entry did to each account, fund and currency, in the order of its lines. */
  async effects(seq: bigint): Promise<AccountEffect[]> {
    const rows = await this.database.query<EffectRow>(
      `select c.account, a.name, c.fund, c.currency, c.change, (
         select coalesce(sum(b.debits - b.credits), 0) from ledger.balance b
         where b.account = c.account and b.fund = c.fund and b.currency = c.currency
       ) - (
         select coalesce(sum(p.amount), 0) from ledger.posting p
         where p.account = c.account and p.fund = c.fund and p.currency = c.currency and p.entry_seq > $1
       ) as after
       from (
         select account, fund, currency, sum(amount) as change, min(line) as line from ledger.posting
         where entry_seq = $1 group by account, fund, currency
       ) c join ledger.account a on a.code = c.account order by c.line`,
      [String(seq)],
    );
    return rows.map(toEffect);
  }

  /**
   * What matching lines come to: those of the fund, account, award and amounts asked for, else every line of the
   * matching entries. Null when more than 10,000 entries match and `isWhole` does not insist.
   */
  async totals(filter: EntryFilter, isWhole: boolean): Promise<EntryTotals | null> {
    const { entry, line, parameters } = conditionsOf(filter, { isPaged: false });
    const cut = isWhole ? '' : `limit ${String(SUMMED_AT_ONCE + 1)}`;
    const found = `select e.seq from ledger.entry e ${whereOf([...entry, ...lineExists(line)])} ${cut}`;
    const count = `select count(*)::int as count from (${found}) f`;
    const [counted] = await this.database.query<{ count: number }>(count, parameters);
    const entries = counted?.count ?? 0;
    if (!isWhole && entries > SUMMED_AT_ONCE) return null;
    const sums = `select a.book, p.currency, sum(greatest(p.amount, 0)) as debits, sum(greatest(-p.amount, 0)) as credits
      from (${found}) f join ledger.posting p on p.entry_seq = f.seq join ledger.account a on a.code = p.account
      ${whereOf(line)} group by a.book, p.currency order by a.book desc, p.currency`;
    const rows = await this.database.query<TotalRow>(sums, parameters);
    return { entries, sums: rows.map(toSum) };
  }
}

/** One line that fits everything asked about lines. */
function lineExists(line: readonly string[]): string[] {
  if (line.length === 0) return [];
  return [
    `exists (select from ledger.posting p where ${['p.entry_seq = e.seq', ...line].join(' and ')})`,
  ];
}

const whereOf = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;

/** Without its place in a list (`isPaged` false) a filter means all of its pages together. */
function conditionsOf(filter: EntryFilter, { isPaged } = { isPaged: true }): Conditions {
  const parameters: unknown[] = [];
  const written = (templates: readonly (readonly [string, unknown])[]): string[] =>
    templates.flatMap(([template, value]) => {
      if (value === undefined) return [];
      parameters.push(typeof value === 'bigint' ? String(value) : value);
      return [template.replaceAll('?', `$${String(parameters.length)}`)];
    });
  const entry = written([
    ['e.seq = ?::bigint', filter.number],
    ['e.kind = ?', filter.kind],
    ['e.effective_on >= ?::date', filter.from],
    ['e.effective_on <= ?::date', filter.to],
    ['(e.actor = ? or e.approver = ?)', filter.actor],
    ['e.seq < ?::bigint', isPaged ? filter.before : undefined],
    ['e.seq > ?::bigint', isPaged ? filter.after : undefined],
  ]);
  const line = written([
    ['p.fund = ?', filter.fund],
    ['p.account = ?', filter.account],
    ['p.award_ref = ?::uuid', filter.award],
    ['abs(p.amount) >= ?::bigint', filter.least],
    ['abs(p.amount) <= ?::bigint', filter.most],
  ]);
  const standing = filter.standing === undefined ? [] : [STANDING[filter.standing]];
  return { entry: [...entry, ...standing], line, parameters };
}

const STANDING: Readonly<Record<NonNullable<EntryFilter['standing']>, string>> = {
  reversal: 'e.reverses is not null',
  reversed: 'exists (select from ledger.entry r where r.reverses = e.seq)',
  neither:
    'e.reverses is null and not exists (select from ledger.entry r where r.reverses = e.seq)',
};

function toAccountLine(row: LineRow): AccountLine {
  const currency = parseCurrency(row.currency);
  return {
    seq: BigInt(row.seq),
    kind: row.kind,
    effectiveOn: row.effectiveOn,
    fund: row.fund,
    awardRef: row.awardRef,
    amount: Money.of(BigInt(row.amount), currency),
    balance: Money.of(BigInt(row.balance), currency),
  };
}

function toSum({ book, currency, debits, credits }: TotalRow): EntryTotals['sums'][number] {
  const code = parseCurrency(currency);
  return {
    book: book === 'G' ? 'money' : 'budget',
    debits: Money.of(BigInt(debits), code),
    credits: Money.of(BigInt(credits), code),
  };
}

function toEffect({ account, name, fund, currency, change, after }: EffectRow): AccountEffect {
  const code = parseCurrency(currency);
  const [moved, balance] = [Money.of(BigInt(change), code), Money.of(BigInt(after), code)];
  return { account, name, fund, before: balance.minus(moved), change: moved, after: balance };
}
