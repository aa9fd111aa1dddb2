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
 * The rows up to the cut ($3 txid, $4 source, $5 seq) in order: their sources, numbers and hashes. The database hashes,
 * so bodies never travel, and it may do so in several processes, because this only reads.
 */
export function hashSql(sources: readonly LeafSource[], reach: Reach): string {
  const parts = sources.map(
    ({ source, view }) =>
      `select '${source}' collate "C" as source, v.seq, v.txid, sha256('\\x00'::bytea || convert_to(v.body, 'UTF8')) as hash
       from ${view} v where ${condition(source, reach)}
       and (v.txid, '${source}' collate "C", v.seq) <= ($3::xid8, $4 collate "C", $5::bigint)`,
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

/** Lets the database hash a full batch in several processes, where its settings allow any. */
export const TOGETHER_SQL = `select set_config(name, value, true) from (values
  ('parallel_setup_cost', '0'), ('parallel_tuple_cost', '0'), ('min_parallel_table_scan_size', '0'),
  ('min_parallel_index_scan_size', '0')) t (name, value)`;

/** Compiling costs more than these questions take. */
export const PLAIN_SQL = `select set_config('jit', 'off', true)`;

/** A subquery of its own for each row: never turned into a join over the whole log. */
const condition = (source: string, reach: Reach): string =>
  `${reach === 'closed' ? CLOSED : MOVED}
   and (select 1 from leaf l where l.source = '${source}' and l.seq = v.seq) is null`;
