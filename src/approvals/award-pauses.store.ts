import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';
import type { AwardPause, Caught } from './award-pause.js';

/** The only way to the table of pauses. */
@Injectable()
export class AwardPausesStore {
  constructor(private readonly database: Database) {}

  /** False when this side has one already. */
  async add({ id, awardId, side, reason, beganBy, beganAt }: AwardPause): Promise<boolean> {
    const rows = await this.database.write(
      `insert into award_pause (id, award_id, side, reason, began_by, began_at)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id`,
      [id, awardId, side, reason, beganBy, beganAt],
    );
    return rows.length === 1;
  }

  /** Those that have not ended, the oldest first. */
  async open(awardId: Id<'award'>): Promise<AwardPause[]> {
    return this.database.query<AwardPause>(
      `select id, award_id as "awardId", side, reason, began_by as "beganBy", began_at as "beganAt"
       from award_pause where award_id = $1 and ended_at is null order by began_at, id`,
      [awardId],
    );
  }

  async end(
    id: Id<'awardPause'>,
    how: { readonly at: Date; readonly by: Id<'person'> | null; readonly caught: Caught },
  ): Promise<void> {
    await this.database.write(
      `update award_pause set ended_at = $2, ended_by = $3, catching = $4 where id = $1 and ended_at is null`,
      [id, how.at, how.by, how.caught],
    );
  }
}
