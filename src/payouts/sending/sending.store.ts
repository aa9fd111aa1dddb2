import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';
import { AttemptEntity } from './attempt.entity.js';
import type { AttemptState } from './attempt.states.js';
import { attemptKey, type Attempt } from './sending.js';

/** A payout that is ours until the lease passes. Every write after it names the fence. */
export interface Claim {
  readonly payoutId: Id<'payout'>;
  readonly fence: bigint;
  /** The database's time at the claim: the only clock all senders share. */
  readonly at: Date;
  /** The epoch of the claim. */
  readonly epoch: number;
  /** What the tables know of it is older than this epoch: it is looked up before anything else. */
  readonly isHearsay: boolean;
}

const SECOND = 1_000;

/** Claims, leases, fences and attempts: the sender's half of the tables. Time here is the database's. */
@Injectable()
export class SendingStore {
  constructor(private readonly database: Database) {}

  /**
   * Takes the payout of these rails that has waited longest, raising its fence. While sending is halted, or their
   * batch is paused, only unclear ones are taken, to be looked up; nothing is sent for them either.
   */
  async claimNext(leaseMs: number, rails: readonly string[]): Promise<Claim | null> {
    const rows = await this.database.write<{
      id: Id<'payout'>;
      fence: string;
      at: Date;
      epoch: number;
      isHearsay: boolean;
    }>(
      `update payout set fence = fence + 1, lease_until = clock_timestamp() + make_interval(secs => $1)
       where id = (
         select id from payout
         where state in ('released', 'sending', 'outcome_unknown') and rail = any($2)
           and not_before <= clock_timestamp()
           and (lease_until is null or lease_until < clock_timestamp())
           and (state = 'outcome_unknown' or not exists (select 1 from sending_halt where resumed_at is null))
           and (state = 'outcome_unknown' or not is_paused)
         order by not_before, id limit 1
         for update skip locked)
       returning id, fence, clock_timestamp() as at, current_epoch() as epoch,
         epoch <> current_epoch() as "isHearsay"`,
      [leaseMs / SECOND, rails],
    );
    const [row] = rows;
    if (!row) return null;
    const { id: payoutId, fence, ...rest } = row;
    return { payoutId, fence: BigInt(fence), ...rest };
  }

  /** Whether the claim still holds: nobody raised the fence since. Locks the payout's row. */
  async holds({ payoutId, fence }: Claim): Promise<boolean> {
    const rows = await this.database.write(
      `select id from payout where id = $1 and fence = $2 for update`,
      [payoutId, String(fence)],
    );
    return rows.length === 1;
  }

  /**
   * The durable "about to send", in one statement: only if the fence is ours, the lease outlasts the call, nobody
   * halted sending or paused the batch, and what is known of the payout is of this epoch, in which its rail was
   * compared. False: somebody else may be at it, so do not call.
   */
  async mark(claim: Claim, n: number, callMs: number): Promise<boolean> {
    const rows = await this.database.write(
      `with mine as (
         update payout set state = 'sending'
         where id = $1 and fence = $2 and state in ('sending', 'outcome_unknown')
           and lease_until > clock_timestamp() + make_interval(secs => $3) and not is_paused
           and not exists (select 1 from sending_halt where resumed_at is null)
           and epoch = current_epoch()
           and exists (select 1 from sending_epoch_rail r where r.epoch = payout.epoch and r.rail = payout.rail)
         returning id)
       update payout_attempt attempt
       set state = 'sent', first_sent_at = coalesce(first_sent_at, clock_timestamp()),
           last_sent_at = clock_timestamp()
       from mine
       where attempt.payout_id = mine.id and attempt.n = $4 and attempt.state in ('created', 'sent', 'unknown')
       returning attempt.n`,
      [claim.payoutId, String(claim.fence), callMs / SECOND, n],
    );
    return rows.length === 1;
  }

  /** What is known of the payout is of the epoch it was claimed in. */
  async confirm({ payoutId, fence, epoch }: Claim): Promise<void> {
    await this.database.write(`update payout set epoch = $3 where id = $1 and fence = $2`, [
      payoutId,
      String(fence),
      epoch,
    ]);
  }

  /** Gives the claim back; the next one waits for `pauseMs`. */
  async letGo({ payoutId, fence }: Claim, pauseMs: number): Promise<void> {
    await this.database.write(
      `update payout set lease_until = null, not_before = clock_timestamp() + make_interval(secs => $3)
       where id = $1 and fence = $2`,
      [payoutId, String(fence), pauseMs / SECOND],
    );
  }

  /** Lets everything that waits to be sent by this rail rest, and says why. */
  async park(rail: string, pauseMs: number, reason: string): Promise<void> {
    await this.database.write(
      `update payout set reason = $3, not_before = clock_timestamp() + make_interval(secs => $2)
       where rail = $1 and state = 'released'
         and (lease_until is null or lease_until < clock_timestamp())`,
      [rail, pauseMs / SECOND, reason],
    );
  }

  /** Ends the rest of a rail: finance has sent money. */
  async unpark(rail: string): Promise<number> {
    const rows = await this.database.write(
      `update payout set reason = null, not_before = clock_timestamp()
       where rail = $1 and state = 'released' and reason = 'insufficient_funds' returning id`,
      [rail],
    );
    return rows.length;
  }

  /** The latest attempt, or null before the first. */
  async latestAttempt(payoutId: Id<'payout'>): Promise<Attempt | null> {
    const row = await this.database.reader
      .getRepository(AttemptEntity)
      .findOne({ where: { payoutId }, order: { n: 'DESC' } });
    return row ? attemptFrom(row) : null;
  }

  async attempts(payoutId: Id<'payout'>): Promise<Attempt[]> {
    const rows = await this.database.reader
      .getRepository(AttemptEntity)
      .find({ where: { payoutId }, order: { n: 'ASC' } });
    return rows.map(attemptFrom);
  }

  /** Stores key and body digest before anything is sent. */
  async addAttempt(payoutId: Id<'payout'>, n: number, bodyDigest: Uint8Array): Promise<Attempt> {
    const attempt = {
      n,
      key: attemptKey(payoutId, n),
      bodyDigest: Buffer.from(bodyDigest),
      state: 'created' as const,
      firstSentAt: null,
      lastSentAt: null,
      lastCode: null,
      providerRef: null,
    };
    await this.database.writer.getRepository(AttemptEntity).insert({ payoutId, ...attempt });
    return attempt;
  }

  /** Of an attempt whose key was never used. */
  async setDigest(payoutId: Id<'payout'>, n: number, bodyDigest: Uint8Array): Promise<void> {
    await this.database.write(
      `update payout_attempt set body_digest = $3 where payout_id = $1 and n = $2 and first_sent_at is null`,
      [payoutId, n, Buffer.from(bodyDigest)],
    );
  }

  async saveAttempt(
    payoutId: Id<'payout'>,
    n: number,
    change: { state?: AttemptState; lastCode?: string; providerRef?: string },
  ): Promise<void> {
    await this.database.write(
      `update payout_attempt
       set state = coalesce($3, state), last_code = coalesce($4, last_code),
           provider_ref = coalesce($5, provider_ref),
           first_sent_at = case when coalesce($3, state) = 'created' then first_sent_at
             else coalesce(first_sent_at, clock_timestamp()) end
       where payout_id = $1 and n = $2`,
      [payoutId, n, change.state ?? null, change.lastCode ?? null, change.providerRef ?? null],
    );
  }

  /** Takes payments whose turn it is to be looked at; each is left alone for `pauseMs` from now. */
  async takeForPoll(
    states: readonly string[],
    pauseMs: number,
    limit: number,
  ): Promise<Id<'payout'>[]> {
    const rows = await this.database.write<{ id: Id<'payout'> }>(
      `update payout set not_before = clock_timestamp() + make_interval(secs => $2)
       where id in (
         select id from payout where state = any($1) and not_before <= clock_timestamp()
         order by not_before limit $3 for update skip locked)
       returning id`,
      [states, pauseMs / SECOND, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Of this payout: the next look comes after `pauseMs`. */
  async pause(payoutId: Id<'payout'>, pauseMs: number): Promise<void> {
    await this.database.write(
      `update payout set lease_until = null, not_before = clock_timestamp() + make_interval(secs => $2)
       where id = $1`,
      [payoutId, pauseMs / SECOND],
    );
  }

  /** Paid long enough ago that the return window is over. */
  async pastReturnWindow(paidBefore: Date, limit: number): Promise<Id<'payout'>[]> {
    const rows = await this.database.query<{ id: Id<'payout'> }>(
      `select id from payout where state = 'paid' and paid_at <= $1 order by paid_at limit $2`,
      [paidBefore, limit],
    );
    return rows.map(({ id }) => id);
  }
}

function attemptFrom(row: AttemptEntity): Attempt {
  return {
    n: row.n,
    key: row.key,
    bodyDigest: row.bodyDigest,
    state: row.state,
    firstSentAt: row.firstSentAt,
    lastSentAt: row.lastSentAt,
    lastCode: row.lastCode,
    providerRef: row.providerRef,
  };
}
