import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { Database } from '#platform';
import type { AuditEvent, AuditKind } from './audit-event.js';

/** A line as it is read back. */
export interface RecordedEvent extends AuditEvent {
  readonly seq: string;
  readonly at: Date;
}

/** Which lines to show; everything optional narrows. */
export interface AuditFilter {
  readonly kind?: AuditKind;
  readonly actor?: string;
  readonly subject?: string;
  /** Lines before this one, newest first. */
  readonly beforeSeq?: string;
  readonly limit: number;
}

interface Row {
  seq: string;
  at: Date;
  kind: AuditKind;
  act: string;
  actor: string;
  subject: string;
  purpose: string | null;
  details: Record<string, string | number | boolean | null>;
}

/** The only way to the table of audit events. */
@Injectable()
export class AuditStore {
  constructor(private readonly database: Database) {}

  async append(event: AuditEvent): Promise<string> {
    const [row] = await this.database.write<{ seq: string }>(
      `insert into audit_event (kind, act, actor, subject, purpose, details)
       values ($1, $2, $3, $4, $5, $6) returning seq`,
      [
        event.kind,
        event.act,
        event.actor,
        event.subject,
        event.purpose ?? null,
        JSON.stringify(event.details ?? {}),
      ],
    );
    invariant(row !== undefined, 'A line that was written has a number.');
    return row.seq;
  }

  /** Numbered in their order. */
  async appendAll(events: readonly AuditEvent[]): Promise<void> {
    await this.database.write(
      `insert into audit_event (kind, act, actor, subject, purpose, details)
       select kind, act, actor, subject, purpose, details
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[])
         with ordinality as line (kind, act, actor, subject, purpose, details, n)
       order by n`,
      [
        events.map(({ kind }) => kind),
        events.map(({ act }) => act),
        events.map(({ actor }) => actor),
        events.map(({ subject }) => subject),
        events.map(({ purpose }) => purpose ?? null),
        events.map(({ details }) => JSON.stringify(details ?? {})),
      ],
    );
  }

  /** Newest first. */
  async list(filter: AuditFilter): Promise<RecordedEvent[]> {
    const rows = await this.database.query<Row>(
      `select seq, at, kind, act, actor, subject, purpose, details from audit_event
       where ($1::text is null or kind = $1) and ($2::text is null or actor = $2)
         and ($3::text is null or subject = $3) and ($4::bigint is null or seq < $4)
       order by seq desc limit $5`,
      [
        filter.kind ?? null,
        filter.actor ?? null,
        filter.subject ?? null,
        filter.beforeSeq ?? null,
        filter.limit,
      ],
    );
    return rows.map(({ purpose, ...row }) => (purpose === null ? row : { ...row, purpose }));
  }
}
