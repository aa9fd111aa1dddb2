import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Money, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import { PayoutEntity } from './payout.entity.js';
import type { Payout } from './payout.js';
import { UNPAID_ENDS } from './payout.states.js';
import { payoutUnknown } from './payouts.errors.js';

const UNSENT = `select id from payout p
  where applicant_id = $1 and state in ('awaiting_approval', 'approved', 'released')
    and not exists (
      select 1 from payout_attempt a where a.payout_id = p.id and a.first_sent_at is not null)
  order by id`;
const UNSENT_LOCKED = `${UNSENT} for update`;

/** Whose turn it is from now, by the database's clock: a sender's for so long, or nobody's for so long. */
export type Turn = { readonly takenForMs: number } | { readonly restsForMs: number };

/** The only way to the table of payouts, but for claims, which are the sender's. */
@Injectable()
export class PayoutsStore {
  constructor(private readonly database: Database) {}

  /** False when the instalment has a live payout already, or the earlier one a successor: one obligation, one payout. */
  async add(payout: Payout): Promise<boolean> {
    const row = rowFrom(payout);
    const added = await this.database.write(
      `insert into payout (id, instalment_id, award_id, application_id, applicant_id, ledger_ref, fund,
         amount_minor, currency, rail, method_id, method_version, state, approval_digest, reissue_of, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
       on conflict do nothing returning id`,
      [
        row.id,
        row.instalmentId,
        row.awardId,
        row.applicationId,
        row.applicantId,
        row.ledgerRef,
        row.fund,
        String(row.amountMinor),
        row.currency,
        row.rail,
        row.methodId,
        row.methodVersion,
        row.state,
        row.approvalDigest,
        row.reissueOf,
        row.createdAt,
      ],
    );
    return added.length === 1;
  }

  /** Throws `PAYOUT_UNKNOWN` (not_found). */
  async get(id: string): Promise<Payout> {
    const row = await this.database.reader.getRepository(PayoutEntity).findOneBy({ id: asId(id) });
    if (!row) throw payoutUnknown();
    return payoutFrom(row);
  }

  async exists(id: Id<'payout'>): Promise<boolean> {
    return this.database.reader.getRepository(PayoutEntity).existsBy({ id });
  }

  /** Locked until the unit of work ends. Throws `PAYOUT_UNKNOWN` (not_found). */
  async getLocked(id: string): Promise<Payout> {
    const row = await this.database.writer
      .getRepository(PayoutEntity)
      .findOne({ where: { id: asId(id) }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw payoutUnknown();
    return payoutFrom(row);
  }

  /** Those of these that there are, by their ids. */
  async byIds(ids: readonly Id<'payout'>[]): Promise<Map<Id<'payout'>, Payout>> {
    const rows = await this.database.reader
      .getRepository(PayoutEntity)
      .find({ where: { id: In([...ids]) } });
    return new Map(rows.map((row) => [row.id, payoutFrom(row)]));
  }

  async save(payout: Payout): Promise<void> {
    await this.saveAll([payout]);
  }

  /** Writes what may change; the terms never do. With a turn that takes them, the fence of each is raised. */
  async saveAll(payouts: readonly Payout[], turn?: Turn): Promise<void> {
    const takenForMs = turn && 'takenForMs' in turn ? turn.takenForMs : null;
    const restsForMs = turn && 'restsForMs' in turn ? turn.restsForMs : null;
    await this.database.write(
      `update payout set state = to_be.state, batch_id = to_be.batch_id, reason = to_be.reason,
         raw_reason = to_be.raw_reason, owner_id = to_be.owner_id, released_at = to_be.released_at,
         paid_at = to_be.paid_at, settled_at = to_be.settled_at, closed_at = to_be.closed_at,
         fence = fence + ($11::float8 is not null)::integer,
         lease_until = case when $11 is not null then clock_timestamp() + $11 * interval '1 ms'
           when $12::float8 is null then lease_until end,
         not_before = case when $12 is null then not_before else clock_timestamp() + $12 * interval '1 ms' end
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
         $8::timestamptz[], $9::timestamptz[], $10::timestamptz[]) as to_be (id, state, batch_id, reason, raw_reason,
         owner_id, released_at, paid_at, settled_at, closed_at)
       where payout.id = to_be.id`,
      [
        payouts.map(({ id }) => id),
        payouts.map(({ state }) => state),
        payouts.map(({ batchId }) => batchId),
        payouts.map(({ reason }) => reason),
        payouts.map(({ rawReason }) => rawReason),
        payouts.map(({ ownerId }) => ownerId),
        payouts.map(({ releasedAt }) => releasedAt),
        payouts.map(({ paidAt }) => paidAt),
        payouts.map(({ settledAt }) => settledAt),
        payouts.map(({ closedAt }) => closedAt),
        takenForMs,
        restsForMs,
      ],
    );
  }

  /** In order of their ids, locked: two batches that share a payout then meet in one order and never deadlock. */
  async inBatchLocked(batchId: Id<'batch'>): Promise<Payout[]> {
    const rows = await this.database.writer
      .getRepository(PayoutEntity)
      .find({ where: { batchId }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
    return rows.map(payoutFrom);
  }

  async inBatch(batchId: Id<'batch'>): Promise<Payout[]> {
    const rows = await this.database.reader
      .getRepository(PayoutEntity)
      .find({ where: { batchId }, order: { id: 'ASC' } });
    return rows.map(payoutFrom);
  }

  /** Her payouts that the provider cannot have heard of: released ones too while nothing was sent. */
  async unsentIds(applicantId: Id<'applicant'>): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(UNSENT, [applicantId]);
    return new Set(rows.map(({ id }) => id));
  }

  /** The same, locked. */
  async unsentLocked(applicantId: Id<'applicant'>): Promise<Payout[]> {
    const rows = await this.database.write<{ id: string }>(UNSENT_LOCKED, [applicantId]);
    const payouts: Payout[] = [];
    for (const { id } of rows) payouts.push(await this.getLocked(id));
    return payouts;
  }

  /** One at a time for an award: making payouts of it, and letting its payments stand still. Until the unit of work ends. */
  async lockPlanning(awardId: Id<'award'>): Promise<void> {
    await this.database.write(
      `select pg_advisory_xact_lock(hashtextextended('planning:' || $1, 0))`,
      [awardId],
    );
  }

  /**
   * Since when the provider checks it, as of its last answer, null when it does not; the first day stays known while it
   * goes on. True when it begins with this answer.
   */
  async followCheck(id: Id<'payout'>, since: Date | null): Promise<boolean> {
    const rows = await this.database.write<{ since: Date | null }>(
      `update payout set held_since = $2::timestamptz
       where id = $1 and (held_since is null) = ($2::timestamptz is not null)
       returning held_since as since`,
      [id, since],
    );
    return rows.some((row) => row.since !== null);
  }

  /** The provider's word for why it does not give the money of one back, or that it is not so; true when that is new. */
  async followWayBack(id: Id<'payout'>, refusal: string | null, at: Date): Promise<boolean> {
    const rows = await this.database.write<{ refusal: string | null }>(
      `update payout set way_back_refusal = $2::text,
         way_back_refused_at = case when $2::text is null then null else $3::timestamptz end
       where id = $1 and (way_back_refusal is null) = ($2::text is not null)
       returning way_back_refusal as refusal`,
      [id, refusal, at],
    );
    return rows.some((row) => row.refusal !== null);
  }

  /** Her payouts on their way that a provider checks, with the day since when. */
  async heldSince(applicantId: Id<'applicant'>): Promise<Map<string, Date>> {
    const rows = await this.database.query<{ id: string; since: Date }>(
      `select id, held_since as since from payout
       where applicant_id = $1 and held_since is not null and state = 'in_transit'`,
      [applicantId],
    );
    return new Map(rows.map(({ id, since }) => [id, since]));
  }

  /** Who put the batch of a payout together and who released it. */
  async peopleBehind(
    batchId: Id<'batch'>,
  ): Promise<{ preparedBy: Id<'person'>; releasedBy: Id<'person'> | null } | null> {
    const rows = await this.database.query<{
      preparedBy: Id<'person'>;
      releasedBy: Id<'person'> | null;
    }>(
      `select prepared_by as "preparedBy", released_by as "releasedBy" from payout_batch where id = $1`,
      [batchId],
    );
    return rows[0] ?? null;
  }

  /** Of these instalments, the ones with a live payout. */
  async withLivePayout(instalmentIds: readonly Id<'instalment'>[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      'select instalment_id as id from payout where instalment_id = any($1) and state <> all($2)',
      [instalmentIds, UNPAID_ENDS],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async forApplicant(applicantId: Id<'applicant'>): Promise<Payout[]> {
    const rows = await this.database.reader
      .getRepository(PayoutEntity)
      .find({ where: { applicantId }, order: { createdAt: 'ASC' } });
    return rows.map(payoutFrom);
  }

  /** The newest payout of an instalment: the only one that may be live or waiting for a successor. */
  async latestOf(instalmentId: Id<'instalment'>): Promise<Payout | null> {
    const rows = await this.database.query<{ id: string }>(
      `select p.id from payout p where p.instalment_id = $1
         and not exists (select 1 from payout later where later.reissue_of = p.id)`,
      [instalmentId],
    );
    const [row] = rows;
    return row ? this.get(row.id) : null;
  }

  async idByProviderRef(providerRef: string): Promise<Id<'payout'> | null> {
    const rows = await this.database.query<{ id: Id<'payout'> }>(
      `select payout_id as id from payout_attempt where provider_ref = $1`,
      [providerRef],
    );
    return rows[0]?.id ?? null;
  }

  /** What went back of a payout by card after the card had ended; nothing for every other. */
  async backFromCard(id: Id<'payout'>, currency: Currency): Promise<Money> {
    const [row] = await this.database.query<{ minor: string }>(
      `select returned_minor as minor from payout_card where payout_id = $1`,
      [id],
    );
    return Money.of(BigInt(row?.minor ?? 0), currency);
  }

  /** An unclear payout that nobody is looking up this moment is the next one to be looked up. */
  async lookUpNow(id: Id<'payout'>): Promise<void> {
    await this.database.write(
      `update payout set not_before = clock_timestamp() where id = $1 and state = 'outcome_unknown'`,
      [id],
    );
  }

  /** Who looks after it from now on. */
  async setOwner(id: Id<'payout'>, ownerId: Id<'person'>): Promise<void> {
    await this.database.write(`update payout set owner_id = $2 where id = $1`, [id, ownerId]);
  }
}

/** Ids of other kinds find nothing, so the shape need not be known here. */
function asId(id: string): Id<'payout'> {
  return id as Id<'payout'>;
}

function payoutFrom(row: PayoutEntity): Payout {
  return {
    id: row.id,
    instalmentId: row.instalmentId,
    awardId: row.awardId,
    applicationId: row.applicationId,
    applicantId: row.applicantId,
    ledgerRef: row.ledgerRef,
    fund: row.fund,
    amount: Money.of(row.amountMinor, row.currency),
    rail: row.rail,
    methodId: row.methodId,
    methodVersion: row.methodVersion,
    approvalDigest: row.approvalDigest,
    reissueOf: row.reissueOf,
    state: row.state,
    batchId: row.batchId,
    reason: row.reason,
    rawReason: row.rawReason,
    ownerId: row.ownerId,
    createdAt: row.createdAt,
    releasedAt: row.releasedAt,
    paidAt: row.paidAt,
    settledAt: row.settledAt,
    closedAt: row.closedAt,
  };
}

function rowFrom({
  amount,
  approvalDigest,
  ...rest
}: Payout): Omit<
  PayoutEntity,
  | 'fence'
  | 'leaseUntil'
  | 'notBefore'
  | 'isPaused'
  | 'heldSince'
  | 'wayBackRefusedAt'
  | 'wayBackRefusal'
  | 'epoch'
> {
  return {
    ...rest,
    amountMinor: amount.minor,
    currency: amount.currency,
    approvalDigest: Buffer.from(approvalDigest),
  };
}
