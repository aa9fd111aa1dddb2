import { Injectable } from '@nestjs/common';
import { Money, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import { BatchEntity } from './batch.entity.js';
import type { Batch, BatchRelease } from './batch.js';
import type { Standing } from '../methods/standing.js';
import { payoutGraph, type PayoutState } from '../payout.states.js';
import { batchUnknown } from '../payouts.errors.js';

/** One payout on the list of what could be paid. No name, no account: what finance needs to decide. */
export interface ReadyItem {
  readonly id: Id<'payout'>;
  readonly applicationId: Id<'application'>;
  readonly applicantId: Id<'applicant'>;
  readonly rail: string;
  readonly amount: Money;
  readonly fund: string;
  readonly since: Date;
  /** Changed from an earlier account; the first one is new. */
  readonly methodVersion: number;
  readonly isReissue: boolean;
  /** Money may go to the method from then on. */
  readonly usableFrom: Date;
  /** What the provider says of the person; only somebody who is `ready` can be paid. */
  readonly standing: Standing;
  readonly isOnHold: boolean;
  /** The same account is in use for other people too. */
  readonly isShared: boolean;
  /** Nothing was ever paid to the account. */
  readonly isFirst: boolean;
  /** There are more like it, of its rail and payable or not as it is, than the list holds. */
  readonly hasMore: boolean;
}

interface ReadyRow {
  id: Id<'payout'>;
  applicationId: Id<'application'>;
  applicantId: Id<'applicant'>;
  rail: string;
  minor: string;
  currency: Currency;
  fund: string;
  since: Date;
  methodVersion: number;
  isReissue: boolean;
  usableFrom: Date;
  standing: Standing;
  isOnHold: boolean;
  isShared: boolean;
  isFirst: boolean;
  hasMore: boolean;
}

/** The only way to the table of batches, and the list that batches are made of. */
@Injectable()
export class BatchesStore {
  constructor(private readonly database: Database) {}

  async add(batch: Batch): Promise<void> {
    await this.database.writer.getRepository(BatchEntity).insert(rowFrom(batch));
  }

  async save(batch: Batch): Promise<void> {
    const { id, state, itemCount, totalMinor, digest, releasedBy, releasedAt } = rowFrom(batch);
    const change = { state, itemCount, totalMinor, digest, releasedBy, releasedAt };
    await this.database.writer.getRepository(BatchEntity).update(id, change);
  }

  /** Throws `BATCH_UNKNOWN` (not_found). */
  async get(id: Id<'batch'>): Promise<Batch> {
    const row = await this.database.reader.getRepository(BatchEntity).findOneBy({ id });
    if (!row) throw batchUnknown();
    return batchFrom(row);
  }

  /** Locked until the unit of work ends. Throws `BATCH_UNKNOWN` (not_found). */
  async getLocked(id: Id<'batch'>): Promise<Batch> {
    const row = await this.database.writer
      .getRepository(BatchEntity)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw batchUnknown();
    return batchFrom(row);
  }

  /** One person's part in its release. The database refuses the preparer, another digest and a second time. */
  async addRelease(batch: Batch, { personId, givenAt }: BatchRelease): Promise<void> {
    await this.database.write(
      `insert into batch_release (batch_id, person_id, digest, given_at) values ($1, $2, $3, $4)`,
      [batch.id, personId, batch.digest === null ? null : Buffer.from(batch.digest), givenAt],
    );
  }

  /** In order. */
  async releases(id: Id<'batch'>): Promise<BatchRelease[]> {
    return this.database.query<BatchRelease>(
      `select person_id as "personId", given_at as "givenAt" from batch_release
       where batch_id = $1 order by given_at, person_id`,
      [id],
    );
  }

  /** The most that one person may release by the policy in force; null while there is none for the currency. */
  async releasedAlone(currency: Currency, at: Date): Promise<Money | null> {
    const [row] = await this.database.query<{ minor: string }>(
      `select second_above_minor as minor from release_policy
       where currency = $1 and in_force_from <= $2 order by number desc limit 1`,
      [currency, at],
    );
    return row ? Money.of(BigInt(row.minor), currency) : null;
  }

  /** Newest first. */
  async latest(limit: number): Promise<Batch[]> {
    const rows = await this.database.reader
      .getRepository(BatchEntity)
      .find({ order: { preparedAt: 'DESC' }, take: limit });
    return rows.map(batchFrom);
  }

  /** A live batch of exactly these items by this person: pressing the button twice made it already. */
  async findSame(preparedBy: Id<'person'>, digest: Uint8Array): Promise<Id<'batch'> | null> {
    const rows = await this.database.query<{ id: Id<'batch'> }>(
      `select id from payout_batch where prepared_by = $1 and digest = $2 and state <> 'cancelled'
       order by prepared_at desc limit 1`,
      [preparedBy, Buffer.from(digest)],
    );
    return rows[0]?.id ?? null;
  }

  /** How many payouts of a batch are in which state. */
  async progress(id: Id<'batch'>): Promise<ReadonlyMap<PayoutState, number>> {
    const rows = await this.database.query<{ state: PayoutState; count: number }>(
      `select state, count(*)::int as count from payout where batch_id = $1 group by state`,
      [id],
    );
    return new Map(rows.map(({ state, count }) => [state, count]));
  }

  /** The states its payouts are in: one look into an index for each state there is, however many payouts. */
  async statesIn(id: Id<'batch'>): Promise<PayoutState[]> {
    const rows = await this.database.query<{ state: PayoutState }>(
      `select state from unnest($2::text[]) as each (state)
       where exists (select 1 from payout p where p.batch_id = $1 and p.state = each.state)`,
      [id, payoutGraph.states],
    );
    return rows.map(({ state }) => state);
  }

  /** Batches that are not over: the sweep brings them to where their payouts are. */
  async unfinished(): Promise<Id<'batch'>[]> {
    const rows = await this.database.query<{ id: Id<'batch'> }>(
      `select id from payout_batch
       where state in ('released', 'processing', 'completed', 'completed_with_exceptions')`,
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Approved and in no batch, oldest first: at most `limit` of each rail that can be paid and as many that cannot, so
   * that what waits for something hides nothing that can be paid. Holds are another module's: the database refuses to
   * release under one, so this list only foresees it.
   */
  async ready(limit: number, now: Date): Promise<ReadyItem[]> {
    const rows = await this.database.query<ReadyRow>(
      `with listed as (
         select p.id, p.application_id, p.applicant_id, p.rail, p.amount_minor, p.currency, p.fund, p.created_at,
                p.method_id, p.method_version, p.reissue_of, m.usable_from, m.standing, m.fingerprint, h.is_on_hold
         from payout p join payout_method m on m.id = p.method_id and m.state in ('active', 'finishing')
         cross join lateral (
           select exists (select 1 from hold where application_id = p.application_id and cleared_at is null)
             as is_on_hold) h
         where p.state = 'approved' and p.batch_id is null),
       ranked as (
         select *, row_number() over (kind order by created_at, id) as place, count(*) over kind as among
         from listed
         window kind as (partition by rail, is_on_hold or standing <> 'ready' or usable_from > $2))
       select p.id, p.application_id as "applicationId", p.applicant_id as "applicantId", p.rail,
              p.amount_minor as minor, p.currency, p.fund, p.created_at as since,
              p.method_version as "methodVersion", p.reissue_of is not null as "isReissue",
              p.usable_from as "usableFrom", p.standing, p.is_on_hold as "isOnHold",
              exists (select 1 from payout_method other
                      where other.fingerprint = p.fingerprint and other.applicant_id <> p.applicant_id)
                as "isShared",
              not exists (select 1 from payout e where e.method_id = p.method_id and e.paid_at is not null)
                as "isFirst", p.among > $1 as "hasMore"
       from ranked p where p.place <= $1 order by p.created_at, p.id`,
      [limit, now],
    );
    return rows.map(({ minor, currency, ...rest }) => ({
      ...rest,
      amount: Money.of(BigInt(minor), currency),
    }));
  }

  /** Of these payouts, the ones whose method may not be paid to now. */
  async unusableMethods(batchId: Id<'batch'>, now: Date): Promise<number> {
    const rows = await this.database.query<{ count: number }>(
      `select count(*)::int as count from payout p join payout_method m on m.id = p.method_id
       where p.batch_id = $1
         and (m.state not in ('active', 'finishing') or m.version <> p.method_version or m.usable_from > $2)`,
      [batchId, now],
    );
    return rows[0]?.count ?? 0;
  }
}

function batchFrom(row: BatchEntity): Batch {
  const { totalMinor, ...rest } = row;
  return { ...rest, total: Money.of(totalMinor, row.currency) };
}

function rowFrom({ total, digest, ...rest }: Batch): BatchEntity {
  return Object.assign(new BatchEntity(), rest, {
    totalMinor: total.minor,
    digest: digest ? Buffer.from(digest) : null,
  });
}
