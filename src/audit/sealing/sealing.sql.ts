import type { LeafSource } from '../leaves/leaf-sources.js';

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

/** The rows at which a batch of $3 rows is halved and cut, as far as there are so many. */
export function cutSql(sources: readonly LeafSource[], reach: Reach): string {
  const parts = sources.map(
    ({ source, view }) =>
      `(select '${source}' collate "C" as source, v.seq, v.txid from ${view} v where ${condition(source, reach)}
        order by v.txid, v.seq limit $3)`,
  );
  return `select txid::text, source, seq, n::integer from (
      select c.*, row_number() over (order by c.txid, c.source, c.seq) as n from (${parts.join(' union all ')}) c) t
    where n in ($3 / 2, $3) order by n`;
}

/**
 * The rows after one ($3 txid, $4 source, $5 seq) up to another ($6, $7, $8), in order: their sources, numbers and
 * hashes. The database hashes, so bodies never travel.
 */
export function hashSql(sources: readonly LeafSource[], reach: Reach): string {
  const parts = sources.map(
    ({ source, view }) =>
      `select '${source}' collate "C" as source, v.seq, v.txid, sha256('\\x00'::bytea || convert_to(v.body, 'UTF8')) as hash
       from ${view} v where ${condition(source, reach)} and v.txid >= $3::xid8 and v.txid <= $6::xid8
       and (v.txid, '${source}' collate "C", v.seq) > ($3::xid8, $4 collate "C", $5::bigint)
       and (v.txid, '${source}' collate "C", v.seq) <= ($6::xid8, $7 collate "C", $8::bigint)`,
  );
  const order = 'order by r.txid, r.source, r.seq';
  return `select count(*)::integer as count, array_agg(r.source ${order})::text as sources,
      array_agg(r.seq ${order})::text as seqs, string_agg(r.hash, ''::bytea ${order}) as hashes
    from (${parts.join(' union all ')}) r`;
}

/** Numbers rows from $1 on: $2 their sources, $3 their numbers, $4 their hashes one after the other. */
export const NUMBER_SQL = `insert into leaf (idx, source, seq, hash)
  select $1::bigint + r.n - 1, r.source, r.seq, substr($4::bytea, ((r.n - 1) * 32 + 1)::integer, 32)
  from unnest($2::text[], $3::bigint[]) with ordinality r (source, seq, n)`;

/** A subquery of its own for each row: never turned into a join over the whole log. */
const condition = (source: string, reach: Reach): string =>
  `${reach === 'closed' ? CLOSED : MOVED}
   and (select 1 from leaf l where l.source = '${source}' and l.seq = v.seq) is null`;
