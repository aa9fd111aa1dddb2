import { Injectable } from '@nestjs/common';
import { invariant, type Id } from '#kernel';
import { Database } from '#platform';
import { IsNull } from 'typeorm';
import { SendingHaltEntity } from './sending-halt.entity.js';

/** While one of these stands, nothing is sent. */
export interface SendingHalt {
  readonly seq: string;
  readonly reason: string;
  readonly haltedAt: Date;
}

/** The only way to the table of halts. */
@Injectable()
export class SendingHaltsStore {
  constructor(private readonly database: Database) {}

  /** Returns its number. */
  async add(reason: string): Promise<string> {
    const [row] = await this.database.write<{ seq: string }>(
      `insert into sending_halt (reason) values ($1) returning seq`,
      [reason],
    );
    invariant(row !== undefined, 'A halt that was written has a number.');
    return row.seq;
  }

  /** Oldest first. */
  async standing(): Promise<SendingHalt[]> {
    return this.database.reader
      .getRepository(SendingHaltEntity)
      .find({ where: { resumedAt: IsNull() }, order: { seq: 'ASC' } });
  }

  /** Whether this sentence stands or stood. */
  async wasSaid(reason: string): Promise<boolean> {
    return this.database.reader.getRepository(SendingHaltEntity).existsBy({ reason });
  }

  /** False when somebody else did it before. */
  async resume(seq: string, personId: Id<'person'>): Promise<boolean> {
    const rows = await this.database.write(
      `update sending_halt set resumed_by = $2, resumed_at = clock_timestamp()
       where seq = $1 and resumed_at is null returning seq`,
      [seq, personId],
    );
    return rows.length === 1;
  }
}
