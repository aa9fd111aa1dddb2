import { Injectable } from '@nestjs/common';
import { Money, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import { UNPAID_ENDS, type PayoutState } from '../payout.states.js';
import { ENDED_UNPAID, LATE_DAYS, LINK_DAYS } from './exceptions.js';
import type { ReasonCode } from '../rails/rail.js';

/** A payout that needs a person. */
export interface ExceptionItem {
  readonly id: Id<'payout'>;
  readonly state: PayoutState;
  readonly rail: string;
  readonly amount: Money;
  readonly fund: string;
  readonly reason: ReasonCode | null;
  readonly rawReason: string | null;
  readonly since: Date;
  readonly ownerId: Id<'person'> | null;
  /** Who put its batch together; null before there is one. */
  readonly preparedBy: Id<'person'> | null;
  /** The account is not used any more: she has been asked for another one. */
  readonly isWithPerson: boolean;
  /** The rail of another account that she has chosen since; null when there is none. */
  readonly otherRail: string | null;
  /** It was released, and a hold on its case keeps it from being sent. */
  readonly isOnHold: boolean;
  /** It is paid by a link, which waits for her. */
  readonly isLink: boolean;
  /** How often the person has seen the link. */
  readonly looks: number;
  /** Until when the link can be used, where that is known. */
  readonly usableUntil: Date | null;
  /** Since when the provider holds it by its own rules; null when it does not. */
  readonly heldSince: Date | null;
  /** Its money rests at the provider, which refuses to give it back: its word for why; null when it does not. */
  readonly wayBackRefusal: string | null;
  /** The provider's name of the payment; null while it has none. */
  readonly providerRef: string | null;
}

/** A part of an award that is owed and too little for any way to send. */
export interface SmallRest {
  readonly awardId: Id<'award'>;
  readonly amount: Money;
  readonly dueOn: string;
  /** Nothing else is to come from the award: what is not paid of it can be called off. */
  readonly isAlone: boolean;
}

/** What finance sees first. Amounts are of one currency. */
export interface PayoutFigures {
  readonly ready: number;
  readonly readyMinor: bigint;
  readonly waitingForRelease: number;
  readonly underWay: number;
  readonly underWayMinor: bigint;
  readonly unknown: number;
  readonly failed: number;
  readonly parked: number;
  /** Payments by link that the provider holds until we let them go. */
  readonly held: number;
}

interface Row extends Omit<ExceptionItem, 'amount'> {
  minor: string;
  currency: Currency;
}

/** Questions across payouts, for people who look after them. */
@Injectable()
export class ExceptionsStore {
  constructor(private readonly database: Database) {}

  /**
   * Ended unpaid without a successor, unclear, late, held, a link near its end, released and its case on hold, without
   * money at the provider, or with money there that is not given back; oldest first, by when it became so.
   */
  async open(now: Date, limit: number): Promise<ExceptionItem[]> {
    const rows = await this.database.query<Row>(
      `select p.id, p.state, p.rail, p.amount_minor as minor, p.currency, p.fund, p.reason,
              p.raw_reason as "rawReason",
              coalesce(p.closed_at, p.way_back_refused_at, u.since, w.since, h.since, p.released_at, p.created_at)
                as since,
              p.owner_id as "ownerId", b.prepared_by as "preparedBy",
              m.state <> 'active' as "isWithPerson", o.rail as "otherRail",
              h.since is not null as "isOnHold", c.payout_id is not null as "isLink", c.usable_until as "usableUntil",
              p.held_since as "heldSince", p.way_back_refusal as "wayBackRefusal",
              l.provider_ref as "providerRef",
              (select count(*)::integer from claim_showing s where s.payout_id = p.id) as looks
       from payout p join payout_method m on m.id = p.method_id
       left join payout_batch b on b.id = p.batch_id
       left join lateral (
         select rail from payout_method where applicant_id = p.applicant_id and state = 'active' and id <> p.method_id
         limit 1) o on true
       left join lateral (
         select max(first_sent_at) as since from payout_attempt
         where payout_id = p.id and p.state = 'outcome_unknown') u on true
       left join lateral (
         select provider_ref from payout_attempt where payout_id = p.id order by n desc limit 1) l on true
       left join payout_claim c on c.payout_id = p.id
       left join lateral (
         select case
           when c.payout_id is null then p.released_at + make_interval(days => $2)
           when p.held_since is not null then p.held_since
           when c.usable_until is null then p.released_at + make_interval(days => $3)
           else greatest(p.released_at, c.usable_until - make_interval(days => $4)) end as since
         where p.state = 'in_transit') w on true
       left join lateral (
         select min(opened_at) as since from hold
         where application_id = p.application_id and cleared_at is null and p.state in ('released', 'sending')) h on true
       where (p.way_back_refused_at is not null and p.closed_at is null)
         or p.state = any($6 || array['outcome_unknown', 'released', 'sending', 'in_transit'])
         and ((p.state = any($6)
              and exists (select 1 from instalment i
                          where i.id = p.instalment_id and i.state not in ('cancelled', 'skipped'))
              and not exists (select 1 from payout successor where successor.reissue_of = p.id))
          or p.state = 'outcome_unknown'
          or (p.state = 'released' and p.reason = 'insufficient_funds')
          or h.since is not null
          or w.since < $1)
       order by since, p.id limit $5`,
      [now, LATE_DAYS, LINK_DAYS.unused, LINK_DAYS.beforeEnd, limit, ENDED_UNPAID],
    );
    return rows.map(({ minor, currency, ...rest }) => ({
      ...rest,
      amount: Money.of(BigInt(minor), currency),
    }));
  }

  /** How many payouts have been unclear since before then: a call was made, and nobody knows what came of it. */
  async unclearSince(before: Date): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `select count(*)::integer as count from payout p
       where p.state in ('sending', 'outcome_unknown')
         and (select max(first_sent_at) from payout_attempt a
              where a.payout_id = p.id and a.state in ('sent', 'unknown')) <= $1`,
      [before],
    );
    return row?.count ?? 0;
  }

  /** Her payouts that ended unpaid and are not owed any more: two people wrote them off or called the award off. */
  async calledOff(applicantId: Id<'applicant'>): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      `select p.id from payout p join instalment i on i.id = p.instalment_id
       where p.applicant_id = $1 and i.state = 'cancelled'`,
      [applicantId],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Parts that are due, have no live payout and are less than `least`, oldest first; of one award if it is named. */
  async below(least: Money, awardId: Id<'award'> | null = null): Promise<SmallRest[]> {
    const rows = await this.database.query<Omit<SmallRest, 'amount'> & { minor: string }>(
      `select i.award_id as "awardId", i.amount_minor as minor, i.due_on::text as "dueOn",
              not exists (select 1 from instalment other where other.award_id = i.award_id and other.id <> i.id
                          and other.state in ('planned', 'due', 'held', 'released')) as "isAlone"
       from instalment i join award a on a.id = i.award_id
       where i.state = 'due' and i.amount_minor < $1 and a.currency = $2 and ($3::text is null or a.id = $3)
         and not exists (
           select 1 from payout p where p.instalment_id = i.id and p.state <> all($4))
       order by i.due_on, i.id limit 200`,
      [String(least.minor), least.currency, awardId, UNPAID_ENDS],
    );
    return rows.map(({ minor, ...rest }) => ({
      ...rest,
      amount: Money.of(BigInt(minor), least.currency),
    }));
  }

  async figures(currency: Currency): Promise<PayoutFigures> {
    const rows = await this.database.query<Record<keyof PayoutFigures, string>>(
      `select count(*) filter (where state = 'approved' and batch_id is null) as ready,
              coalesce(sum(amount_minor) filter (where state = 'approved' and batch_id is null), 0) as "readyMinor",
              count(*) filter (where state = 'approved' and batch_id is not null) as "waitingForRelease",
              count(*) filter (where state in ('released', 'sending', 'in_transit')) as "underWay",
              coalesce(sum(amount_minor) filter (where state in ('released', 'sending', 'in_transit')), 0)
                as "underWayMinor",
              count(*) filter (where state = 'outcome_unknown') as unknown,
              count(*) filter (where state = any($2)
                and exists (select 1 from instalment i
                            where i.id = payout.instalment_id and i.state not in ('cancelled', 'skipped'))
                and not exists (select 1 from payout successor where successor.reissue_of = payout.id)) as failed,
              count(*) filter (where state = 'released' and reason = 'insufficient_funds') as parked,
              count(*) filter (where state = 'in_transit' and held_since is not null
                and exists (select 1 from payout_claim c where c.payout_id = payout.id)) as held
       from payout where currency = $1`,
      [currency, ENDED_UNPAID],
    );
    const [row] = rows;
    const count = (name: keyof PayoutFigures): number => Number(row?.[name] ?? 0);
    return {
      ready: count('ready'),
      readyMinor: BigInt(row?.readyMinor ?? 0),
      waitingForRelease: count('waitingForRelease'),
      underWay: count('underWay'),
      underWayMinor: BigInt(row?.underWayMinor ?? 0),
      unknown: count('unknown'),
      failed: count('failed'),
      parked: count('parked'),
      held: count('held'),
    };
  }
}
