import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Id } from '#kernel';
import { Database } from '#platform';
import { AttemptEntity } from './attempt.entity.js';
import type { AttemptState } from './attempt.states.js';
import { newAttempt, type Attempt, type NewAttempt } from './sending.js';

/** A payout whose turn it is; its row is locked until the unit of work ends. */
export interface Picked {
  readonly payoutId: Id<'payout'>;
  /** The database's time at the claim: the only clock all senders share. */
  readonly at: Date;
  /** The epoch of the claim. */
  readonly epoch: number;
  /** What the tables know of it is older than this epoch: it is looked up before anything else. */
  readonly isHearsay: boolean;
}

/** A payout that is ours until the lease passes. Every write after it names the fence. */
export interface Claim extends Picked {
  readonly fence: bigint;
}

/**
 * What keeps a payout from being sent, besides halts and pauses: its way is gone for good, another one is being set up in its
 * place, or its case is on hold.
 */
export type Hindrance = 'way_gone' | 'way_rests' | 'on_hold';

/** A claim whose attempt is about to be sent. */
export interface Asked {
  readonly claim: Claim;
  readonly n: number;
}

/** An attempt with the provider's name for its payment. */
export interface AcceptedAttempt {
  readonly payoutId: Id<'payout'>;
  readonly n: number;
  readonly providerRef: string;
}

/** What a rail paid before then can no longer come back by its rules. */
export interface ReturnWindow {
  readonly rail: string;
  readonly paidBefore: Date;
}

/**
 * Whose turn it is: waiting, nobody's, and neither halted nor paused unless it is only to be looked up. What a sender left
 * behind may have been sent, and is looked up too: that nothing is sent then is what the mark sees to.
 */
const DUE = `state in ('released', 'sending', 'outcome_unknown') and not_before <= clock_timestamp()
  and (lease_until is null or lease_until < clock_timestamp())
  and (state <> 'released' or not exists (select 1 from sending_halt where resumed_at is null))
  and (state <> 'released' or not is_paused)`;

const IS_HELD = `exists (select 1 from hold where application_id = p.application_id and cleared_at is null)`;
const IS_PAYABLE = `m.state in ('active', 'finishing')`;
/** A way that rests while she sets another one up may be hers again when that comes to nothing. */
const RESTS = `(m.state in ('pending', 'verified') or m.state = 'suspended' and exists (
  select 1 from payout_method other where other.applicant_id = m.applicant_id and other.state = 'pending'))`;
/** Comparing found what an earlier history sent, and what is known of the payout is of this epoch. */
const IS_KNOWN = `p.epoch = (select current_epoch())
  and exists (select 1 from sending_epoch_rail r where r.epoch = p.epoch and r.rail = p.rail)`;

/** One look by the key for each of them, however many ways and holds there are. */
const HINDRANCES = `select p.id,
    case when ${IS_PAYABLE} then 'on_hold' when ${RESTS} then 'way_rests' else 'way_gone' end as hindrance
  from payout p
  cross join lateral (select applicant_id, state from payout_method where id = p.method_id limit 1) m
  left join lateral (
    select true as is_held from hold where application_id = p.application_id and cleared_at is null limit 1) h on true
  where p.id = any($1) and (not ${IS_PAYABLE} or h.is_held)`;
const MAY_END = `select 1 from payout p join payout_method m on m.id = p.method_id
  where p.id = $1 and p.fence = $2 and p.state in ('sending', 'outcome_unknown')
    and not ${IS_PAYABLE} and not ${RESTS} and ${IS_KNOWN}`;

/** Claims, leases, fences and attempts: the sender's half of the tables. Time here is the database's. */
@Injectable()
export class SendingStore {
  constructor(private readonly database: Database) {}

  /** Of these rails, the one whose payout has waited longest; null when nothing is due. */
  async longestWaiting(rails: readonly string[]): Promise<string | null> {
    const [row] = await this.database.query<{ rail: string }>(
      'select rail from payout where ' +
        DUE +
        ' and rail = any($1) order by not_before, id limit 1',
      [rails],
    );
    return row?.rail ?? null;
  }

  /**
   * Picks the payouts of a rail that have waited longest, and that nobody else is picking. While sending is halted, or
   * their batch is paused, only those are picked that may have been sent, to be looked up; nothing is sent for them either.
   */
  async pick(rail: string, most: number): Promise<Picked[]> {
    return this.database.write<Picked>(
      `select id as "payoutId", clock_timestamp() as at, (select current_epoch()) as epoch,
         epoch <> (select current_epoch()) as "isHearsay"
       from payout where ` +
        DUE +
        ' and rail = $1 order by not_before, id limit $2 for update skip locked',
      [rail, most],
    );
  }

  /** Those that are being sent already become ours: the fence of each is raised. */
  async take(ids: readonly Id<'payout'>[], leaseMs: number): Promise<void> {
    await this.database.write(
      `update payout set fence = fence + 1, lease_until = clock_timestamp() + $2 * interval '1 ms'
       where id = any($1)`,
      [ids, leaseMs],
    );
  }

  /** The fences of payouts that were taken. */
  async fences(ids: readonly Id<'payout'>[]): Promise<Map<Id<'payout'>, bigint>> {
    const rows = await this.database.query<{ id: Id<'payout'>; fence: string }>(
      'select id, fence from payout where id = any($1)',
      [ids],
    );
    return new Map(rows.map(({ id, fence }) => [id, BigInt(fence)]));
  }

  /** Of these claims, the payouts whose claim still holds: nobody raised the fence since. Locks their rows. */
  async holding(claims: readonly Claim[]): Promise<Set<Id<'payout'>>> {
    const rows = await this.database.write<{ id: Id<'payout'> }>(
      `select p.id from payout p join unnest($1::text[], $2::bigint[]) as ask (id, fence)
         on p.id = ask.id and p.fence = ask.fence
       order by p.id for update of p`,
      columnsOf(claims),
    );
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * The durable "about to send" of many, in one statement, each by itself: only if its fence is ours, the lease
   * outlasts the call, nobody halted sending or paused the batch, its way is one that money may go to, its case is not on
   * hold, and what is known of the payout is of this epoch, in which its rail was compared. Who is not in the answer may
   * be somebody else's by now: no call.
   */
  async mark(asked: readonly Asked[], callMs: number): Promise<Set<Id<'payout'>>> {
    const rows = await this.database.write<{ id: Id<'payout'> }>(
      `with mine as (
         select p.id, p.state, ask.n
         from payout p join unnest($1::text[], $2::bigint[], $3::integer[]) as ask (id, fence, n)
           on p.id = ask.id and p.fence = ask.fence
         join payout_method m on m.id = p.method_id and ${IS_PAYABLE}
         where p.state in ('sending', 'outcome_unknown') and not p.is_paused
           and p.lease_until > clock_timestamp() + $4 * interval '1 ms'
           and not exists (select 1 from sending_halt where resumed_at is null)
           and not ${IS_HELD} and ${IS_KNOWN}
         order by p.id for update of p),
       again as (
         update payout set state = 'sending'
         where id in (select id from mine where state = 'outcome_unknown') returning id)
       update payout_attempt attempt
       set state = 'sent', first_sent_at = coalesce(first_sent_at, clock_timestamp()),
           last_sent_at = clock_timestamp()
       from mine
       where attempt.payout_id = mine.id and attempt.n = mine.n and attempt.state in ('created', 'sent', 'unknown')
       returning attempt.payout_id as id`,
      [...columnsOf(asked.map(({ claim }) => claim)), asked.map(({ n }) => n), callMs],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Of these payouts, those that something keeps from being sent. */
  async hindrances(ids: readonly Id<'payout'>[]): Promise<Map<Id<'payout'>, Hindrance>> {
    const rows = await this.database.query<{ id: Id<'payout'>; hindrance: Hindrance }>(HINDRANCES, [
      ids,
    ]);
    return new Map(rows.map(({ id, hindrance }) => [id, hindrance]));
  }

  /** Whether a payout may end unsent because its way is gone: it is ours, and nothing of it is left to be found out. */
  async mayEnd({ payoutId, fence }: Claim): Promise<boolean> {
    const rows = await this.database.query(MAY_END, [payoutId, String(fence)]);
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

  /** Lets everything that waits to be sent by this rail rest, and says why. */
  async park(rail: string, pauseMs: number, reason: string): Promise<void> {
    await this.database.write(
      `update payout set reason = $3, not_before = clock_timestamp() + $2 * interval '1 ms'
       where rail = $1 and state = 'released'
         and (lease_until is null or lease_until < clock_timestamp())`,
      [rail, pauseMs, reason],
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

  /** Ends the pause of the payout of a rail that would be tried next. */
  async bringForward(rail: string): Promise<void> {
    await this.database.write(
      `update payout set not_before = clock_timestamp() where id = (
         select id from payout where rail = $1 and not_before > clock_timestamp()
           and state in ('released', 'sending', 'outcome_unknown') and not is_paused
         order by not_before, id limit 1)`,
      [rail],
    );
  }

  /** The latest attempt, or null before the first. */
  async latestAttempt(payoutId: Id<'payout'>): Promise<Attempt | null> {
    const row = await this.database.reader
      .getRepository(AttemptEntity)
      .findOne({ where: { payoutId }, order: { n: 'DESC' } });
    return row ? attemptFrom(row) : null;
  }

  async attempts(payoutId: Id<'payout'>): Promise<Attempt[]> {
    return (await this.attemptsOf([payoutId])).get(payoutId) ?? [];
  }

  /** All attempts of each, in order; those without any are left out. */
  async attemptsOf(ids: readonly Id<'payout'>[]): Promise<Map<Id<'payout'>, Attempt[]>> {
    const rows = await this.database.reader
      .getRepository(AttemptEntity)
      .find({ where: { payoutId: In([...ids]) }, order: { n: 'ASC' } });
    const found = new Map<Id<'payout'>, Attempt[]>();
    for (const row of rows) {
      found.set(row.payoutId, [...(found.get(row.payoutId) ?? []), attemptFrom(row)]);
    }
    return found;
  }

  /** Stores keys and body digests before anything is sent; at most one attempt for each payout. */
  async addAttempts(rows: readonly NewAttempt[]): Promise<Map<Id<'payout'>, Attempt>> {
    const added = new Map(rows.map((row) => [row.payoutId, newAttempt(row)]));
    const attempts = [...added.values()];
    await this.database.write(
      `insert into payout_attempt (payout_id, n, key, body_digest, state)
       select payout_id, n, key, body_digest, 'created'
       from unnest($1::text[], $2::integer[], $3::text[], $4::bytea[]) as row (payout_id, n, key, body_digest)`,
      [
        [...added.keys()],
        attempts.map(({ n }) => n),
        attempts.map(({ key }) => key),
        attempts.map(({ bodyDigest }) => Buffer.from(bodyDigest)),
      ],
    );
    return added;
  }

  /** Calls under these attempts were accepted; how many of them were waiting for their answer. */
  async accept(attempts: readonly AcceptedAttempt[]): Promise<number> {
    const rows = await this.database.write(
      `update payout_attempt attempt
       set state = 'accepted', last_code = 'accepted', provider_ref = answer.provider_ref
       from unnest($1::text[], $2::integer[], $3::text[]) as answer (payout_id, n, provider_ref)
       where attempt.payout_id = answer.payout_id and attempt.n = answer.n and attempt.state = 'sent'
       returning attempt.n`,
      [
        attempts.map(({ payoutId }) => payoutId),
        attempts.map(({ n }) => n),
        attempts.map(({ providerRef }) => providerRef),
      ],
    );
    return rows.length;
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
      `update payout set not_before = clock_timestamp() + $2 * interval '1 ms'
       where id in (
         select id from payout where state = any($1) and not_before <= clock_timestamp()
         order by not_before limit $3 for update skip locked)
       returning id`,
      [states, pauseMs, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** These payouts are nobody's now; the next claim or look comes after `pauseMs`. */
  async pause(ids: readonly Id<'payout'>[], pauseMs: number): Promise<void> {
    await this.database.write(
      `update payout set lease_until = null, not_before = clock_timestamp() + $2 * interval '1 ms'
       where id = any($1)`,
      [ids, pauseMs],
    );
  }

  /** Paid long enough ago that the return window of their rail is over. */
  async pastReturnWindow(windows: readonly ReturnWindow[], limit: number): Promise<Id<'payout'>[]> {
    const rows = await this.database.query<{ id: Id<'payout'> }>(
      `select p.id from payout p
       join unnest($1::text[], $2::timestamptz[]) as win (rail, paid_before) on win.rail = p.rail
       where p.state = 'paid' and p.paid_at <= win.paid_before order by p.paid_at limit $3`,
      [windows.map(({ rail }) => rail), windows.map(({ paidBefore }) => paidBefore), limit],
    );
    return rows.map(({ id }) => id);
  }
}

/** As `unnest` takes them. */
function columnsOf(claims: readonly Claim[]): [string[], string[]] {
  return [claims.map(({ payoutId }) => payoutId), claims.map(({ fence }) => String(fence))];
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
