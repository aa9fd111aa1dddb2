import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';

/** Accounts where nothing is under way: whatever rests in one came back. */
const QUIET = `select m.provider_recipient as account from payout p
  join payout_method m on m.id = p.method_id
  where p.rail = $1 and m.provider_recipient is not null and ($2::text is null or m.provider_recipient = $2)
    and p.state not in ('awaiting_approval', 'approved', 'released')
  group by m.provider_recipient having not bool_or(p.state in ('sending', 'outcome_unknown', 'in_transit'))
  order by account`;

/** What was paid through people's accounts at a provider. */
@Injectable()
export class AccountSweepStore {
  constructor(private readonly database: Database) {}

  /** Accounts through which this rail has ever paid somebody and through which nothing is under way. */
  async quiet(rail: string): Promise<string[]> {
    const rows = await this.database.query<{ account: string }>(QUIET, [rail, null]);
    return rows.map(({ account }) => account);
  }

  /** Whether nothing is under way through an account now. */
  async isQuiet(rail: string, account: string): Promise<boolean> {
    return (await this.database.query(QUIET, [rail, account])).length > 0;
  }

  /** Payouts through an account that count as hers, the newest first. */
  async paidThrough(rail: string, account: string): Promise<Id<'payout'>[]> {
    const rows = await this.database.query<{ id: Id<'payout'> }>(
      `select p.id from payout p join payout_method m on m.id = p.method_id
       where p.rail = $1 and m.provider_recipient = $2 and p.state in ('paid', 'settled')
       order by p.paid_at desc, p.id`,
      [rail, account],
    );
    return rows.map(({ id }) => id);
  }
}
