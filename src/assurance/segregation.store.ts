import { Injectable } from '@nestjs/common';
import { Database } from '#platform';

/** A role somebody holds or held. People are ids. */
export interface Holding {
  readonly personId: string;
  readonly role: string;
  readonly grantedBy: string;
  readonly grantedAt: Date;
  readonly revokedAt: Date | null;
}

/** One person with two parts in one case, or two roles at one time. */
export interface Offence {
  readonly personId: string;
  readonly what: string;
}

/** Reads who holds which role and who took which part, across the modules that record it. */
@Injectable()
export class SegregationStore {
  constructor(private readonly database: Database) {}

  /** Every grant there ever was, by role, the live ones first. */
  async holdings(): Promise<Holding[]> {
    return this.database.query<Holding>(
      `select person_id as "personId", role, granted_by as "grantedBy", granted_at as "grantedAt",
         revoked_at as "revokedAt"
       from role_grant order by role, revoked_at is not null, granted_at`,
    );
  }

  /** Roles a person held at an instant. */
  async rolesAt(personId: string, at: Date): Promise<string[]> {
    const rows = await this.database.query<{ role: string }>(
      `select distinct role from role_grant
       where person_id = $1 and granted_at <= $2 and (revoked_at is null or revoked_at > $2) order by role`,
      [personId, at],
    );
    return rows.map(({ role }) => role);
  }

  /** People who took two parts in one case: proposed, approved, released. */
  async twoParts(): Promise<Offence[]> {
    return this.database.query<Offence>(
      `select person_id as "personId", subject || ': ' || string_agg(distinct part, ' and ') as what
       from (
         select subject, person_id, part from duty
         union all select application_id, reviewer_id, 'propose' from review
         union all select d.application_id, a.person_id, 'approve'
           from approval a join determination d on d.id = a.determination_id
         union all select p.application_id, b.released_by, 'release'
           from payout p join payout_batch b on b.id = p.batch_id where b.released_by is not null
       ) t group by subject, person_id having count(distinct part) > 1 order by 1, 2 limit 100`,
    );
  }

  /** Batches prepared and released by one person. */
  async ownBatches(): Promise<Offence[]> {
    return this.database.query<Offence>(
      `select prepared_by as "personId", id as what from payout_batch where released_by = prepared_by limit 100`,
    );
  }

  /** Entries whose maker is their second person, or that lack one where their kind asks for one. */
  async entriesAlone(): Promise<Offence[]> {
    return this.database.query<Offence>(
      `select e.actor as "personId", 'entry ' || e.seq as what from ledger.entry e
       join ledger.entry_kind k on k.kind = e.kind
       where e.approver = e.actor or (k.two_person and e.approver is null) order by e.seq limit 100`,
    );
  }

  /** People who held two conflicting roles at one time. */
  async conflictsHeld(): Promise<Offence[]> {
    return this.database.query<Offence>(
      `select distinct a.person_id as "personId", a.role || ' and ' || b.role as what
       from role_conflict c join role_grant a on a.role = c.role
       join role_grant b on b.role = c.other and b.person_id = a.person_id
         and a.granted_at < coalesce(b.revoked_at, 'infinity') and b.granted_at < coalesce(a.revoked_at, 'infinity')
       order by 1, 2 limit 100`,
    );
  }
}
