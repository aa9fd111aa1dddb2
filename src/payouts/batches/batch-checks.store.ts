import { Injectable } from '@nestjs/common';
import { Money, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import type { PaymentFacts } from './anomalies.js';
import type { FeeSchedule } from './fees.js';

interface FactsRow extends Omit<PaymentFacts, 'amount' | 'usual'> {
  readonly minor: string;
  readonly currency: Currency;
  readonly median: string | null;
  readonly samples: number | null;
}

interface FeeRow {
  readonly rail: string;
  readonly way: string | null;
  readonly currency: Currency;
  readonly fixed: string;
  readonly basisPoints: number;
  readonly least: string;
}

/** Half a year of payments tells what a programme usually pays. */
const USUAL_DAYS = 180;

/** Questions about the payouts of a batch before money leaves. */
@Injectable()
export class BatchChecksStore {
  constructor(private readonly database: Database) {}

  /**
   * In order of their ids. Accounts of one rail all have the same kind of mark, which tells them apart better than a likeness:
   * that one is compared between rails only.
   */
  async facts(ids: readonly Id<'payout'>[], now: Date): Promise<PaymentFacts[]> {
    const rows = await this.database.query<FactsRow>(
      `with usual as (
         select a.programme_id, e.currency, count(*)::int as samples,
                percentile_disc(0.5) within group (order by e.amount_minor) as median
         from payout e join application a on a.id = e.application_id
         where e.paid_at > $2::timestamptz - make_interval(days => $3) group by 1, 2)
       select p.id, p.applicant_id as "applicantId", p.amount_minor as minor, p.currency, m.way,
              encode(m.fingerprint, 'hex') as fingerprint, p.method_version as "methodVersion",
              m.created_at as "methodSince",
              not exists (select 1 from payout e where e.method_id = p.method_id and e.paid_at is not null)
                as "isFirst",
              exists (select 1 from payout_method other
                      where other.fingerprint = m.fingerprint and other.applicant_id <> m.applicant_id)
                as "isShared",
              exists (select 1 from payout_method other
                      where other.likeness = m.likeness and other.rail <> m.rail
                        and other.applicant_id <> m.applicant_id) as "hasLookalike",
              (select max(e.paid_at) from payout e
               where e.applicant_id = p.applicant_id and e.state in ('paid', 'settled')) as "lastPaidAt",
              (with recursive earlier as (
                 select p.reissue_of as id union all
                 select e.reissue_of from earlier join payout e on e.id = earlier.id)
               select count(*)::int from earlier join payout e on e.id = earlier.id and e.state <> 'cancelled')
                as reissues,
              u.median, u.samples,
              case when g.id is null then 'offered'
                when not p.rail = any(g.rails) then 'off'
                when p.amount_minor between coalesce((l.bounds ->> 'leastMinor')::bigint, p.amount_minor)
                  and coalesce((l.bounds ->> 'mostMinor')::bigint, p.amount_minor) then 'offered'
                else 'outside' end as policy
       from payout p
       join payout_method m on m.id = p.method_id
       left join application a on a.id = p.application_id
       left join programme g on g.id = a.programme_id and g.currency = p.currency
       left join lateral (select g.rail_limits -> p.rail as bounds) l on true
       left join usual u on u.programme_id = a.programme_id and u.currency = p.currency
       where p.id = any($1) order by p.id`,
      [ids, now, USUAL_DAYS],
    );
    return rows.map(({ minor, currency, median, samples, ...rest }) => ({
      ...rest,
      amount: Money.of(BigInt(minor), currency),
      usual:
        median === null || samples === null
          ? null
          : { median: Money.of(BigInt(median), currency), count: samples },
    }));
  }

  /** The prices in force on the day of `now`. */
  async schedules(now: Date): Promise<FeeSchedule[]> {
    const rows = await this.database.query<FeeRow>(
      `select distinct on (rail, way, currency) rail, way, currency, fixed_minor as fixed,
              basis_points as "basisPoints", min_minor as least
       from fee_schedule where valid_from <= $1 order by rail, way, currency, valid_from desc`,
      [now],
    );
    return rows.map(({ rail, way, currency, fixed, basisPoints, least }) => ({
      ...{ rail, way, basisPoints },
      fixed: Money.of(BigInt(fixed), currency),
      least: Money.of(BigInt(least), currency),
    }));
  }
}
