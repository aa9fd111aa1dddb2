import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { Database, UnitOfWork } from '../database/database.js';
import { Log } from '../logging/log.js';

/** How a run of a period ended for this caller; `someone_else` also when another process took the run over. */
export type RunOutcome = 'succeeded' | 'failed' | 'someone_else';

/** A run in hand: the attempt tells it from an earlier one whose lease ran out. */
interface Claim {
  readonly job: string;
  readonly period: string;
  readonly attempt: number;
}

const LEASE_MINUTES = 15;
const MOST_ATTEMPTS = 5;

/** One row as operators see it. */
export interface JobRun {
  readonly job: string;
  readonly period: string;
  readonly state: string;
  readonly attempts: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly errorCode: string | null;
}

/**
 * The job engine: every scheduled run is one row, unique per job and period. Whoever inserts the row runs
 * it; a run that failed or whose process died is taken up again by the next tick, at most five times. A run
 * that slept through its lease says nothing more: the row is its successor's.
 */
@Injectable()
export class JobRuns {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly log: Log,
  ) {}

  /** Runs `work` for this period unless it ran, runs, or has failed for good. Never throws: failures are rows. */
  async once(job: string, period: string, work: () => Promise<unknown>): Promise<RunOutcome> {
    const attempt = await this.claim(job, period);
    if (attempt === null) return 'someone_else';
    try {
      await work();
      return await this.finish({ job, period, attempt }, 'succeeded', null);
    } catch (error) {
      this.log.error('job failed', error, { at: `job ${job}`, attempt });
      const code = error instanceof DomainError ? error.code : 'UNEXPECTED';
      return this.finish({ job, period, attempt }, 'failed', code);
    }
  }

  /** The latest runs, newest first. */
  async latest(limit: number): Promise<JobRun[]> {
    return this.database.query<JobRun>(
      `select job, period, state, attempts, started_at as "startedAt", finished_at as "finishedAt",
              error_code as "errorCode"
       from job_run order by started_at desc limit $1`,
      [limit],
    );
  }

  /** Drops rows of runs that ended more than `keepDays` ago. */
  async forget(keepDays: number): Promise<void> {
    await this.unitOfWork.run(() =>
      this.database.write(
        `delete from job_run where finished_at < clock_timestamp() - make_interval(days => $1)`,
        [keepDays],
      ),
    );
  }

  private async claim(job: string, period: string): Promise<number | null> {
    const rows = await this.unitOfWork.run(() =>
      this.database.write<{ attempts: number }>(
        `insert into job_run as run (job, period, state, lease_until)
         values ($1, $2, 'running', clock_timestamp() + make_interval(mins => $3))
         on conflict (job, period) do update
           set state = 'running', attempts = run.attempts + 1, started_at = clock_timestamp(),
               finished_at = null, lease_until = excluded.lease_until
           where run.attempts < $4
             and (run.state = 'failed' or (run.state = 'running' and run.lease_until < clock_timestamp()))
         returning attempts`,
        [job, period, LEASE_MINUTES, MOST_ATTEMPTS],
      ),
    );
    return rows[0]?.attempts ?? null;
  }

  /** Writes how the run ended, unless a later attempt holds the row: the attempt is the fence. */
  private async finish(
    { job, period, attempt }: Claim,
    state: 'succeeded' | 'failed',
    errorCode: string | null,
  ): Promise<RunOutcome> {
    const rows = await this.unitOfWork.run(() =>
      this.database.write(
        `update job_run set state = $4, error_code = $5, finished_at = clock_timestamp()
         where job = $1 and period = $2 and attempts = $3 and state = 'running'
         returning attempts`,
        [job, period, attempt, state, errorCode],
      ),
    );
    return rows.length === 1 ? state : 'someone_else';
  }
}
