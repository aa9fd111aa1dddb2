import { Injectable } from '@nestjs/common';
import { Money, parseCurrency } from '#kernel';
import { Database } from '#platform';
import type { Account, TrialBalanceRow } from './books.js';
import type { Basis, CommitmentRow, DonorClass, StatementRow } from './statements.js';

interface Row {
  account: string;
  name: string;
  type: Account['type'];
  fund: string;
  currency: string;
  donorClass: DonorClass | null;
  amount: string;
}

interface ClosedRow extends Row {
  debits: string;
  credits: string;
}

/** A line that closes a year, as the database works it out: minor units as text, debit above zero. */
export interface YearLine {
  readonly fund: string;
  readonly currency: string;
  readonly account: string;
  readonly name: string;
  readonly type: Account['type'];
  readonly amount: string;
}

interface AgedRow {
  account: string;
  name: string;
  fund: string;
  currency: string;
  age: string;
  awards: number;
  amount: string;
}

/** Reads statements. Every page, file and PDF stands on these few questions, so that no two can disagree. */
@Injectable()
export class StatementsStore {
  constructor(private readonly database: Database) {}

  /** Debits less credits at the end of a day. */
  async balances(asOf: string, basis: Basis): Promise<StatementRow[]> {
    const rows = await this.database.query<Row>(
      `select account, name, type, fund, currency, donor_class as "donorClass", amount
       from ledger.statement_balances($1, $2)`,
      [asOf, basis],
    );
    return rows.map(toRow);
  }

  /** What changed net assets between two days; an increase is above zero. */
  async activities(from: string, to: string, basis: Basis): Promise<StatementRow[]> {
    const rows = await this.database.query<Row>(
      `select account, name, type, fund, currency, donor_class as "donorClass", amount
       from ledger.statement_activities($1, $2, $3)`,
      [from, to, basis],
    );
    return rows.map(toRow);
  }

  async commitments(asOf: string): Promise<CommitmentRow[]> {
    const rows = await this.database.query<AgedRow>(
      'select account, name, fund, currency, age, awards, amount from ledger.statement_commitments($1)',
      [asOf],
    );
    return rows.map(({ account, name, fund, age, awards, ...row }) => {
      const currency = parseCurrency(row.currency);
      const amount = Money.of(BigInt(row.amount), currency);
      return { account: { code: account, name }, fund, currency, age, awards, amount };
    });
  }

  /** The balances a period was closed with; none for one that is not closed. */
  async closedBalances(period: string): Promise<TrialBalanceRow[]> {
    const rows = await this.database.query<ClosedRow>(
      `select b.account, a.name, a.type, b.fund, b.currency, b.debits, b.credits
       from ledger.period_balance b join ledger.account a on a.code = b.account
       where b.period = $1 order by b.account, b.fund, b.currency`,
      [period],
    );
    return rows.map(toBalance);
  }

  /** Balances of everything that is about a day or before it, whenever it was posted. */
  async knownBalances(asOf: string): Promise<TrialBalanceRow[]> {
    const rows = await this.database.query<ClosedRow>(
      `select account, name, type, fund, currency,
         sum(greatest(amount, 0)) as debits, sum(greatest(-amount, 0)) as credits
       from ledger.known_posting where known_for <= $1
       group by account, name, type, fund, currency order by account, fund, currency`,
      [asOf],
    );
    return rows.map(toBalance);
  }

  /** What is left to close of a year, by fund, currency and account. */
  async yearLines(year: number): Promise<YearLine[]> {
    return this.database.query<YearLine>(
      'select fund, currency, account, name, type, amount from ledger.year_closing_lines($1)',
      [year],
    );
  }

  /** Numbers of the entries posted later than a day that are about that day or before, oldest first. */
  async lateEntries(asOf: string, limit: number): Promise<bigint[]> {
    const rows = await this.database.query<{ seq: string }>(
      `select distinct seq from ledger.known_posting
       where effective_on > $1 and known_for <= $1 order by seq limit $2`,
      [asOf, limit],
    );
    return rows.map(({ seq }) => BigInt(seq));
  }
}

function toRow({ account, name, type, fund, donorClass, ...row }: Row): StatementRow {
  const currency = parseCurrency(row.currency);
  const amount = Money.of(BigInt(row.amount), currency);
  return { account: { code: account, name, type }, fund, currency, donorClass, amount };
}

function toBalance({ account, name, type, fund, ...row }: ClosedRow): TrialBalanceRow {
  const currency = parseCurrency(row.currency);
  const debits = Money.of(BigInt(row.debits), currency);
  const credits = Money.of(BigInt(row.credits), currency);
  return {
    account: { code: account, name, type },
    fund,
    currency,
    debits,
    credits,
    net: debits.minus(credits),
  };
}
