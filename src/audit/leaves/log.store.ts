import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { Database } from '#platform';
import { LeafSources } from './leaf-sources.js';
import type { TreeHead } from '../log/checkpoint.js';
import { nodeHash, type Subtree } from '../log/tree.js';
import { cutSql, hashSql, NUMBER_SQL, type Reach } from '../sealing/sealing.sql.js';

/** A signed head as it is kept. */
export interface StoredCheckpoint extends TreeHead {
  /** As the log signed it, without cosignatures. */
  readonly note: string;
  readonly keyId: string;
  readonly watermark: string;
  readonly cluster: string;
  readonly sealedAt: Date;
}

/** What is true of the database at one instant of a seal. */
export interface Horizon {
  /** All transactions below are over. */
  readonly watermark: string;
  /** No transaction at or above has begun. */
  readonly horizon: string;
  /** The system identifier of the cluster. */
  readonly cluster: string;
}

/** Rows that wait, hashed. `cutAt` is the transaction in which a full batch ended, null when it was all. */
export interface Batch {
  readonly parts: readonly HashedRows[];
  readonly cutAt: string | null;
}

/** The two bounds of a batch, and how to read them. */
export interface Bounds {
  readonly reach: Reach;
  readonly from: string;
  readonly below: string;
}

/** A row on its way into the log. */
interface Row {
  readonly txid: string;
  readonly source: string;
  readonly seq: string;
}

/** Rows in order; sources and numbers as the text of arrays, which go back as they came. */
interface HashedRows {
  readonly count: number;
  readonly sources: string | null;
  readonly seqs: string | null;
  readonly hashes: Buffer | null;
}

/** Before every row. */
const FIRST: Row = { txid: '0', source: '', seq: '0' };
/** Above every transaction number and every row. */
const LAST: Row = { txid: '18446744073709551615', source: '~', seq: '0' };
/** Stored subtree roots stand this many levels apart: a tile of 256 between them. */
export const TILE_LEVELS = 8;
const HASH_BYTES = 32;

const CHECKPOINT = `select size, root, note, key_id as "keyId", watermark::text, system_identifier as cluster,
  sealed_at as "sealedAt" from checkpoint`;

/** The first instant of the day (UTC) of an instant. */
const dayOf = (instant: string): string =>
  `(date_trunc('day', ${instant} at time zone 'UTC') at time zone 'UTC')`;

type CheckpointRow = Omit<StoredCheckpoint, 'size'> & { size: string };

/** The tables of the log: leaves, subtree roots, checkpoints. */
@Injectable()
export class LogStore {
  constructor(
    private readonly database: Database,
    private readonly sources: LeafSources,
  ) {}

  /** Waits until no other sealer works, and keeps others out until the unit of work ends. */
  async lock(): Promise<void> {
    await this.database.write('select pg_advisory_xact_lock(7314, 0)');
  }

  async horizon(): Promise<Horizon> {
    const [row] = await this.database.query<Horizon>(
      `select pg_snapshot_xmin(pg_current_snapshot())::text as watermark,
              pg_snapshot_xmax(pg_current_snapshot())::text as horizon,
              (select system_identifier::text from pg_control_system()) as cluster`,
    );
    invariant(row !== undefined, 'The database knows its transactions.');
    return row;
  }

  /** The latest checkpoint, or null before the first seal. */
  async head(): Promise<StoredCheckpoint | null> {
    return this.first(`${CHECKPOINT} order by size desc limit 1`, []);
  }

  /** The checkpoint of exactly this size. */
  async checkpointAt(size: number): Promise<StoredCheckpoint | null> {
    return this.first(`${CHECKPOINT} where size = $1`, [size]);
  }

  /** The last checkpoint of the latest day (UTC, by the database's clock) that is over. */
  async lastBeforeToday(): Promise<StoredCheckpoint | null> {
    return this.first(
      `${CHECKPOINT} where sealed_at < ${dayOf('clock_timestamp()')} order by size desc limit 1`,
      [],
    );
  }

  /** Whether the day it was sealed on is over and no later one was sealed on it. */
  async isLastOfItsDay(size: number): Promise<boolean> {
    const found = await this.first(
      `${CHECKPOINT} where size = $1 and sealed_at < ${dayOf('clock_timestamp()')} and not exists (
         select from checkpoint n where n.size > $1 and n.sealed_at < ${dayOf('checkpoint.sealed_at')} + interval '1 day')`,
      [size],
    );
    return found !== null;
  }

  /** Newest first; `below` a size. */
  async checkpoints(limit: number, below?: number): Promise<StoredCheckpoint[]> {
    const sql = `${CHECKPOINT} where $2::bigint is null or size < $2 order by size desc limit $1`;
    const rows = await this.database.query<CheckpointRow>(sql, [limit, below ?? null]);
    return rows.map(toCheckpoint);
  }

  /** Those above one size and up to another, the smallest first. */
  async checkpointsBetween(above: number, upTo: number): Promise<StoredCheckpoint[]> {
    const sql = `${CHECKPOINT} where size > $1 and size <= $2 order by size`;
    const rows = await this.database.query<CheckpointRow>(sql, [above, upTo]);
    return rows.map(toCheckpoint);
  }

  /**
   * The next rows, at most `limit`, hashed; outside a unit of work, a large batch on two connections at once. What lies
   * below the watermark is closed, so it does not matter when it is read.
   */
  async nextBatch({ reach, from, below }: Bounds, limit: number): Promise<Batch> {
    const { all } = this.sources;
    const marks = await this.database.query<Row & { n: number }>(cutSql(all, reach), [
      from,
      below,
      limit,
    ]);
    const cut = marks.find(({ n }) => n === limit);
    const ends = [...marks.filter(({ n }) => n < limit), cut ?? LAST];
    const sql = hashSql(all, reach);
    const parts = await Promise.all(
      ends.map(async (end, at) => {
        const after = ends[at - 1] ?? FIRST;
        const [rows] = await this.database.query<HashedRows>(sql, [
          ...[from, below, after.txid, after.source, after.seq],
          ...[end.txid, end.source, end.seq],
        ]);
        invariant(rows !== undefined, 'A count has a row.');
        return rows;
      }),
    );
    return { parts, cutAt: cut?.txid ?? null };
  }

  /** Gives the rows of a batch their numbers from `size` on and returns their hashes in order. */
  async number(size: number, { parts }: Batch): Promise<Buffer[]> {
    const hashes: Buffer[] = [];
    for (const part of parts.filter(({ count }) => count > 0)) {
      await this.database.write(NUMBER_SQL, [
        size + hashes.length,
        part.sources,
        part.seqs,
        part.hashes,
      ]);
      hashes.push(...hashesIn(part.hashes ?? Buffer.alloc(0)));
    }
    return hashes;
  }

  async addNodes(nodes: readonly (Subtree & { readonly hash: Buffer })[]): Promise<void> {
    if (nodes.length === 0) return;
    await this.database.write(
      `insert into log_node (level, idx, hash)
       select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])`,
      [nodes.map(({ level }) => level), nodes.map(({ idx }) => idx), nodes.map(({ hash }) => hash)],
    );
  }

  async addCheckpoint(checkpoint: Omit<StoredCheckpoint, 'sealedAt'>): Promise<void> {
    await this.database.write(
      `insert into checkpoint (size, root, note, key_id, watermark, system_identifier)
       values ($1, $2, $3, $4, $5::xid8, $6)`,
      [
        checkpoint.size,
        checkpoint.root,
        checkpoint.note,
        checkpoint.keyId,
        checkpoint.watermark,
        checkpoint.cluster,
      ],
    );
  }

  /** Roots of whole subtrees, in their order, read from the nearest stored level. Null when leaves are missing. */
  async roots(subtrees: readonly Subtree[]): Promise<Buffer[] | null> {
    if (subtrees.length === 0) return [];
    const parts = subtrees.map(({ level, idx }) => {
      const base = level - (level % TILE_LEVELS);
      const width = 2 ** (level - base);
      return { base, width, from: idx * width };
    });
    const rows = await this.database.query<{ hashes: Buffer | null }>(
      `select (select string_agg(n.hash, ''::bytea order by n.idx) from (
           select idx, hash from leaf where w.level = 0 and idx >= w.first and idx < w.last
           union all
           select idx, hash from log_node where level = w.level and idx >= w.first and idx < w.last) n) as hashes
       from unnest($1::smallint[], $2::bigint[], $3::bigint[]) with ordinality w (level, first, last, ord)
       order by w.ord`,
      [
        parts.map(({ base }) => base),
        parts.map(({ from }) => from),
        parts.map(({ from, width }) => from + width),
      ],
    );
    const tiles = rows.map(({ hashes }) => hashesIn(hashes ?? Buffer.alloc(0)));
    const isWhole = parts.every(({ width }, at) => tiles[at]?.length === width);
    return isWhole ? tiles.map(tileRoot) : null;
  }

  /** The number of the leaf of a row, or null while it is not sealed. */
  async leafOf(source: string, seq: string): Promise<{ idx: number; hash: Buffer } | null> {
    return this.leaf('select idx, hash from leaf where source = $1 and seq = $2', [source, seq]);
  }

  /** A leaf by its number. */
  async leafAt(idx: number): Promise<{ idx: number; hash: Buffer } | null> {
    return this.leaf('select idx, hash from leaf where idx = $1', [idx]);
  }

  /** How many rows of each source wait for their leaf; counting stops at `most`. */
  async waiting(most: number): Promise<number> {
    const head = await this.head();
    const { cluster } = await this.horizon();
    const parts = this.sources.all.map(
      ({ source, view }) =>
        `(select 1 from ${view} v where v.txid >= $1::xid8
            and (select 1 from leaf l where l.source = '${source}' and l.seq = v.seq) is null limit $2)`,
    );
    const counting = `select count(*)::integer as count from (${parts.join(' union all ')}) w`;
    const [row] = await this.database.query<{ count: number }>(counting, [
      head?.cluster === cluster ? head.watermark : '0',
      most,
    ]);
    return row?.count ?? 0;
  }

  private async leaf(
    sql: string,
    parameters: readonly unknown[],
  ): Promise<{ idx: number; hash: Buffer } | null> {
    const [row] = await this.database.query<{ idx: string; hash: Buffer }>(sql, parameters);
    return row === undefined ? null : { idx: Number(row.idx), hash: row.hash };
  }

  private async first(
    sql: string,
    parameters: readonly unknown[],
  ): Promise<StoredCheckpoint | null> {
    const [row] = await this.database.query<CheckpointRow>(sql, parameters);
    return row === undefined ? null : toCheckpoint(row);
  }
}

const toCheckpoint = (row: CheckpointRow): StoredCheckpoint => ({ ...row, size: Number(row.size) });

function hashesIn(bytes: Buffer): Buffer[] {
  const hashes: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += HASH_BYTES) {
    hashes.push(bytes.subarray(at, at + HASH_BYTES));
  }
  return hashes;
}

/** The root over 2^n hashes. */
function tileRoot(hashes: readonly Buffer[]): Buffer {
  let row = [...hashes];
  while (row.length > 1) {
    row = row.flatMap((left, at) => {
      const right = row[at + 1];
      return at % 2 === 0 && right !== undefined ? [nodeHash(left, right)] : [];
    });
  }
  const [root] = row;
  invariant(root !== undefined, 'A tile has a root.');
  return root;
}
