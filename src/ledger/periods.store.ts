import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { Database } from '#platform';
import { refusalCode } from './journal.store.js';
import type { RefusalCode } from './ledger.errors.js';

/** A month that was just closed, and the digest of the balances it was closed with. */
export interface ClosedPeriod {
  readonly id: string;
  /** Hex. */
  readonly digest: string;
}

/** What keeps a month from closing: counts, zero when nothing does. */
export interface LooseEnds {
  /** Months before it that are not closed and have, or follow, entries. */
  readonly earlier: number;
  /** Funds and currencies with a balance on reconciliation-suspense. */
  readonly suspense: number;
  /** Funds, currencies and accounts with an accrual of an earlier month that nobody has reversed. */
  readonly accruals: number;
  /** Balances of revenue, expense and transfers, in the last month of a year. */
  readonly year: number;
}

export interface LogCoverage {
  readonly unsealed: number;
  readonly size: number;
}

const LOOSE_ENDS = `
  with month as (select * from ledger.period where id = $1),
  accrued as (
    select p.fund, p.currency, p.account
    from month m, ledger.posting p
    join ledger.entry e on e.seq = p.entry_seq
    left join ledger.entry o on o.seq = e.reverses
    where (p.account = '2510' or p.account = '1220') and e.effective_on <= m.ends_on
      and ((e.kind in ('accrual.fees', 'accrual.revenue') and e.effective_on < m.starts_on)
        or (o.kind in ('accrual.fees', 'accrual.revenue') and o.effective_on < m.starts_on)
        or e.kind = 'accrual.reversed')
    group by p.fund, p.currency, p.account
    having sum(p.amount) * case p.account when '2510' then -1 else 1 end > 0)
  select
    (select count(*)::integer from ledger.period e where e.id < $1 and e.state <> 'closed'
      and e.ends_on >= (select min(effective_on) from ledger.entry)) as earlier,
    (select count(*)::integer from (
      select from month m, ledger.posting p join ledger.entry e on e.seq = p.entry_seq
      where p.account = '1199' and e.effective_on <= m.ends_on
      group by p.fund, p.currency having sum(p.amount) <> 0) s) as suspense,
    (select count(*)::integer from accrued) as accruals,
    (select count(*)::integer from month m
      cross join lateral ledger.year_closing_lines(extract(year from m.ends_on)::integer)
      where extract(month from m.ends_on) = 12) as year`;

/** Changes periods, through the functions of the database. */
@Injectable()
export class PeriodsStore {
  constructor(private readonly database: Database) {}

  /** Null when it is done, or why not. */
  async softClose(period: string, actor: string, today: string): Promise<RefusalCode | null> {
    const rows = await this.database.write<{ code: string | null }>(
      'select ledger.soft_close_period($1, $2, $3) as code',
      [period, actor, today],
    );
    return answer(rows);
  }

  /** Null when it is done, or why not. */
  async close(period: string, actor: string, today: string): Promise<RefusalCode | null> {
    const rows = await this.database.write<{ code: string | null }>(
      'select ledger.close_period($1, $2, $3) as code',
      [period, actor, today],
    );
    return answer(rows);
  }

  /** The months that were closed in one act with this one: itself, and empty ones before the first entry. */
  async closedWith(period: string): Promise<ClosedPeriod[]> {
    return this.database.query<ClosedPeriod>(
      `select p.id, encode(p.trial_balance_digest, 'hex') as digest
       from ledger.period p join ledger.period asked on asked.id = $1 and asked.closed_at = p.closed_at
       order by p.id`,
      [period],
    );
  }

  /** What would keep a month from closing, by the books alone. */
  async looseEnds(period: string): Promise<LooseEnds> {
    const [row] = await this.database.query<LooseEnds>(LOOSE_ENDS, [period]);
    invariant(row !== undefined, 'An aggregate has a row.');
    return row;
  }

  /** How far the log covers a month: entries that have no leaf yet, and the size of the log that holds the others. */
  async coverage(period: string): Promise<LogCoverage> {
    const [row] = await this.database.query<LogCoverage>(
      `select count(*) filter (where l.idx is null)::integer as unsealed,
         coalesce(max(l.idx) + 1, 0)::integer as size
       from ledger.entry e left join leaf l on l.source = 'entry' and l.seq = e.seq where e.period = $1`,
      [period],
    );
    invariant(row !== undefined, 'An aggregate has a row.');
    return row;
  }

  /** Makes the months that are missing up to a day; says how many. */
  async extend(until: string): Promise<number> {
    const rows = await this.database.write<{ made: number }>(
      'select ledger.extend_periods($1) as made',
      [until],
    );
    return rows[0]?.made ?? 0;
  }

  /** The accounting date of the first entry of the books; null before it. */
  async firstEntryOn(): Promise<string | null> {
    const rows = await this.database.query<{ day: string | null }>(
      'select min(effective_on)::text as day from ledger.entry',
    );
    return rows[0]?.day ?? null;
  }

  /** The sentence of a refusal. */
  async sentenceOf(code: RefusalCode): Promise<string> {
    const rows = await this.database.query<{ message: string }>(
      'select message from ledger.refusal where code = $1',
      [code],
    );
    return rows[0]?.message ?? code;
  }
}

function answer(rows: readonly { code: string | null }[]): RefusalCode | null {
  const code = rows[0]?.code ?? null;
  return code === null ? null : refusalCode(code);
}
