import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';
import type { SendingEpoch, ServerIdentity } from './epoch.js';
import { attemptKey } from './sending.js';

/** An epoch that is to begin. */
export interface NewEpoch extends ServerIdentity {
  readonly reason: string;
  readonly by: string;
  readonly sign: string | null;
  /** Null: up to the newest line of the audit record. */
  readonly knownUntil: Date | null;
}

/** What a look at all of it says: where we are, and which rails may send there. */
export interface EpochState {
  readonly server: ServerIdentity;
  readonly epoch: SendingEpoch | null;
  readonly reconciled: readonly string[];
  readonly now: Date;
}

/** An epoch as people look back on it, with what came of comparing each rail. */
export interface PastEpoch {
  readonly n: number;
  readonly reason: string;
  readonly beganAt: Date;
  /** A person, or `system`. */
  readonly beganBy: string;
  readonly knownUntil: Date;
  readonly rails: readonly {
    readonly rail: string;
    readonly at: Date;
    /** Payments that the provider listed, and how many of them these tables did not know. */
    readonly seen: number;
    readonly unknown: number;
  }[];
}

interface PastRow extends Omit<PastEpoch, 'rails'> {
  readonly rail: string | null;
  readonly at: Date;
  readonly seen: number;
  readonly unknown: number;
}

type Row = ServerIdentity & {
  now: Date;
  n: number | null;
  reason: string;
  beganAt: Date;
  knownUntil: Date;
  epochSystem: string;
  epochTimeline: number;
  reconciled: string[];
};

/** The only way to the tables of epochs. */
@Injectable()
export class EpochsStore {
  constructor(private readonly database: Database) {}

  /** The timeline is read from the name of the file being written: the control file tells it only after a checkpoint. */
  async state(): Promise<EpochState> {
    const [row] = await this.database.query<Row>(
      `select s.system_identifier::text as "systemIdentifier",
              ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::integer as timeline,
              clock_timestamp() as now, e.n, e.reason, e.began_at as "beganAt", e.known_until as "knownUntil",
              e.system_identifier as "epochSystem", e.timeline as "epochTimeline",
              array(select rail from sending_epoch_rail where epoch = e.n) as reconciled
       from pg_control_system() s left join sending_epoch e on e.n = current_epoch()`,
    );
    if (!row) throw new Error('The server says who it is.');
    const { systemIdentifier, timeline, now, n, reason, beganAt, knownUntil, reconciled } = row;
    const identity = { systemIdentifier: row.epochSystem, timeline: row.epochTimeline };
    return {
      server: { systemIdentifier, timeline },
      epoch: n === null ? null : { n, reason, beganAt, knownUntil, ...identity },
      reconciled,
      now,
    };
  }

  /** False when another process was first. */
  async begin({ reason, by, sign, knownUntil, ...server }: NewEpoch): Promise<boolean> {
    const rows = await this.database.write(
      `insert into sending_epoch (n, reason, began_by, known_until, system_identifier, timeline, sign)
       values (current_epoch() + 1, $1, $2,
         coalesce($3, (select max(at) from audit_event), clock_timestamp()), $4, $5, $6)
       on conflict do nothing returning n`,
      [reason, by, knownUntil, server.systemIdentifier, server.timeline, sign],
    );
    return rows.length === 1;
  }

  /** Newest first. */
  async past(limit: number): Promise<PastEpoch[]> {
    const rows = await this.database.query<PastRow>(
      `select e.n, e.reason, e.began_at as "beganAt", e.began_by as "beganBy", e.known_until as "knownUntil",
              r.rail, r.reconciled_at as at, r.seen, r.unknown
       from (select * from sending_epoch order by n desc limit $1) e
       left join sending_epoch_rail r on r.epoch = e.n
       order by e.n desc, r.rail`,
      [limit],
    );
    return [...Map.groupBy(rows, ({ n }) => n).values()].flatMap(([first, ...more]) => {
      if (!first) return [];
      const { n, reason, beganAt, beganBy, knownUntil } = first;
      const rails = [first, ...more].flatMap(({ rail, at, seen, unknown }) =>
        rail === null ? [] : { rail, at, seen, unknown },
      );
      return { n, reason, beganAt, beganBy, knownUntil, rails };
    });
  }

  async hasSign(sign: string): Promise<boolean> {
    const rows = await this.database.query(`select n from sending_epoch where sign = $1`, [sign]);
    return rows.length === 1;
  }

  /** From now on this rail may send in this epoch. */
  async markReconciled(
    epoch: number,
    rail: string,
    found: { seen: number; unknown: number },
  ): Promise<void> {
    await this.database.write(
      `insert into sending_epoch_rail (epoch, rail, seen, unknown) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [epoch, rail, found.seen, found.unknown],
    );
  }

  /**
   * Notes a payment on the payout's open attempt, or on a new one when it has none: whoever sends looks at it first.
   * Locks are the caller's.
   */
  async rememberPayment(
    payoutId: Id<'payout'>,
    providerRef: string,
    bodyDigest: Uint8Array,
  ): Promise<void> {
    const rows = await this.database.write(
      `update payout_attempt set state = 'unknown', provider_ref = $2,
         first_sent_at = coalesce(first_sent_at, clock_timestamp()),
         last_sent_at = coalesce(last_sent_at, clock_timestamp())
       where payout_id = $1 and state in ('created', 'sent', 'unknown') returning n`,
      [payoutId, providerRef],
    );
    if (rows.length === 1) return;
    const [last] = await this.database.query<{ n: number }>(
      `select coalesce(max(n), 0)::integer as n from payout_attempt where payout_id = $1`,
      [payoutId],
    );
    const n = (last?.n ?? 0) + 1;
    await this.database.write(
      `insert into payout_attempt (payout_id, n, key, body_digest, state, first_sent_at, last_sent_at, provider_ref)
       values ($1, $2, $3, $4, 'unknown', clock_timestamp(), clock_timestamp(), $5)`,
      [payoutId, n, attemptKey(payoutId, n), Buffer.from(bodyDigest), providerRef],
    );
  }
}
