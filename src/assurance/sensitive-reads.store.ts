import { Injectable } from '@nestjs/common';
import { Database } from '#platform';

/** One reading of something sensitive, with the roles the reader held then. */
export interface SensitiveRead {
  readonly seq: string;
  readonly at: Date;
  readonly act: string;
  readonly actor: string;
  readonly roles: readonly string[];
  readonly subject: string;
  readonly purpose: string;
}

/** Which readings; everything optional narrows. Days are UTC, both included. */
export interface ReadFilter {
  readonly actor?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
  readonly before?: string;
}

/** How often somebody read, in a month (`2026-01`) or on a day (`2026-01-31`). */
export interface ReadCount {
  readonly actor: string;
  readonly time: string;
  readonly reads: number;
  readonly subjects: number;
}

/** Reads the log's `access` events. */
@Injectable()
export class SensitiveReads {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(filter: ReadFilter, limit: number): Promise<SensitiveRead[]> {
    return this.database.query<SensitiveRead>(
      `select e.seq, e.at, e.act, e.actor, e.subject, e.purpose, array(
         select distinct g.role from role_grant g
         where g.person_id = e.actor and g.granted_at <= e.at and (g.revoked_at is null or g.revoked_at > e.at) order by 1
       ) as roles
       from audit_event e
       where e.kind = 'access' and ($1::text is null or e.actor = $1) and ($2::text is null or e.subject = $2)
         and ($3::date is null or e.at >= $3::date at time zone 'UTC')
         and ($4::date is null or e.at < ($4::date + 1) at time zone 'UTC') and ($5::bigint is null or e.seq < $5)
       order by e.seq desc limit $6`,
      [
        filter.actor ?? null,
        filter.subject ?? null,
        filter.from ?? null,
        filter.to ?? null,
        filter.before ?? null,
        limit,
      ],
    );
  }

  /** By month, the newest first, a hundred lines at most. */
  async byMonth(): Promise<ReadCount[]> {
    return this.database.query<ReadCount>(
      `select actor, to_char(at at time zone 'UTC', 'YYYY-MM') as time, count(*)::int as reads,
         count(distinct subject)::int as subjects
       from audit_event where kind = 'access' group by 1, 2 order by 2 desc, 3 desc, 1 limit 100`,
    );
  }

  /** Days on which one person read more than `most` times, the newest first, a hundred at most. */
  async manyOnOneDay(most: number): Promise<ReadCount[]> {
    return this.database.query<ReadCount>(
      `select actor, to_char(at at time zone 'UTC', 'YYYY-MM-DD') as time, count(*)::int as reads,
         count(distinct subject)::int as subjects
       from audit_event where kind = 'access' group by 1, 2 having count(*) > $1
       order by 2 desc, 3 desc, 1 limit 100`,
      [most],
    );
  }
}
