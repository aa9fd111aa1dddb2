import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import { readVkey, type VerifierKey } from '../log/keys.js';

/** Somebody outside who vouches for the log. */
export interface Witness {
  readonly name: string;
  readonly verifier: VerifierKey;
  readonly addedAt: Date;
  /** Null while the witness counts. */
  readonly removedAt: Date | null;
}

/** One cosignature as it is kept. */
export interface Cosignature {
  readonly size: number;
  readonly witness: string;
  /** The second since 1970 the witness signed at. */
  readonly time: number;
  readonly line: string;
}

type WitnessRow = Omit<Witness, 'verifier'> & { vkey: string };
type CosignatureRow = Omit<Cosignature, 'size' | 'time'> & { size: string; time: string };

/** Witnesses and what they signed. */
@Injectable()
export class WitnessStore {
  constructor(private readonly database: Database) {}

  /** Everybody who is or was a witness, by name. */
  async all(): Promise<Witness[]> {
    const rows = await this.database.query<WitnessRow>(
      `select name, vkey, added_at as "addedAt", removed_at as "removedAt" from witness order by name`,
    );
    return rows.map(({ vkey, ...row }) => ({ ...row, verifier: readVkey(vkey) }));
  }

  /** False when the name or the key was used before. */
  async add({ name, vkey }: VerifierKey, by: string): Promise<boolean> {
    const rows = await this.database.write(
      `insert into witness (name, vkey, added_by) values ($1, $2, $3) on conflict do nothing returning name`,
      [name, vkey, by],
    );
    return rows.length === 1;
  }

  /** False when nobody of this name counts. */
  async remove(name: string): Promise<boolean> {
    const rows = await this.database.write(
      `update witness set removed_at = clock_timestamp() where name = $1 and removed_at is null returning name`,
      [name],
    );
    return rows.length === 1;
  }

  /** False when the witness had cosigned this checkpoint before. */
  async cosign({ size, witness, time, line }: Cosignature): Promise<boolean> {
    const rows = await this.database.write(
      `insert into cosignature (size, witness, timestamp, line) values ($1, $2, $3, $4)
       on conflict do nothing returning size`,
      [size, witness, time, line],
    );
    return rows.length === 1;
  }

  /** The cosignature lines under a checkpoint, of witnesses that count, by name. */
  async lines(size: number): Promise<string[]> {
    const rows = await this.database.query<{ line: string }>(
      `select c.line from cosignature c join witness w on w.name = c.witness and w.removed_at is null
       where c.size = $1 order by c.witness`,
      [size],
    );
    return rows.map(({ line }) => line);
  }

  /** Every cosignature between two sizes (the first excluded), whoever made it. */
  async cosignatures(above: number, upTo: number): Promise<Cosignature[]> {
    const rows = await this.database.query<CosignatureRow>(
      `select size, witness, timestamp as time, line from cosignature
       where size > $1 and size <= $2 order by size, witness`,
      [above, upTo],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size), time: Number(row.time) }));
  }

  /** The largest number of witnesses that count under one checkpoint of at least this size. */
  async mostUnder(size: number): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `select coalesce(max(n), 0)::integer as count from (
         select count(*) as n from cosignature c
         join witness w on w.name = c.witness and w.removed_at is null
         where c.size >= $1 group by c.size) t`,
      [size],
    );
    return row?.count ?? 0;
  }
}
