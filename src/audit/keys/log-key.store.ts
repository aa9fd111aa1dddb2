import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import { readVkey, type VerifierKey } from '../log/keys.js';
import type { LogKey } from './log-key.js';

interface Row {
  number: number;
  vkey: string;
  addedAt: Date;
  namedAt: string | null;
}

/** The public halves of the log's keys. */
@Injectable()
export class LogKeyStore {
  constructor(private readonly database: Database) {}

  /** In order. */
  async all(): Promise<LogKey[]> {
    const rows = await this.database.query<Row>(
      `select k.number, k.vkey, k.added_at as "addedAt", case when k.number = 1 then -1 else l.idx end as "namedAt"
       from log_key k left join leaf l on l.source = 'event' and l.seq = k.event_seq order by k.number`,
    );
    return rows.map(({ number, vkey, addedAt, namedAt }) => ({
      number,
      verifier: readVkey(vkey),
      addedAt,
      namedAt: namedAt === null ? null : Number(namedAt),
    }));
  }

  /** `event` is the number of the event that names it; null for the first key. */
  async add(number: number, { id, vkey }: VerifierKey, event: string | null): Promise<void> {
    await this.database.write(
      'insert into log_key (number, key_id, vkey, event_seq) values ($1, $2, $3, $4)',
      [number, id, vkey, event],
    );
  }
}
