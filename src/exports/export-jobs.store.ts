import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { Id } from '#kernel';
import { Database } from '#platform';
import { ExportJobEntity } from './export-job.entity.js';
import type { ExportJob } from './export-job.js';
import type { ExportState } from './export-job.states.js';
import { exportUnknown } from './exports.errors.js';

/** A job in hand: the attempt tells it from an earlier one whose lease ran out. */
export interface Claim {
  readonly id: Id<'export'>;
  readonly attempt: number;
}

/** The only way to the table of exports. */
@Injectable()
export class ExportJobsStore {
  constructor(private readonly database: Database) {}

  async add(job: ExportJob): Promise<void> {
    const { format, from, to, fund, actor } = job.order;
    await this.database.write(
      `insert into export_job (id, format, from_on, to_on, fund, asked_by, asked_at, state)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [job.id, format, from, to, fund, actor, job.askedAt, job.state],
    );
  }

  /** Throws `EXPORT_UNKNOWN` (not_found). */
  async get(id: Id<'export'>): Promise<ExportJob> {
    const row = await this.rows.findOneBy({ id });
    if (!row) throw exportUnknown();
    return jobOf(row);
  }

  /** Newest first. */
  async latest(limit: number): Promise<ExportJob[]> {
    const rows = await this.rows.find({ order: { askedAt: 'desc', id: 'desc' }, take: limit });
    return rows.map(jobOf);
  }

  /** How many of somebody's exports are not made yet. Two who ask at once take turns. */
  async waitingOf(actor: string): Promise<number> {
    await this.database.write(
      `select pg_advisory_xact_lock(hashtext('exports asked by'), hashtext($1))`,
      [actor],
    );
    const [row] = await this.database.query<{ count: string }>(
      `select count(*) from export_job where asked_by = $1 and state in ('asked', 'running')`,
      [actor],
    );
    return Number(row?.count ?? 0);
  }

  /**
   * Takes an asked job in hand, when no other is in any process's hand: a worker is always left for what cannot
   * wait. Null when it is not asked any more or must wait.
   */
  async claim(id: Id<'export'>): Promise<Claim | null> {
    await this.database.write(`select pg_advisory_xact_lock(hashtext('one export at a time'))`);
    const [row] = await this.database.write<{ attempts: number }>(
      `update export_job set state = 'running', attempts = attempts + 1, rows_done = 0, rows_total = 0,
         lease_until = clock_timestamp() + interval '1 minute'
       where id = $1 and state = 'asked'
         and not exists (select from export_job where state = 'running')
       returning attempts`,
      [id],
    );
    return row === undefined ? null : { id, attempt: row.attempts };
  }

  /** Says how far it is, which also says that it is alive. */
  async tell({ id, attempt }: Claim, done: number, total: number): Promise<void> {
    await this.database.write(
      `update export_job set rows_done = $3, rows_total = $4, lease_until = clock_timestamp() + interval '1 minute'
       where id = $1 and attempts = $2 and state = 'running'`,
      [id, attempt, done, total],
    );
  }

  /** Writes how it ended; false when it is somebody else's by now. */
  async finish(
    { id, attempt }: Claim,
    end: Pick<ExportJob, 'state' | 'bytes' | 'sha256' | 'expiresAt' | 'errorCode'>,
  ): Promise<boolean> {
    const rows = await this.database.write(
      `update export_job set state = $3, bytes = $4, sha256 = $5, expires_at = $6, error_code = $7, lease_until = null,
         rows_done = greatest(rows_done, rows_total)
       where id = $1 and attempts = $2 and state = 'running' returning id`,
      [
        id,
        attempt,
        end.state,
        end.bytes?.toString() ?? null,
        end.sha256,
        end.expiresAt,
        end.errorCode,
      ],
    );
    return rows.length > 0;
  }

  /** Jobs whose process died, taken out of its hand. */
  async interrupted(): Promise<ExportJob[]> {
    const rows = await this.database.query<{ id: string }>(
      `select id from export_job where state = 'running' and lease_until < clock_timestamp() for update skip locked`,
    );
    return Promise.all(rows.map(({ id }) => this.get(id as Id<'export'>)));
  }

  async longestWaiting(): Promise<Id<'export'> | null> {
    const [row] = await this.database.query<{ id: Id<'export'> }>(
      `select id from export_job where state = 'asked' order by asked_at, id limit 1`,
    );
    return row?.id ?? null;
  }

  /** Out of whoever's hand it was. */
  async moveTo(
    id: Id<'export'>,
    state: ExportState,
    errorCode: string | null = null,
  ): Promise<void> {
    await this.database.write(
      `update export_job set state = $2, error_code = $3, lease_until = null where id = $1`,
      [id, state, errorCode],
    );
  }

  /** Ready ones whose time is over. */
  async overdue(now: Date): Promise<ExportJob[]> {
    const rows = await this.rows.findBy({ state: 'ready', expiresAt: LessThan(now) });
    return rows.map(jobOf);
  }

  private get rows() {
    return this.database.reader.getRepository(ExportJobEntity);
  }
}

function jobOf(row: ExportJobEntity): ExportJob {
  return {
    // The columns carry CHECKs with exactly these shapes.
    id: row.id as Id<'export'>,
    state: row.state as ExportState,
    order: {
      format: row.format,
      from: row.fromOn,
      to: row.toOn,
      fund: row.fund,
      actor: row.askedBy,
    },
    askedAt: row.askedAt,
    attempts: row.attempts,
    done: row.rowsDone,
    total: row.rowsTotal,
    bytes: row.bytes,
    sha256: row.sha256,
    expiresAt: row.expiresAt,
    errorCode: row.errorCode,
  };
}
