import { Injectable } from '@nestjs/common';
import { DomainError, type Id } from '#kernel';
import { Database } from '#platform';

/** A data key as it is stored: readable only through the ring key it names. */
export interface WrappedKey {
  readonly wrapped: Uint8Array;
  readonly ringKey: string;
}

/** The only way to the table of data keys. */
@Injectable()
export class DataKeyStore {
  constructor(private readonly database: Database) {}

  /** Null when the subject has none yet; throws `KEY_DESTROYED` (unavailable) after erasure. */
  async find(subject: string): Promise<WrappedKey | null> {
    const [row] = await this.database.query<{ wrapped: Buffer | null; ringKey: string }>(
      'select wrapped, ring_key as "ringKey" from data_key where subject = $1',
      [subject],
    );
    if (!row) return null;
    if (row.wrapped === null) {
      throw new DomainError(
        'unavailable',
        'KEY_DESTROYED',
        'What was sealed here has been erased.',
      );
    }
    return { wrapped: row.wrapped, ringKey: row.ringKey };
  }

  /** Throws `KEY_MISSING` (not_found) when nothing was ever sealed for the subject. */
  async get(subject: string): Promise<WrappedKey> {
    const found = await this.find(subject);
    if (!found)
      throw new DomainError('not_found', 'KEY_MISSING', 'Nothing was sealed for this subject.');
    return found;
  }

  /** False when another process made the subject's key first. */
  async add(id: Id<'dataKey'>, subject: string, key: WrappedKey): Promise<boolean> {
    const rows = await this.database.write(
      `insert into data_key (id, subject, wrapped, ring_key) values ($1, $2, $3, $4)
       on conflict (subject) do nothing returning id`,
      [id, subject, key.wrapped, key.ringKey],
    );
    return rows.length === 1;
  }
}
