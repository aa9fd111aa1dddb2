import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { PostingOrder } from '#ledger';

/** Columns of rows as PostgreSQL's unnest takes them. */
export type Columns = readonly (readonly unknown[])[];

/**
 * The journal's two tables once more, with all their defaults, checks and indexes, and with nothing around them:
 * no rules, no balances, no walls. What fills them is the limit of every way to post.
 */
export async function makeRawTables(owner: Pool): Promise<void> {
  await owner.query(`create schema raw;
    create table raw.entry (like ledger.entry including all);
    create table raw.posting (like ledger.posting including all)`);
}

export const RAW_INSERT = `
  with e as (
    insert into raw.entry (seq, kind, effective_on, period, idempotency_key, body_digest, reason, actor, approver)
      overriding system value
    select * from unnest($1::bigint[], $2::text[], $3::date[], $4::text[], $5::text[], $6::bytea[], $7::text[],
      $8::text[], $9::text[])
  )
  insert into raw.posting (entry_seq, line, account, fund, currency, amount, award_ref)
  select * from unnest($10::bigint[], $11::smallint[], $12::text[], $13::text[], $14::text[], $15::bigint[],
    $16::uuid[])`;

interface RawLine {
  readonly account: string;
  readonly fund: string;
  readonly sign: 1n | -1n;
}

/** The rows that posting these orders writes, made by hand, as the parameters of the raw insert. */
export function rawRows(
  orders: readonly PostingOrder[],
  firstSeq: number,
  linesOf: (order: PostingOrder) => readonly RawLine[],
): Columns {
  const date = new Date().toISOString().slice(0, 10);
  const all = <Value>(value: Value): Value[] => orders.map(() => value);
  const seqs = orders.map((_, n) => firstSeq + n);
  const lines = orders.flatMap((order, n) =>
    linesOf(order).map((line, k) => ({ ...line, order, seq: firstSeq + n, line: k + 1 })),
  );
  return [
    seqs,
    orders.map(({ kind }) => kind),
    all(date),
    all(date.slice(0, 7)),
    orders.map(({ key }) => key),
    orders.map(({ key }) => createHash('sha256').update(key).digest()),
    orders.map(({ reason }) => reason),
    orders.map(({ actor }) => actor),
    orders.map(({ approver }) => approver),
    lines.map(({ seq }) => seq),
    lines.map(({ line }) => line),
    lines.map(({ account }) => account),
    lines.map(({ fund }) => fund),
    lines.map(({ order }) => order.amount.currency),
    lines.map(({ order, sign }) => String(order.amount.minor * sign)),
    lines.map(({ order, account }) => (NAMES_AWARD.has(account) ? (order.awardRef ?? null) : null)),
  ];
}

/** Of the accounts used here, those whose lines name the award. */
const NAMES_AWARD = new Set(['9130', '5110', '2110']);

/** The lines of a transfer between the two funds of the benchmarks. */
export const TRANSFERRED = [
  { account: '3900', fund: 'GEN', sign: 1n },
  { account: '1110', fund: 'GEN', sign: -1n },
  { account: '1110', fund: 'RES', sign: 1n },
  { account: '3900', fund: 'RES', sign: -1n },
] as const;
