import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';
import type { MethodState } from './method.states.js';
import type { Standing } from './standing.js';

/** A way by which somebody cannot be paid now, although money is hers. No name, no account. */
export interface WaitingRow {
  readonly awardId: Id<'award'>;
  readonly rail: string;
  readonly state: MethodState;
  readonly standing: Standing;
  readonly since: Date;
  /** Payouts that are made and wait for it. */
  readonly payouts: number;
}

/** Questions across methods, for people who look after payments. */
@Injectable()
export class WaitingMethodsStore {
  constructor(private readonly database: Database) {}

  /**
   * The newest way of everybody who is owed money and has none that can be paid to; longest waiting first. What the
   * provider only looks at is left out unless it has done so since before `patience`.
   */
  async list(patience: Date, limit: number): Promise<WaitingRow[]> {
    return this.database.query<WaitingRow>(
      `select m.award_id as "awardId", m.rail, m.state, m.standing, m.standing_since as since,
              (select count(*)::int from payout p
               where p.applicant_id = m.applicant_id and p.state in ('approved', 'released')) as payouts
       from payout_method m join award a on a.id = m.award_id and a.state in ('accepted', 'active')
       where not exists (select 1 from payout_method newer
                         where newer.applicant_id = m.applicant_id and newer.version > m.version)
         and not exists (select 1 from payout_method other
                         where other.applicant_id = m.applicant_id and other.id <> m.id and other.state = 'active')
         and exists (select 1 from instalment i
                     where i.award_id = m.award_id and i.state in ('planned', 'due', 'held', 'released'))
         and ((m.state = 'pending' and m.provider_recipient is not null)
              or (m.state in ('verified', 'active') and m.standing = 'needs_action')
              or (m.state in ('verified', 'active') and m.standing = 'pending' and m.standing_since <= $1)
              or m.state = 'revoked' or (m.state = 'suspended' and m.standing = 'rejected'))
       order by m.standing_since, m.id limit $2`,
      [patience, limit],
    );
  }
}
