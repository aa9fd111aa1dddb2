import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import { populationTooLarge } from './assurance.errors.js';
import type { Horizon, PopulationQuestion } from './population.js';
import type { Candidate } from './sample.js';

/** Read in pieces, so that no single question runs long. */
const PIECE = 20_000;
const LARGEST_POPULATION = 1_000_000;

interface Row {
  seq: string;
  kind: string;
  amount: string;
  rail: string | null;
}

/** Reads the journal as sampling sees it. */
@Injectable()
export class PopulationStore {
  constructor(private readonly database: Database) {}

  /** The journal as it stands, without what may still be joined by a late commit. */
  async horizon(): Promise<Horizon> {
    const [row] = await this.database.query<{ seq: string; watermark: string }>(
      `select coalesce(max(seq), 0) as seq, pg_snapshot_xmin(pg_current_snapshot())::text as watermark
       from ledger.entry where txid < pg_snapshot_xmin(pg_current_snapshot())`,
    );
    return { upToSeq: BigInt(row?.seq ?? 0), watermark: row?.watermark ?? '0' };
  }

  /**
   * In the order of entry numbers. An entry counts with its debits in the currency and fund: of money if it moves
   * money, else of budget. Throws `POPULATION_TOO_LARGE` (invalid) above a million.
   */
  async read(question: PopulationQuestion, horizon: Horizon): Promise<Candidate[]> {
    const found: Candidate[] = [];
    let after = '0';
    for (;;) {
      const rows = await this.piece(question, horizon, after);
      for (const row of rows) {
        const { seq, amount, ...rest } = row;
        found.push({ seq: BigInt(seq), amount: BigInt(amount), ...rest });
      }
      if (found.length > LARGEST_POPULATION) throw populationTooLarge(LARGEST_POPULATION);
      if (rows.length < PIECE) return found;
      after = rows.at(-1)?.seq ?? after;
    }
  }

  private async piece(
    question: PopulationQuestion,
    { upToSeq, watermark }: Horizon,
    after: string,
  ): Promise<Row[]> {
    const { kinds, fund, currency, from, to } = question;
    return this.database.query<Row>(
      `select e.seq, e.kind, m.amount, o.rail
       from ledger.entry e
       cross join lateral (
         select coalesce(sum(p.amount) filter (where a.book = 'G'), sum(p.amount)) as amount
         from ledger.posting p join ledger.account a on a.code = p.account
         where p.entry_seq = e.seq and p.amount > 0 and p.currency = $3 and ($2::text is null or p.fund = $2)
       ) m
       left join payout o on o.id = e.source_ref
       where e.kind = any($1::text[]) and m.amount > 0
         and ($4::date is null or e.effective_on >= $4) and ($5::date is null or e.effective_on <= $5)
         and e.seq > $6 and e.seq <= $7 and e.txid < $8::xid8
       order by e.seq limit $9`,
      [[...kinds], fund, currency, from, to, after, String(upToSeq), watermark, PIECE],
    );
  }
}
