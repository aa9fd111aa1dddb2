import { Injectable } from '@nestjs/common';
import { parseCurrency, type Id } from '#kernel';
import { Database } from '#platform';
import { planFromText, planToText } from './plan-text.js';
import type { Horizon, PopulationFigures, PopulationQuestion } from './population.js';
import type { Outcome } from './working-paper.js';
import type { Allocation, Method, SamplePlan, Selected, Selection } from './sample.js';

/** A sample as it was drawn. */
export interface Sample extends PopulationQuestion, Horizon {
  readonly id: Id<'sample'>;
  readonly drawnBy: string;
  readonly drawnAt: Date;
  readonly plan: SamplePlan;
  readonly population: PopulationFigures;
  readonly allocations: readonly Allocation[];
  readonly interval: Selection['interval'];
}

/** An item of a sample; `n` counts from 1 in the order of entry numbers. */
export interface SampleItem extends Selected {
  readonly n: number;
}

/** A sample in a list, with how far the work on it is. */
export interface SampleLine {
  readonly id: Id<'sample'>;
  readonly drawnBy: string;
  readonly drawnAt: Date;
  readonly method: Method;
  readonly items: number;
  readonly signed: number;
  readonly failed: number;
  readonly outcome: Outcome | null;
}

interface Row {
  id: Id<'sample'>;
  drawnBy: string;
  drawnAt: Date;
  method: Method;
  plan: Record<string, string>;
  kinds: string[];
  fund: string | null;
  currency: string;
  from: string | null;
  to: string | null;
  upToSeq: string;
  watermark: string;
  count: string;
  total: string;
  digest: string;
  intervalTotal: string | null;
  intervalSize: number | null;
  allocations: { stratum: string; count: number; total: string; size: number }[];
}

interface ItemRow {
  n: number;
  seq: string;
  amount: string;
  stratum: string | null;
  isCertain: boolean;
}

/** The only way to the tables of samples. */
@Injectable()
export class SampleStore {
  constructor(private readonly database: Database) {}

  async add(sample: Sample, items: readonly Selected[]): Promise<void> {
    const { population, interval } = sample;
    await this.database.write(
      `insert into audit_sample (id, drawn_by, drawn_at, method, plan, kinds, fund, currency, from_on, to_on, up_to_seq,
         watermark, population_count, population_total, population_digest, interval_total, interval_size, allocations)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, decode($15, 'hex'), $16, $17, $18)`,
      [
        sample.id,
        sample.drawnBy,
        sample.drawnAt,
        sample.plan.method,
        JSON.stringify(planToText(sample.plan)),
        [...sample.kinds],
        sample.fund,
        sample.currency,
        sample.from,
        sample.to,
        String(sample.upToSeq),
        sample.watermark,
        population.count,
        String(population.total),
        population.digest,
        interval === null ? null : String(interval.total),
        interval?.size ?? null,
        JSON.stringify(sample.allocations.map((one) => ({ ...one, total: String(one.total) }))),
      ],
    );
    await this.database.write(
      `insert into audit_sample_item (sample_id, n, entry_seq, amount_minor, stratum, is_certain)
       select $1, t.n, t.seq, t.amount, t.stratum, t.is_certain
       from unnest($2::bigint[], $3::bigint[], $4::text[], $5::boolean[]) with ordinality
         t (seq, amount, stratum, is_certain, n)`,
      [
        sample.id,
        items.map(({ seq }) => String(seq)),
        items.map(({ amount }) => String(amount)),
        items.map(({ stratum }) => stratum),
        items.map(({ isCertain }) => isCertain),
      ],
    );
  }

  async find(id: Id<'sample'>): Promise<Sample | null> {
    const [row] = await this.database.query<Row>(
      `select id, drawn_by as "drawnBy", drawn_at as "drawnAt", method, plan, kinds, fund, currency,
         from_on::text as "from", to_on::text as "to", up_to_seq as "upToSeq", watermark::text as watermark,
         population_count as count, population_total as total, encode(population_digest, 'hex') as digest,
         interval_total as "intervalTotal", interval_size as "intervalSize", allocations
       from audit_sample where id = $1`,
      [id],
    );
    return row === undefined ? null : toSample(row);
  }

  async items(id: Id<'sample'>): Promise<SampleItem[]> {
    const rows = await this.database.query<ItemRow>(
      `select n, entry_seq as seq, amount_minor as amount, stratum, is_certain as "isCertain"
       from audit_sample_item where sample_id = $1 order by n`,
      [id],
    );
    return rows.map((row) => ({ ...row, seq: BigInt(row.seq), amount: BigInt(row.amount) }));
  }

  /** Newest first, the last hundred. */
  async list(): Promise<SampleLine[]> {
    return this.database.query<SampleLine>(
      `select s.id, s.drawn_by as "drawnBy", s.drawn_at as "drawnAt", s.method, i.items, w.signed, w.failed,
         (select outcome from sample_conclusion c where c.sample_id = s.id order by version desc limit 1) as outcome
       from (select * from audit_sample order by drawn_at desc, id limit 100) s
       cross join lateral (select count(*)::int as items from audit_sample_item where sample_id = s.id) i
       cross join lateral (
         select count(*)::int as signed, (count(*) filter (where verdicts::text like '%"fail"%'))::int as failed
         from (select distinct on (n) verdicts from working_paper where sample_id = s.id order by n, version desc) p
       ) w
       order by s.drawn_at desc, s.id`,
    );
  }
}

function toSample(row: Row): Sample {
  const { method, plan, currency, upToSeq, count, total, digest, intervalTotal, ...rest } = row;
  const { intervalSize, allocations, ...own } = rest;
  return {
    ...own,
    plan: planFromText(method, plan),
    currency: parseCurrency(currency),
    upToSeq: BigInt(upToSeq),
    population: { count: Number(count), total: BigInt(total), digest },
    interval:
      intervalTotal === null || intervalSize === null
        ? null
        : { total: BigInt(intervalTotal), size: intervalSize },
    allocations: allocations.map((one) => ({ ...one, total: BigInt(one.total) })),
  };
}
