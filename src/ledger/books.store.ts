import { Injectable } from '@nestjs/common';
import { Money, parseCurrency, type Currency } from '#kernel';
import { Database } from '#platform';
import type { Account, Entry, EntryLine, Period, TrialBalanceRow } from './books.js';
import { TRIAL_BALANCE } from './books.datasets.js';
import type { Fund } from './fund.js';

interface BalanceRow {
  account: string;
  name: string;
  type: Account['type'];
  fund: string;
  currency: string;
  debits: string;
  credits: string;
}

interface EntryRow {
  seq: string;
  kind: string;
  key: string;
  effectiveOn: string;
  postedAt: Date;
  period: string;
  relatesTo: string | null;
  actor: string;
  approver: string | null;
  reason: string | null;
  sourceRef: string | null;
  reverses: string | null;
  reversedBy: string | null;
}

interface LineRow {
  seq: string;
  line: number;
  account: string;
  name: string;
  type: Account['type'];
  fund: string;
  currency: string;
  amount: string;
  awardRef: string | null;
}

const ENTRY = `select e.seq, e.kind, e.idempotency_key as key, e.effective_on::text as "effectiveOn",
    e.posted_at as "postedAt", e.period, e.relates_to::text as "relatesTo", e.actor, e.approver, e.reason,
    e.source_ref as "sourceRef", e.reverses, r.seq as "reversedBy"
  from ledger.entry e left join ledger.entry r on r.reverses = e.seq`;

const ENTRIES_BY_NUMBERS = `${ENTRY} where e.seq = any($1::bigint[]) order by e.seq desc`;
const ENTRY_BY_NUMBER = `${ENTRY} where e.seq = $1`;
const ENTRIES_OF_SOURCE = `${ENTRY} where e.source_ref = $1 order by e.seq`;

const BALANCES_AS_OF = `select account, account_name as name, account_type as type, fund, currency, debits, credits
  from (${TRIAL_BALANCE.sql({ fund: '$1', from: 'null', to: '$2' })}) t order by account, fund, currency`;

/** Reads the books. What it returns are values: nothing read here is ever saved back. */
@Injectable()
export class BooksStore {
  constructor(private readonly database: Database) {}

  async funds(): Promise<Fund[]> {
    return this.database.query<Fund>(
      `select code, name, restriction, class, starts_on::text as "startsOn", ends_on::text as "endsOn"
       from ledger.fund order by code`,
    );
  }

  async accounts(): Promise<Account[]> {
    return this.database.query<Account>(
      'select code, name, type from ledger.account order by code',
    );
  }

  async periods(): Promise<Period[]> {
    return this.database.query<Period>(
      `select id, starts_on::text as "startsOn", ends_on::text as "endsOn", state,
         prepared_by as "preparedBy", prepared_at as "preparedAt", closed_by as "closedBy", closed_at as "closedAt",
         encode(trial_balance_digest, 'hex') as digest
       from ledger.period order by id`,
    );
  }

  /** Balances as they stand now, of one fund or of all. */
  async balances(fund: string | null): Promise<TrialBalanceRow[]> {
    const rows = await this.database.query<BalanceRow>(
      `select account, name, type, fund, currency, debits, credits from ledger.trial_balance
       where ($1::text is null or fund = $1) and (debits > 0 or credits > 0)
       order by account, fund, currency`,
      [fund],
    );
    return rows.map(toBalance);
  }

  /** Balances of everything effective up to and including a date. */
  async balancesAsOf(fund: string | null, asOf: string): Promise<TrialBalanceRow[]> {
    const rows = await this.database.query<BalanceRow>(BALANCES_AS_OF, [fund, asOf]);
    return rows.map(toBalance);
  }

  /** What stands for an award, by account; amounts are on the account's normal side. */
  async awardBalances(awardRef: string, currency: Currency): Promise<ReadonlyMap<string, bigint>> {
    const rows = await this.database.query<{ account: string; amount: string }>(
      `select account, sum(amount) as amount from ledger.award_balance
       where award_ref = $1 and currency = $2 group by account`,
      [awardRef, currency],
    );
    return new Map(rows.map((row) => [row.account, BigInt(row.amount)]));
  }

  /** These entries, newest first. */
  async entriesOf(numbers: readonly bigint[]): Promise<Entry[]> {
    const rows = await this.database.query<EntryRow>(ENTRIES_BY_NUMBERS, [numbers.map(String)]);
    return this.withLines(rows);
  }

  async findEntry(seq: bigint): Promise<Entry | null> {
    const rows = await this.database.query<EntryRow>(ENTRY_BY_NUMBER, [String(seq)]);
    const [entry] = await this.withLines(rows);
    return entry ?? null;
  }

  /** Entries one thing outside caused, oldest first. */
  async entriesOfSource(sourceRef: string): Promise<Entry[]> {
    const rows = await this.database.query<EntryRow>(ENTRIES_OF_SOURCE, [sourceRef]);
    return this.withLines(rows);
  }

  private async withLines(rows: readonly EntryRow[]): Promise<Entry[]> {
    const lines = await this.database.query<LineRow>(
      `select p.entry_seq as seq, p.line, p.account, a.name, a.type, p.fund, p.currency, p.amount,
         p.award_ref as "awardRef"
       from ledger.posting p join ledger.account a on a.code = p.account
       where p.entry_seq = any($1::bigint[]) order by p.entry_seq, p.line`,
      [rows.map((row) => row.seq)],
    );
    const byEntry = Map.groupBy(lines, (line) => line.seq);
    return rows.map((row) => toEntry(row, (byEntry.get(row.seq) ?? []).map(toLine)));
  }
}

function toBalance(row: BalanceRow): TrialBalanceRow {
  const currency = parseCurrency(row.currency);
  const debits = Money.of(BigInt(row.debits), currency);
  const credits = Money.of(BigInt(row.credits), currency);
  return {
    account: { code: row.account, name: row.name, type: row.type },
    fund: row.fund,
    currency,
    debits,
    credits,
    net: debits.minus(credits),
  };
}

function toLine(row: LineRow): EntryLine {
  return {
    line: row.line,
    account: { code: row.account, name: row.name, type: row.type },
    fund: row.fund,
    amount: Money.of(BigInt(row.amount), parseCurrency(row.currency)),
    awardRef: row.awardRef,
  };
}

function toEntry(row: EntryRow, lines: readonly EntryLine[]): Entry {
  return {
    ...row,
    seq: BigInt(row.seq),
    reverses: row.reverses === null ? null : BigInt(row.reverses),
    reversedBy: row.reversedBy === null ? null : BigInt(row.reversedBy),
    lines,
  };
}
