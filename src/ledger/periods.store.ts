import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import { refusalCode } from './journal.store.js';
import type { RefusalCode } from './ledger.errors.js';

/** A month that was just closed, and the digest of the balances it was closed with. */
export interface ClosedPeriod {
  readonly id: string;
  /** Hex. */
  readonly digest: string;
}

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
