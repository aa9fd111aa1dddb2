import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** A verified notice from a provider. Only what it points to is kept; the body is not. */
export interface Notice {
  readonly provider: string;
  readonly eventId: string;
  readonly type: string;
  readonly relatedObject: string | null;
  /** False for a type nobody here works with: it is kept and marked. */
  readonly isKnown?: boolean;
}

/** What waits to be worked off. */
export interface Backlog {
  readonly waiting: number;
  /** When the one that waits longest came; null when none waits. */
  readonly oldest: Date | null;
}

/** The task that works off what is waiting in the inbox: at most one waits at a time. */
export const NOTICES_TASK = 'notices';

/**
 * Notices are written once, before anybody acts on them, and answered at once: the same event twice is one
 * row. What they mean is asked of the provider later, by whoever takes them.
 */
@Injectable()
export class Inbox {
  constructor(private readonly database: Database) {}

  /**
   * Stores the notice and wakes whoever works them off, in one statement, because providers send thousands at once;
   * true when it is new. A worker that is just ending may overlook it: the next round of the timetable takes it then.
   */
  async receive(notice: Notice, body: Uint8Array): Promise<boolean> {
    const [row] = await this.database.writeAlone<{ isNew: boolean }>(
      'select keep_notice($1, $2, $3, $4, $5, $6, $7) as "isNew"',
      [
        notice.provider,
        notice.eventId,
        notice.type,
        notice.relatedObject,
        createHash('sha256').update(body).digest(),
        notice.isKnown ?? true,
        NOTICES_TASK,
      ],
    );
    return row?.isNew === true;
  }

  /**
   * Takes notices whose turn it is, the longest waiting first. Each is left alone for a minute, then for twice as
   * long each time it is taken again, up to half a day: a process that dies over one does not lose it.
   */
  async take(limit: number): Promise<Notice[]> {
    return this.database.write<Notice>(
      `update inbox set tries = tries + 1,
         next_try_at = clock_timestamp() + interval '1 minute' * least(720, power(2, tries))
       where (provider, event_id) in (
         select provider, event_id from inbox where handled_at is null and next_try_at <= clock_timestamp()
         order by next_try_at limit $1 for update skip locked)
       returning provider, event_id as "eventId", event_type as type, related_object as "relatedObject"`,
      [limit],
    );
  }

  async backlog(): Promise<Backlog> {
    const [row] = await this.database.query<Backlog>(
      `select count(*)::integer as waiting, min(received_at) as oldest from inbox where handled_at is null`,
    );
    return row ?? { waiting: 0, oldest: null };
  }

  /** Marks the notice as handled. */
  async markHandled(provider: string, eventId: string): Promise<void> {
    await this.database.write(
      `update inbox set handled_at = clock_timestamp() where provider = $1 and event_id = $2`,
      [provider, eventId],
    );
  }
}
