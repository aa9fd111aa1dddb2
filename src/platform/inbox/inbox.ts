import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, UnitOfWork } from '../database/database.js';
import { Queue } from '../queue/queue.js';

/** A verified notice from a provider. Only what it points to is kept; the body is not. */
export interface Notice {
  readonly provider: string;
  readonly eventId: string;
  readonly type: string;
  readonly relatedObject: string | null;
}

/** The task every new notice queues: `{provider, eventId}`. */
export const NOTICE_TASK = 'notice';

/**
 * Notices are written once, before anybody acts on them, and answered at once: the same event twice is one
 * row. What it means is asked of the provider later, by whoever handles the task.
 */
@Injectable()
export class Inbox {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly queue: Queue,
  ) {}

  /** Stores the notice and queues its handling; true when it is new. */
  async receive(notice: Notice, body: Uint8Array): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      const rows = await this.database.write(
        `insert into inbox (provider, event_id, event_type, related_object, body_digest)
         values ($1, $2, $3, $4, $5) on conflict do nothing returning event_id`,
        [
          notice.provider,
          notice.eventId,
          notice.type,
          notice.relatedObject,
          createHash('sha256').update(body).digest(),
        ],
      );
      if (rows.length === 0) return false;
      await this.queue.add(NOTICE_TASK, { provider: notice.provider, eventId: notice.eventId });
      return true;
    });
  }

  /** The notice if it is still to be handled, locked until the unit of work ends; null otherwise. */
  async findUnhandled(provider: string, eventId: string): Promise<Notice | null> {
    const rows = await this.database.query<Notice>(
      `select provider, event_id as "eventId", event_type as type, related_object as "relatedObject"
       from inbox where provider = $1 and event_id = $2 and handled_at is null`,
      [provider, eventId],
    );
    return rows[0] ?? null;
  }

  /** Marks the notice as handled. */
  async markHandled(provider: string, eventId: string): Promise<void> {
    await this.database.write(
      `update inbox set handled_at = clock_timestamp() where provider = $1 and event_id = $2`,
      [provider, eventId],
    );
  }
}
