import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';
import type { Projection } from './projection.js';
import type { Facts, Outcome, Verdicts } from './working-paper.js';

/** A signed paper about one item. */
export interface Paper {
  readonly n: number;
  readonly version: number;
  readonly verdicts: Verdicts;
  readonly facts: Facts;
  readonly note: string;
  readonly audited: bigint;
  readonly signedBy: string;
  readonly signedAt: Date;
}

/** What an auditor concluded from all papers of a sample. */
export interface Conclusion extends Projection {
  readonly version: number;
  readonly outcome: Outcome;
  readonly note: string;
  readonly signedBy: string;
  readonly signedAt: Date;
}

interface PaperRow extends Omit<Paper, 'audited'> {
  audited: string;
}

interface ConclusionRow extends Omit<Conclusion, keyof Projection> {
  known: string;
  projected: string;
  upperLimit: string | null;
}

const PAPERS = `select n, version, verdicts, facts, note, audited_minor as audited, signed_by as "signedBy",
    signed_at as "signedAt"
  from working_paper where sample_id = $1`;
const PAPERS_IN_ORDER = `${PAPERS} order by n, version desc`;
const PAPERS_OF_ITEM = `${PAPERS} and n = $2 order by version desc`;

/** The only way to working papers and conclusions. Every version stays. */
@Injectable()
export class PaperStore {
  constructor(private readonly database: Database) {}

  /** False when that version, or a later one, is there already. */
  async add(sample: Id<'sample'>, paper: Paper): Promise<boolean> {
    const rows = await this.database.write(
      `insert into working_paper (sample_id, n, version, verdicts, facts, note, audited_minor, signed_by, signed_at)
       select $1::text, $2::int, $3::int, $4::jsonb, $5::jsonb, $6::text, $7::bigint, $8::text, $9::timestamptz
       where $3::int = 1 + coalesce((select max(version) from working_paper where sample_id = $1 and n = $2), 0)
       on conflict do nothing returning version`,
      [
        sample,
        paper.n,
        paper.version,
        JSON.stringify(paper.verdicts),
        JSON.stringify(paper.facts),
        paper.note,
        String(paper.audited),
        paper.signedBy,
        paper.signedAt,
      ],
    );
    return rows.length === 1;
  }

  /** Every version of every paper, by item, the newest version first. */
  async all(sample: Id<'sample'>): Promise<Paper[]> {
    return toPapers(await this.database.query<PaperRow>(PAPERS_IN_ORDER, [sample]));
  }

  /** Every version of one paper, newest first. */
  async ofItem(sample: Id<'sample'>, n: number): Promise<Paper[]> {
    return toPapers(await this.database.query<PaperRow>(PAPERS_OF_ITEM, [sample, n]));
  }

  /** False when that version, or a later one, is there already. */
  async addConclusion(sample: Id<'sample'>, conclusion: Conclusion): Promise<boolean> {
    const { version, outcome, note, known, projected, upperLimit } = conclusion;
    const rows = await this.database.write(
      `insert into sample_conclusion (sample_id, version, outcome, note, known_minor, projected_minor,
         upper_limit_minor, signed_by, signed_at)
       select $1::text, $2::int, $3::text, $4::text, $5::bigint, $6::bigint, $7::bigint, $8::text, $9::timestamptz
       where $2::int = 1 + coalesce((select max(version) from sample_conclusion where sample_id = $1), 0)
       on conflict do nothing returning version`,
      [
        sample,
        version,
        outcome,
        note,
        String(known),
        String(projected),
        upperLimit === null ? null : String(upperLimit),
        conclusion.signedBy,
        conclusion.signedAt,
      ],
    );
    return rows.length === 1;
  }

  /** Every version, newest first. */
  async conclusions(sample: Id<'sample'>): Promise<Conclusion[]> {
    const rows = await this.database.query<ConclusionRow>(
      `select version, outcome, note, known_minor as known, projected_minor as projected,
         upper_limit_minor as "upperLimit", signed_by as "signedBy", signed_at as "signedAt"
       from sample_conclusion where sample_id = $1 order by version desc`,
      [sample],
    );
    return rows.map(({ known, projected, upperLimit, ...row }) => ({
      ...row,
      known: BigInt(known),
      projected: BigInt(projected),
      upperLimit: upperLimit === null ? null : BigInt(upperLimit),
    }));
  }
}

const toPapers = (rows: readonly PaperRow[]): Paper[] =>
  rows.map((row) => ({ ...row, audited: BigInt(row.audited) }));
