import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import type { Evidence } from './evidence.js';

interface Row extends Omit<Evidence, 'seq' | 'amount' | 'decidedAmount' | 'instalmentAmount'> {
  seq: string;
  amount: string;
  decidedAmount: string | null;
  instalmentAmount: string | null;
}

/**
 * Reads across the house as an auditor does: from an entry to the payout, award, decision, approvals and way of
 * paying behind it. Ids, numbers and states only, and nothing is ever written here.
 */
@Injectable()
export class EvidenceStore {
  constructor(private readonly database: Database) {}

  /** In the order of entry numbers; amounts in the currency asked for. */
  async of(seqs: readonly bigint[], currency: string): Promise<Evidence[]> {
    const rows = await this.database.query<Row>(
      `select e.seq, e.actor, e.approver, e.period, e.effective_on::text as "effectiveOn",
         (e.posted_at at time zone 'UTC')::date::text as "postedOn", e.relates_to::text as "relatesTo", m.amount,
         w.id as "awardId", o.id as "payoutId", o.state as "payoutState",
         d.approvals_needed as "approvalsNeeded", d.amount_minor as "decidedAmount", i.amount_minor as "instalmentAmount",
         (select count(distinct v.person_id)::int from approval v
          where v.determination_id = d.id and v.digest = d.digest) as approvals,
         (select count(distinct u.person_id)::int from duty u where u.subject = w.application_id) as people,
         case when o.id is not null then t.state <> 'pending' and t.version = o.method_version
           and t.usable_from <= coalesce(o.released_at, o.created_at) end as "methodVerified"
       from ledger.entry e
       cross join lateral (
         select coalesce(sum(p.amount) filter (where a.book = 'G'), sum(p.amount)) as amount
         from ledger.posting p join ledger.account a on a.code = p.account
         where p.entry_seq = e.seq and p.amount > 0 and p.currency = $2
       ) m
       left join payout o on o.id = e.source_ref
       left join award w on w.id = coalesce(o.award_id, e.source_ref)
       left join instalment i on i.id = o.instalment_id
       left join determination d on d.id = w.determination_id
       left join payout_method t on t.id = o.method_id
       where e.seq = any($1::bigint[]) order by e.seq`,
      [seqs.map(String), currency],
    );
    return rows.map((row) => ({
      ...row,
      seq: BigInt(row.seq),
      amount: BigInt(row.amount),
      decidedAmount: row.decidedAmount === null ? null : BigInt(row.decidedAmount),
      instalmentAmount: row.instalmentAmount === null ? null : BigInt(row.instalmentAmount),
    }));
  }
}
