import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';

/** A batch that stands still: nothing of it is sent that was not at the provider already. */
export interface BatchPause {
  readonly batchId: Id<'batch'>;
  readonly reason: string;
  readonly pausedBy: Id<'person'>;
  readonly pausedAt: Date;
}

/** Pauses of batches, and the mark on their payouts that the sender looks at. */
@Injectable()
export class BatchPausesStore {
  constructor(private readonly database: Database) {}

  /** The pause that stands, or null. */
  async standing(batchId: Id<'batch'>): Promise<BatchPause | null> {
    const rows = await this.database.query<BatchPause>(
      `select batch_id as "batchId", reason, paused_by as "pausedBy", paused_at as "pausedAt"
       from batch_pause where batch_id = $1 and resumed_at is null`,
      [batchId],
    );
    return rows[0] ?? null;
  }

  async add({ batchId, reason, pausedBy, pausedAt }: BatchPause): Promise<void> {
    await this.database.write(
      `insert into batch_pause (batch_id, reason, paused_by, paused_at) values ($1, $2, $3, $4)`,
      [batchId, reason, pausedBy, pausedAt],
    );
    await this.mark(batchId, true);
  }

  async end(batchId: Id<'batch'>, by: Id<'person'>, at: Date): Promise<void> {
    await this.database.write(
      `update batch_pause set resumed_by = $2, resumed_at = $3
       where batch_id = $1 and resumed_at is null`,
      [batchId, by, at],
    );
    await this.mark(batchId, false);
  }

  /** Waits for sends that are being marked now; who comes later finds the row changed. */
  private async mark(batchId: Id<'batch'>, isPaused: boolean): Promise<void> {
    await this.database.write(
      `update payout set is_paused = $2 where id in (
         select id from payout where batch_id = $1 order by id for update)`,
      [batchId, isPaused],
    );
  }
}
