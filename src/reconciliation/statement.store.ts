import { Injectable } from '@nestjs/common';
import { Money, newId, type Currency, type Id } from '#kernel';
import type { CountedEntry, FundingLine, ReturnedTopUp } from '#payouts';
import { Database } from '#platform';
import type { Difference } from './break.js';
import {
  CAME_BACK,
  CANCELLED_PAIRS,
  DIFFERENCES,
  LISTED,
  MATCH_ONE_TO_ONE,
  MATCH_ONE_TO_SEVERAL,
  RETURNED_TOP_UPS,
  UNBOOKED_FEES,
  UNBOOKED_FUNDING,
} from './matching.sql.js';

/** A fee on the statement that no journal entry explains yet. Negative minor units: it left the account. */
export interface UnbookedFee {
  readonly lineId: string;
  readonly entryId: string;
  /** Variant of the entry: the purse it was taken from. */
  readonly purse: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly effectiveOn: string;
}

/** Both sides of the account at the provider, as far as this database knows them. */
export interface AccountView {
  readonly ledgerMinor: bigint;
  /** The part of the difference that is listed: lines without an entry, less entries without a line. */
  readonly listedMinor: bigint;
}

interface DifferenceRow {
  code: Difference['code'];
  subject: string;
  expectedMinor: string | null;
  observedMinor: string | null;
  currency: Currency;
}

/** Statement lines and their matches: imported once, matched once, never changed. All of it set-based. */
@Injectable()
export class StatementStore {
  constructor(private readonly database: Database) {}

  /** The latest line of the rail; null before the first. */
  async findHighWaterMark(rail: string): Promise<Date | null> {
    const rows = await this.database.query<{ at: Date | null }>(
      'select max(effective_at) as at from statement_line where rail = $1',
      [rail],
    );
    return rows[0]?.at ?? null;
  }

  /** Adds the lines that are not there yet and says how many those were. */
  async add(rail: string, entries: readonly CountedEntry[]): Promise<number> {
    const rows = await this.database.write(
      `insert into statement_line
         (id, rail, entry_id, effective_at, kind, amount_minor, currency, provider_ref, raw_digest)
       select id, $1, entry_id, effective_at, kind, amount_minor, currency, provider_ref, raw_digest
       from unnest($2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::bigint[], $7::text[],
                   $8::text[], $9::bytea[])
         as line (id, entry_id, effective_at, kind, amount_minor, currency, provider_ref, raw_digest)
       on conflict (rail, entry_id) do nothing returning id`,
      [
        rail,
        entries.map(() => newId('statementLine')),
        entries.map((entry) => entry.entryId),
        entries.map((entry) => entry.effectiveAt),
        entries.map((entry) => entry.kind),
        entries.map((entry) => String(entry.amount.minor)),
        entries.map((entry) => entry.amount.currency),
        entries.map((entry) => entry.providerRef),
        entries.map((entry) => Buffer.from(entry.rawDigest)),
      ],
    );
    return rows.length;
  }

  /** One matching per rail at a time: two at once would both see a line as free. */
  async lockRail(rail: string): Promise<void> {
    await this.database.write(`select pg_advisory_xact_lock(hashtext('reconciliation:' || $1))`, [
      rail,
    ]);
  }

  /** Explains every line that the rules can explain now; returns how many that were. */
  async match(rail: string): Promise<number> {
    let matched = 0;
    // How many lines and entries are open cannot be estimated; a loop over both would take hours for what hashing does in seconds.
    await this.database.write(`select set_config('enable_nestloop', 'off', true)`);
    for (const rule of [MATCH_ONE_TO_ONE, MATCH_ONE_TO_SEVERAL, CANCELLED_PAIRS]) {
      const rows = await this.database.write<{ count: number }>(rule, [rail]);
      matched += rows[0]?.count ?? 0;
    }
    await this.database.write(`select set_config('enable_nestloop', 'on', true)`);
    return matched;
  }

  /** Payouts whose money came back according to the statement, and not according to the books. */
  async cameBack(rail: string): Promise<Id<'payout'>[]> {
    const rows = await this.database.query<{ payoutId: Id<'payout'> }>(CAME_BACK, [rail]);
    return rows.map((row) => row.payoutId);
  }

  async unbookedFees(rail: string): Promise<UnbookedFee[]> {
    const rows = await this.database.query<UnbookedFee & { amountMinor: string }>(UNBOOKED_FEES, [
      rail,
    ]);
    return rows.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) }));
  }

  /** Money that came in and that nothing explains, the earliest first. */
  async unbookedFunding(rail: string): Promise<FundingLine[]> {
    const rows = await this.database.query<
      Omit<FundingLine, 'amount'> & { amountMinor: string; currency: Currency }
    >(UNBOOKED_FUNDING, [rail]);
    return rows.map(({ amountMinor, currency, ...line }) => ({
      ...line,
      amount: Money.of(BigInt(amountMinor), currency),
    }));
  }

  /** Top-ups that went back to the bank after they had arrived and that nobody noticed yet, the earliest first. */
  async returnedTopUps(rail: string): Promise<ReturnedTopUp[]> {
    return this.database.query<ReturnedTopUp>(RETURNED_TOP_UPS, [rail]);
  }

  /** Everything that does not agree at this moment, except what people have already closed. */
  async differences(rail: string, now: Date): Promise<Difference[]> {
    const rows = await this.database.query<DifferenceRow>(DIFFERENCES, [rail, now]);
    return rows.map((row) => ({
      ...row,
      expectedMinor: row.expectedMinor === null ? null : BigInt(row.expectedMinor),
      observedMinor: row.observedMinor === null ? null : BigInt(row.observedMinor),
    }));
  }

  /** What the books hold at the provider in one currency, and what is listed as unmatched. */
  async account(rail: string, currency: Currency): Promise<AccountView> {
    const rows = await this.database.query<{ ledger: string; listed: string }>(LISTED, [
      rail,
      currency,
    ]);
    return {
      ledgerMinor: BigInt(rows[0]?.ledger ?? 0),
      listedMinor: BigInt(rows[0]?.listed ?? 0),
    };
  }
}
