import { Injectable } from '@nestjs/common';
import { Database } from '#platform';

export type ClosingKind = 'year_closed' | 'fx_revalued';

/** What one person worked out for another to post, bound to a digest of the lines. */
export interface ClosingProposal {
  readonly number: string;
  readonly digest: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  /** Its entries stand in the books. */
  readonly isPosted: boolean;
}

/** Proposals of closing entries: the latest of its kind and subject counts. Nothing is changed or removed. */
@Injectable()
export class ClosingProposalsStore {
  constructor(private readonly database: Database) {}

  /** One closing of a kind and subject at a time, until the unit of work ends. */
  async lock(kind: ClosingKind, subject: string): Promise<void> {
    await this.database.write(
      `select pg_advisory_xact_lock(hashtext('closing:' || $1 || ':' || $2))`,
      [kind, subject],
    );
  }

  async add(
    kind: ClosingKind,
    subject: string,
    proposal: Pick<ClosingProposal, 'digest' | 'proposedBy' | 'proposedAt'>,
  ): Promise<void> {
    await this.database.write(
      `insert into closing_proposal (kind, subject, digest, proposed_by, proposed_at)
       values ($1, $2, $3, $4, $5)`,
      [kind, subject, proposal.digest, proposal.proposedBy, proposal.proposedAt],
    );
  }

  async latest(kind: ClosingKind, subject: string): Promise<ClosingProposal | null> {
    const rows = await this.database.query<ClosingProposal>(
      `select number, digest, proposed_by as "proposedBy", proposed_at as "proposedAt",
         exists (select from ledger.entry e where e.source_ref = 'closing:' || number) as "isPosted"
       from closing_proposal where kind = $1 and subject = $2
       order by closing_proposal.number desc limit 1`,
      [kind, subject],
    );
    return rows[0] ?? null;
  }
}
