import { Injectable } from '@nestjs/common';
import { Database } from '#platform';

/** The decision, and what it led to, behind an entry about an award. Ids, numbers and states only. */
export interface Trace {
  readonly awardId: string;
  readonly awardState: string;
  readonly applicationId: string;
  readonly determinationId: string;
  readonly decidedAt: Date | null;
  readonly decidedMinor: string;
  readonly currency: string;
  readonly policyNumber: number;
  readonly approvalsNeeded: number;
}

/** A person who had a part in it, with the roles held at that moment. */
export interface Part {
  readonly part: 'propose' | 'approve' | 'release';
  readonly personId: string;
  readonly takenAt: Date;
  readonly asDirector: boolean;
  readonly roles: readonly string[];
}

/** A payout behind an entry. */
export interface PayoutTrace {
  readonly payoutId: string;
  readonly state: string;
  readonly batchId: string | null;
  readonly preparedBy: string | null;
  readonly releasedBy: string | null;
}

/** The line of a statement that an entry was compared with, and the rule that matched them. */
export interface StatementTrace {
  readonly lineId: string;
  readonly kind: string;
  readonly effectiveAt: Date;
  readonly rule: string;
}

/** The voucher behind an entry that finance wrote by hand. */
export interface VoucherTrace {
  readonly voucherId: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  /** The second person; null where one is enough. */
  readonly decidedBy: string | null;
  readonly decidedAt: Date;
}

/** Follows an entry to the acts behind it, across the house and read only. */
@Injectable()
export class EntryTraceStore {
  constructor(private readonly database: Database) {}

  /** The award that the books call by this reference; null once its row is gone. */
  async award(ledgerRef: string): Promise<Trace | null> {
    const [row] = await this.database.query<Trace>(
      `select a.id as "awardId", a.state as "awardState", a.application_id as "applicationId",
         d.id as "determinationId", d.decided_at as "decidedAt", d.amount_minor as "decidedMinor", d.currency,
         p.number as "policyNumber", d.approvals_needed as "approvalsNeeded"
       from award a join determination d on d.id = a.determination_id join policy_version p on p.id = d.policy_id
       where a.ledger_ref = $1`,
      [ledgerRef],
    );
    return row ?? null;
  }

  /** Who proposed, approved and released in a case, in that order. */
  async parts(applicationId: string): Promise<Part[]> {
    return this.database.query<Part>(
      `select u.part, u.person_id as "personId", u.taken_at as "takenAt", exists (
           select from approval v join determination d on d.id = v.determination_id
           where d.application_id = u.subject and v.person_id = u.person_id and v.as_director
         ) as "asDirector", array(
           select distinct g.role from role_grant g
           where g.person_id = u.person_id and g.granted_at <= u.taken_at
             and (g.revoked_at is null or g.revoked_at > u.taken_at) order by 1
         ) as roles
       from duty u where u.subject = $1
       order by array_position(array['propose', 'approve', 'release'], u.part), u.taken_at, u.person_id`,
      [applicationId],
    );
  }

  async payout(payoutId: string): Promise<PayoutTrace | null> {
    const [row] = await this.database.query<PayoutTrace>(
      `select o.id as "payoutId", o.state, o.batch_id as "batchId", b.prepared_by as "preparedBy",
         b.released_by as "releasedBy"
       from payout o left join payout_batch b on b.id = o.batch_id where o.id = $1`,
      [payoutId],
    );
    return row ?? null;
  }

  /** The voucher that asked for this entry. */
  async voucher(seq: bigint): Promise<VoucherTrace | null> {
    const [row] = await this.database.query<VoucherTrace>(
      `select id as "voucherId", proposed_by as "proposedBy", proposed_at as "proposedAt", decided_by as "decidedBy",
         decided_at as "decidedAt"
       from voucher where entry_seq = $1`,
      [String(seq)],
    );
    return row ?? null;
  }

  /** The line of a provider's statement that was matched with the entry of this key. */
  async statementLine(key: string): Promise<StatementTrace | null> {
    const [row] = await this.database.query<StatementTrace>(
      `select l.id as "lineId", l.kind, l.effective_at as "effectiveAt", m.rule
       from statement_match_entry k join statement_match m on m.line_id = k.line_id
       join statement_line l on l.id = k.line_id where k.entry_key = $1`,
      [key],
    );
    return row ?? null;
  }

  /** The leaf's canonical text: what its hash is the hash of. */
  async leafBody(seq: bigint): Promise<string | null> {
    const [row] = await this.database.query<{ body: string }>(
      'select body from ledger.entry_leaf where seq = $1',
      [String(seq)],
    );
    return row?.body ?? null;
  }
}
