import type { Pool } from 'pg';

const LARGEST_TRANSACTION = 1_000;

/** From now on rows of the journal may be written without the posting functions; in a benchmark's own database. */
export async function allowRawEntries(owner: Pool): Promise<void> {
  await owner.query(`alter table ledger.entry disable trigger only_from;
    alter table ledger.posting disable trigger only_from`);
}

/** Entries of four lines as posting would write them, in transactions of a thousand. */
export async function addRawEntries(owner: Pool, count: number): Promise<void> {
  for (let at = 0; at < count; at += LARGEST_TRANSACTION) {
    await owner.query(
      `with e as (
         insert into ledger.entry (kind, effective_on, period, idempotency_key, body_digest, reason, actor, approver)
         select 'award.notified', date '2026-01-15', '2026-01', gen_random_uuid() || ':award.notified',
                sha256('x'), 'benchmark', 'per_0123456789abcdef01234', 'per_abcdef012345678901234'
         from generate_series(1, $1)
         returning seq, gen_random_uuid() as award
       )
       insert into ledger.posting (entry_seq, line, account, fund, currency, amount, award_ref)
       select e.seq, l.line, l.account, 'GEN', 'USD', l.sign * 25000, case when l.line in (1, 3, 4) then e.award end
       from e cross join (values (1, '9130', 1), (2, '9140', -1), (3, '5110', 1), (4, '2110', -1)) l (line, account, sign)`,
      [LARGEST_TRANSACTION],
    );
  }
  await owner.query('analyze ledger.entry, ledger.posting, leaf');
}

/** Bodies of rows that are not sealed, in the order in which they will be. */
export async function waitingBodies(owner: Pool): Promise<string[]> {
  const { rows } = await owner.query<{ body: string }>(
    `select body from (
       select 'entry' as source, txid, seq, body from ledger.entry_leaf
       union all select 'event', txid, seq, body from event_leaf) b
     where not exists (select from leaf l where l.source = b.source and l.seq = b.seq)
     order by txid, source collate "C", seq`,
  );
  return rows.map(({ body }) => body);
}
