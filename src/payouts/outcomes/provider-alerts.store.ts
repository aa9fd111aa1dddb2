import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';
import type { AlertKind, ProviderAlert } from './provider-alert.js';

/** An alert with how often and when it came. */
export interface AlertRow extends ProviderAlert {
  readonly seq: string;
  readonly kind: AlertKind;
  readonly times: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly closedBy: Id<'person'> | null;
  readonly closedAt: Date | null;
}

/** The only way to the table of providers' words we do not know. */
@Injectable()
export class ProviderAlertsStore {
  constructor(private readonly database: Database) {}

  /** Adds to the open alert, or opens one: then true. A statement of its own, so that no payment waits for another one's alert. */
  async add({ rail, kind, value, subject }: ProviderAlert, times: number): Promise<boolean> {
    const [row] = await this.database.writeAlone<{ isNew: boolean }>(
      `insert into provider_alert (rail, kind, value, subject, times) values ($1, $2, $3, $4, $5)
       on conflict (rail, kind, value) where closed_at is null
       do update set times = provider_alert.times + excluded.times, subject = excluded.subject,
         last_at = clock_timestamp()
       returning times = $5 as "isNew"`,
      [rail, kind, value, subject, times],
    );
    return row?.isNew === true;
  }

  /** Opens an alert unless there ever was one of the same word, seen or not. A statement of its own. */
  async addOnce({ rail, kind, value, subject }: ProviderAlert): Promise<void> {
    await this.database.writeAlone(
      `insert into provider_alert (rail, kind, value, subject, times)
       select $1, $2, $3, $4, 1
       where not exists (select 1 from provider_alert where rail = $1 and kind = $2 and value = $3)
       on conflict (rail, kind, value) where closed_at is null do nothing`,
      [rail, kind, value, subject],
    );
  }

  /** Those that wait for somebody, or those that were seen; the latest first. */
  async list(isOpen: boolean, limit: number): Promise<AlertRow[]> {
    return this.database.query<AlertRow>(
      `select seq, rail, kind, value, subject, times, first_at as "firstAt", last_at as "lastAt",
         closed_by as "closedBy", closed_at as "closedAt"
       from provider_alert where (closed_at is null) = $1
       order by coalesce(closed_at, last_at) desc, seq desc limit $2`,
      [isOpen, limit],
    );
  }

  /** False when it is not open. */
  async close(seq: string, by: Id<'person'>): Promise<boolean> {
    const rows = await this.database.write(
      `update provider_alert set closed_by = $2, closed_at = clock_timestamp()
       where seq = $1 and closed_at is null returning seq`,
      [seq, by],
    );
    return rows.length === 1;
  }
}
