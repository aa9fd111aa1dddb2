import { Injectable } from '@nestjs/common';
import { Database, UnitOfWork } from '#platform';
import { LeafSources } from '../leaves/leaf-sources.js';

/** A leaf and the body its row has now; null when the row is gone. */
export interface LeafAndBody {
  readonly idx: number;
  readonly source: string;
  readonly seq: string;
  readonly hash: Buffer;
  readonly body: string | null;
}

/** A row that is not in the log, `since` its own time. */
export interface Unsealed {
  readonly source: string;
  readonly seq: string;
  readonly since: string;
}

/** What the check of the log reads. */
@Injectable()
export class LogCheckStore {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly sources: LeafSources,
  ) {}

  /** Leaves from `from` on, below `below`, in order. */
  async leaves(from: number, below: number, limit: number): Promise<LeafAndBody[]> {
    const bodies = this.sources.all.map(
      ({ source, view }) =>
        `when '${source}' then (select v.body from ${view} v where v.seq = l.seq)`,
    );
    const sql = `select l.idx, l.source, l.seq, l.hash, case l.source ${bodies.join(' ')} end as body
      from leaf l where l.idx >= $1 and l.idx < $2 order by l.idx limit $3`;
    const rows = await this.database.query<Omit<LeafAndBody, 'idx'> & { idx: string }>(sql, [
      from,
      below,
      limit,
    ]);
    return rows.map((row) => ({ ...row, idx: Number(row.idx) }));
  }

  /** Rows older than this many minutes that are in no leaf, at most `limit` of each kind. */
  async unsealed(minutes: number, limit: number): Promise<Unsealed[]> {
    const parts = this.sources.all.map(
      ({ source, view }) =>
        `(select '${source}' as source, w.seq, w.since from (
            select v.seq, coalesce(v.body::json ->> 'posted', v.body::json ->> 'at') as since from ${view} v
            where not exists (select from leaf l where l.source = '${source}' and l.seq = v.seq)) w
          where w.since::timestamptz < clock_timestamp() - make_interval(mins => $1) order by w.seq limit $2)`,
    );
    return this.unitOfWork.run(async () => {
      // The whole of both tables: as long as it takes.
      await this.database.write('set local statement_timeout = 0');
      return this.database.query<Unsealed>(parts.join(' union all '), [minutes, limit]);
    });
  }

  /** How many leaves lie beyond the latest checkpoint. */
  async beyond(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `select count(*)::integer as count from leaf
       where idx >= (select coalesce(max(size), 0) from checkpoint)`,
    );
    return row?.count ?? 0;
  }
}
