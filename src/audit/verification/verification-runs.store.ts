import { Injectable } from '@nestjs/common';
import { Database } from '#platform';

/** How a verification ended: nothing wrong, something wrong, or it could not tell. */
export type VerificationOutcome = 'ok' | 'tampered' | 'failed';

/** One verification of everything. */
export interface VerificationRun {
  readonly id: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  /** Null while it waits for a process with --jobs. */
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Null until it has started. */
  readonly leavesTotal: number | null;
  readonly leavesChecked: number;
  readonly promisesChecked: number;
  /** A sentence each: what is wrong and where. */
  readonly findings: readonly string[];
  readonly outcome: VerificationOutcome | null;
}

/** What a run has found out so far. */
export interface VerificationProgress {
  readonly leavesTotal: number;
  readonly leavesChecked: number;
  readonly promisesChecked: number;
}

type Row = Omit<VerificationRun, 'leavesTotal' | 'leavesChecked'> & {
  leavesTotal: string | null;
  leavesChecked: string;
};

const RUN = `select id, asked_by as "askedBy", asked_at as "askedAt", started_at as "startedAt",
  finished_at as "finishedAt", leaves_total as "leavesTotal", leaves_checked as "leavesChecked",
  promises_checked as "promisesChecked", findings, outcome from verification_run`;

/** The table of verifications. */
@Injectable()
export class VerificationRunStore {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async latest(limit: number): Promise<VerificationRun[]> {
    return this.list(`${RUN} order by id desc limit $1`, [limit]);
  }

  async find(id: string): Promise<VerificationRun | null> {
    return (await this.list(`${RUN} where id = $1`, [id]))[0] ?? null;
  }

  async unfinished(): Promise<VerificationRun | null> {
    return (await this.list(`${RUN} where finished_at is null`, []))[0] ?? null;
  }

  /** Null when another one is not finished. */
  async add(by: string): Promise<string | null> {
    const rows = await this.database.write<{ id: string }>(
      `insert into verification_run (asked_by) values ($1)
       on conflict ((true)) where finished_at is null do nothing returning id`,
      [by],
    );
    return rows[0]?.id ?? null;
  }

  /** False when it is finished already. */
  async start(id: string): Promise<boolean> {
    const rows = await this.database.write(
      `update verification_run set started_at = clock_timestamp()
       where id = $1 and finished_at is null returning id`,
      [id],
    );
    return rows.length === 1;
  }

  async progress(id: string, progress: VerificationProgress): Promise<void> {
    await this.database.write(
      `update verification_run set leaves_total = $2, leaves_checked = $3, promises_checked = $4
       where id = $1 and finished_at is null`,
      [id, progress.leavesTotal, progress.leavesChecked, progress.promisesChecked],
    );
  }

  async finish(
    id: string,
    outcome: VerificationOutcome,
    findings: readonly string[],
  ): Promise<void> {
    await this.database.write(
      `update verification_run set finished_at = clock_timestamp(), outcome = $2, findings = $3::jsonb
       where id = $1 and finished_at is null`,
      [id, outcome, JSON.stringify(findings)],
    );
  }

  /** Ends runs that nobody works on any more: asked for so many minutes ago and not finished. */
  async giveUp(minutes: number): Promise<void> {
    await this.database.write(
      `update verification_run set finished_at = clock_timestamp(), outcome = 'failed',
         findings = '["The run was cut off before its end."]'
       where finished_at is null and asked_at < clock_timestamp() - make_interval(mins => $1)`,
      [minutes],
    );
  }

  private async list(sql: string, parameters: readonly unknown[]): Promise<VerificationRun[]> {
    const rows = await this.database.query<Row>(sql, parameters);
    return rows.map((row) => ({
      ...row,
      leavesTotal: row.leavesTotal === null ? null : Number(row.leavesTotal),
      leavesChecked: Number(row.leavesChecked),
    }));
  }
}
