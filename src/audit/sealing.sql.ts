import type { LeafSource } from './leaf-sources.js';

/**
 * Which rows a seal may take. $1 is the watermark of the last seal, $2 that of this one: all transactions below it are
 * over, so the set is closed, whatever is committed meanwhile. A row that has its leaf is passed over.
 */
const CLOSED = 'v.txid >= $1::xid8 and v.txid < $2::xid8';

/**
 * The same after a move to another cluster, where the numbers of restored rows mean nothing: every row without a leaf
 * but those of transactions that may still run here, which lie below the horizon $1.
 */
const MOVED = '(v.txid < $2::xid8 or v.txid >= $1::xid8)';

export type Reach = 'closed' | 'moved';

/** Where a batch ends that is cut: after this many rows. $3 is their number. */
export function cutSql(sources: readonly LeafSource[], reach: Reach): string {
  const parts = sources.map(
    ({ source, view }) =>
      `(select '${source}' collate "C" as source, v.seq, v.txid from ${view} v where ${condition(source, reach)}
        order by v.txid, v.seq limit $3)`,
  );
  return `select txid::text, source, seq from (${parts.join(' union all ')}) c
    order by c.txid, source, seq offset $3 - 1 limit 1`;
}

/**
 * Numbers the rows up to the cut ($3 txid, $4 source, $5 seq) from $6 on, and returns their hashes in order. The
 * database hashes: bodies never travel.
 */
export function sealSql(sources: readonly LeafSource[], reach: Reach): string {
  const parts = sources.map(
    ({ source, view }) =>
      `select '${source}' collate "C" as source, v.seq, v.txid, v.body from ${view} v where ${condition(source, reach)}
       and (v.txid, '${source}' collate "C", v.seq) <= ($3::xid8, $4 collate "C", $5::bigint)`,
  );
  return `with taken as (
      select row_number() over (order by r.txid, r.source, r.seq) as n, r.source, r.seq,
             sha256('\\x00'::bytea || convert_to(r.body, 'UTF8')) as hash
      from (${parts.join(' union all ')}) r
    ), sealed as (
      insert into leaf (idx, source, seq, hash)
      select $6::bigint + n - 1, source, seq, hash from taken order by n
      returning idx, hash
    )
    select count(*)::integer as count, string_agg(hash, ''::bytea order by idx) as hashes from sealed`;
}

/** A subquery of its own for each row: never turned into a join over the whole log. */
const condition = (source: string, reach: Reach): string =>
  `${reach === 'closed' ? CLOSED : MOVED}
   and (select 1 from leaf l where l.source = '${source}' and l.seq = v.seq) is null`;
