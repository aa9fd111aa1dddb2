import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { Database } from '#platform';
import { CLOSED, type Breaker } from './breaker.js';
import type { Pace, Purse } from '../rails/rail.js';

/** A rail and what its provider takes, over all processes together. */
export interface PacedRail {
  readonly id: string;
  readonly pace: Pace;
}

/** Requests that are to be made of a provider, and how long whoever makes them would wait for a turn. */
export interface Asked {
  readonly requests: number;
  readonly perSecond: number;
  readonly patienceMs: number;
}

/** How a rail stands for people: whether it answers, rests, or has run out of money, and what waits for that. */
export interface RailStanding {
  readonly rail: string;
  readonly breaker: Breaker['breaker'];
  readonly openedAt: Date | null;
  readonly probeAt: Date | null;
  readonly lastCode: string | null;
  /** The provider asked for a rest; null when it is over. */
  readonly restsUntil: Date | null;
  /** Money ran out, and payouts still wait for it. */
  readonly shortSince: Date | null;
  readonly parked: number;
}

/** Takes $2 requests out of an allowance of $3 questions a second. */
const TAKE_QUESTIONS = `insert into rail_state as s (rail, asked_until)
       values ($1, clock_timestamp() - interval '1 second' + interval '1 second' * $2::integer / $3::integer)
       on conflict (rail) do update set
         asked_until = greatest(s.asked_until, clock_timestamp() - interval '1 second')
           + interval '1 second' * $2::integer / $3::integer`;

/**
 * The only way to the table of rails: how fast each may be called, whether it answers, whether its money has run out.
 * Time here is the database's, which all senders share.
 */
@Injectable()
export class RailStatesStore {
  constructor(private readonly database: Database) {}

  /** Of these, the rails that may be called now, as far as a look without a lock can tell. */
  async open(rails: readonly PacedRail[]): Promise<string[]> {
    const rows = await this.database.query<{ rail: string }>(
      `select ask.rail from unnest($1::text[], $2::integer[]) as ask (rail, most)
       left join rail_state s on s.rail = ask.rail
       where (s.rail is null or (s.paced_until <= clock_timestamp()
           and coalesce(s.rests_until, '-infinity') <= clock_timestamp()
           and (s.breaker = 'closed' or s.probe_at <= clock_timestamp())))
         and ask.most > (select count(*) from payout p where p.rail = ask.rail
           and p.state in ('sending', 'outcome_unknown') and p.lease_until > clock_timestamp())`,
      [rails.map(({ id }) => id), rails.map(({ pace }) => pace.mostAtOnce)],
    );
    return rows.map(({ rail }) => rail);
  }

  /**
   * How many payments the rail takes now; until the running unit of work ends, nobody else takes any. The allowance of
   * one second may be used at once, and a rail whose breaker is open gives one payment, which finds out.
   */
  async room(rail: string, { mostAtOnce, perSecond, perPayment }: Pace): Promise<number> {
    await this.lock(rail);
    // Asked apart from the lock: this sees what those before us took. One moment for both ends of the second: a clock that
    // is read twice makes it shorter than it is.
    const [row] = await this.database.query<{ room: number }>(
      `select case
           when s.paced_until > clock_timestamp() or coalesce(s.rests_until, '-infinity') > clock_timestamp()
             or (s.breaker <> 'closed' and s.probe_at > clock_timestamp()) then 0
           else greatest(0, least(
             case s.breaker when 'closed' then $3::integer else 1 end,
             greatest(1, floor($3 * extract(epoch from statement_timestamp()
               - greatest(s.paced_until, statement_timestamp() - interval '1 second')) / $4::integer))::integer,
             $2::integer - (select count(*)::integer from payout p where p.rail = s.rail
               and p.state in ('sending', 'outcome_unknown') and p.lease_until > clock_timestamp())))
         end as room
       from rail_state s where s.rail = $1`,
      [rail, mostAtOnce, perSecond, perPayment],
    );
    return row?.room ?? 0;
  }

  /** Takes so many requests out of the allowance. After `probeMs` a rail that is not sure to answer may be tried again. */
  async use(
    rail: string,
    requests: number,
    { perSecond }: Pick<Pace, 'perSecond'>,
    probeMs: number,
  ): Promise<void> {
    await this.database.write(
      `update rail_state set
         paced_until = greatest(paced_until, clock_timestamp() - interval '1 second')
           + interval '1 second' * $2::integer / $3::integer,
         breaker = case breaker when 'closed' then 'closed' else 'half_open' end,
         probe_at = case breaker when 'closed' then null else clock_timestamp() + $4 * interval '1 ms' end
       where rail = $1`,
      [rail, requests, perSecond, probeMs],
    );
  }

  private async lock(rail: string): Promise<void> {
    const lock = 'select rail from rail_state where rail = $1 for update';
    if ((await this.database.write(lock, [rail])).length === 1) return;
    await this.database.write('insert into rail_state (rail) values ($1) on conflict do nothing', [
      rail,
    ]);
    await this.database.write(lock, [rail]);
  }

  /**
   * Takes requests out of the allowance of questions and says how many milliseconds later they may be made; null, and
   * nothing is taken, while the rail rests, its breaker is open, or the wait would be too long. A unit of work by itself.
   */
  async ask(rail: string, { requests, perSecond, patienceMs }: Asked): Promise<number | null> {
    const [row] = await this.database.writeAlone<{ ms: number }>(
      `${TAKE_QUESTIONS}
       where coalesce(s.rests_until, '-infinity') <= clock_timestamp()
         and (s.breaker = 'closed' or s.probe_at <= clock_timestamp())
         and s.asked_until <= clock_timestamp() + $4 * interval '1 ms'
       returning greatest(0, ceil(1000 * extract(epoch from s.asked_until
         - interval '1 second' * $2::integer / $3::integer - clock_timestamp())))::integer as ms`,
      [rail, requests, perSecond, patienceMs],
    );
    return row?.ms ?? null;
  }

  /**
   * The same for what goes before all others, whose turn comes later by what it takes. Only a rest that the provider asked
   * for is waited for; null, and nothing is taken, while that is too long. A unit of work by itself.
   */
  async askFirst(rail: string, { requests, perSecond, patienceMs }: Asked): Promise<number | null> {
    const [row] = await this.database.writeAlone<{ ms: number }>(
      `${TAKE_QUESTIONS}
       where coalesce(s.rests_until, '-infinity') <= clock_timestamp() + $4 * interval '1 ms'
       returning greatest(0, ceil(1000 * extract(epoch from
         coalesce(s.rests_until, clock_timestamp()) - clock_timestamp())))::integer as ms`,
      [rail, requests, perSecond, patienceMs],
    );
    return row?.ms ?? null;
  }

  /** Milliseconds until it may be asked something again, as far as is known now. */
  async closedFor(rail: string): Promise<number> {
    const [row] = await this.database.query<{ ms: number }>(
      `select ceil(1000 * extract(epoch from greatest(rests_until, asked_until, clock_timestamp(),
         case when breaker <> 'closed' then probe_at end) - clock_timestamp()))::integer as ms
       from rail_state where rail = $1`,
      [rail],
    );
    return Math.max(0, row?.ms ?? 0);
  }

  /** Milliseconds until a rail with payouts that are due has an allowance again; null when none waits for it. */
  async pacedFor(rails: readonly string[]): Promise<number | null> {
    const [row] = await this.database.query<{ ms: number | null }>(
      `select ceil(extract(epoch from min(s.paced_until) - clock_timestamp()) * 1000)::integer as ms
       from rail_state s
       where s.rail = any($1) and s.breaker = 'closed' and s.paced_until > clock_timestamp()
         and coalesce(s.rests_until, '-infinity') <= clock_timestamp()
         and not exists (select 1 from sending_halt where resumed_at is null)
         and exists (select 1 from payout p where p.rail = s.rail and p.state = 'released'
           and p.not_before <= clock_timestamp() and not p.is_paused)`,
      [rails],
    );
    // The clock goes on between the condition and the difference.
    return row?.ms == null ? null : Math.max(0, row.ms);
  }

  /** The provider asked for a rest: nothing of this rail is called for so long. */
  async rest(rail: string, ms: number): Promise<void> {
    await this.database.write(
      `insert into rail_state as s (rail, rests_until) values ($1, clock_timestamp() + $2 * interval '1 ms')
       on conflict (rail) do update set rests_until = greatest(s.rests_until, excluded.rests_until)`,
      [rail, ms],
    );
  }

  /** The breaker, locked when `isLocked`; with the database's time. */
  async breaker(rail: string, isLocked: boolean): Promise<Breaker & { readonly now: Date }> {
    const lock = isLocked ? ' for update' : '';
    const [row] = await this.database.query<Breaker & { now: Date }>(
      'select breaker, failures, opened_at as "openedAt", probe_at as "probeAt", last_code as "lastCode", ' +
        'clock_timestamp() as now from rail_state where rail = $1' +
        lock,
      [rail],
    );
    if (row) return row;
    const [clock] = await this.database.query<{ now: Date }>('select clock_timestamp() as now');
    invariant(clock !== undefined, 'The database knows the time.');
    return { ...CLOSED, now: clock.now };
  }

  async saveBreaker(
    rail: string,
    { breaker, failures, openedAt, probeAt, lastCode }: Breaker,
  ): Promise<void> {
    await this.database.write(
      `update rail_state set breaker = $2, failures = $3, opened_at = $4, probe_at = $5, last_code = $6
       where rail = $1`,
      [rail, breaker, failures, openedAt, probeAt, lastCode],
    );
  }

  /** Its money has run out; true when it had not before. */
  async runShort(rail: string): Promise<boolean> {
    const rows = await this.database.write(
      `insert into rail_state as s (rail, short_since) values ($1, clock_timestamp())
       on conflict (rail) do update set short_since = clock_timestamp() where s.short_since is null
       returning rail`,
      [rail],
    );
    return rows.length === 1;
  }

  /** Money has come to this rail. */
  async endShortage(rail: string): Promise<void> {
    await this.database.write(`update rail_state set short_since = null where rail = $1`, [rail]);
  }

  /** Shortages that nothing waits for any more are over. */
  async endPastShortages(): Promise<void> {
    await this.database.write(
      `update rail_state s set short_since = null
       where short_since is not null and not exists (
         select 1 from payout p
         where p.rail = s.rail and p.state = 'released' and p.reason = 'insufficient_funds')`,
    );
  }

  /** The rail that draws on a purse; null for our own bank. */
  async railOn(purse: Purse): Promise<string | null> {
    const [row] = await this.database.query<{ rail: string }>(
      'select rail from rail_purse where purse = $1',
      [purse],
    );
    return row?.rail ?? null;
  }

  /** Every rail that was ever called, by its id. */
  async standing(): Promise<RailStanding[]> {
    return this.database.query<RailStanding>(
      `select s.rail, s.breaker, s.opened_at as "openedAt", s.probe_at as "probeAt", s.last_code as "lastCode",
              case when s.rests_until > clock_timestamp() then s.rests_until end as "restsUntil",
              case when w.parked > 0 then s.short_since end as "shortSince", w.parked
       from rail_state s
       cross join lateral (
         select count(*)::integer as parked from payout p
         where p.rail = s.rail and p.state = 'released' and p.reason = 'insufficient_funds') w
       order by s.rail`,
    );
  }

  /** One call may find out now whether it answers, whatever rest it was given. False when nothing kept it. */
  async probeNow(rail: string): Promise<boolean> {
    const rows = await this.database.write(
      `update rail_state set rests_until = null,
         probe_at = case breaker when 'closed' then null else clock_timestamp() end
       where rail = $1 and (breaker <> 'closed' or rests_until > clock_timestamp()) returning rail`,
      [rail],
    );
    return rows.length === 1;
  }
}
