import { Injectable } from '@nestjs/common';
import { Money, type Currency } from '#kernel';
import { Database } from '#platform';
import type { UpcomingPart } from './upcoming.js';

interface Row extends Omit<UpcomingPart, 'amount'> {
  readonly minor: string;
  readonly currency: Currency;
}

/** Questions about money that will be asked for. */
@Injectable()
export class UpcomingStore {
  constructor(private readonly database: Database) {}

  /**
   * Instalments that nobody has released, due up to a day, in order of the days. The way is that of the payout that is
   * prepared for it, or else the one she has now.
   */
  async parts(until: string): Promise<UpcomingPart[]> {
    const rows = await this.database.query<Row>(
      `select i.due_on::text as day, g.code as programme, g.name as "programmeName",
              coalesce(p.rail, m.rail) as rail, count(*)::integer as count, sum(i.amount_minor)::text as minor,
              a.currency::text
       from instalment i
       join award a on a.id = i.award_id
       join application q on q.id = a.application_id
       join programme g on g.id = q.programme_id
       left join lateral (
         select rail from payout where instalment_id = i.id and state in ('awaiting_approval', 'approved')
         order by created_at desc limit 1) p on true
       left join lateral (
         select rail from payout_method where applicant_id = a.applicant_id and state = 'active'
         order by version desc limit 1) m on true
       where i.state in ('planned', 'due') and i.due_on <= $1::date and a.state in ('accepted', 'active')
       group by 1, 2, 3, 4, a.currency order by 1, 2, 4`,
      [until],
    );
    return rows.map(({ minor, currency, ...row }) => ({
      ...row,
      amount: Money.of(BigInt(minor), currency),
    }));
  }

  /** By rail, what was released and the provider has not taken yet, as far as is known. */
  async released(currency: Currency): Promise<Map<string, Money>> {
    const rows = await this.database.query<{ rail: string; minor: string }>(
      `select rail, sum(amount_minor)::text as minor from payout
       where state in ('released', 'sending', 'outcome_unknown') and currency = $1 group by rail`,
      [currency],
    );
    return new Map(rows.map(({ rail, minor }) => [rail, Money.of(BigInt(minor), currency)]));
  }
}
