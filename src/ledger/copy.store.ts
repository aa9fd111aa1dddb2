import { finished, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { invariant } from '#kernel';

/** Which lines of the journal. */
export interface JournalRange {
  readonly fund?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Streams out of the database with COPY: the server writes the text, and memory here stays flat whatever the size. */
@Injectable()
export class CopyStore {
  constructor(private readonly source: DataSource) {}

  /**
   * CSV of one question about the journal (posting p, entry e), from one view of the data. `ask` puts the
   * conditions of the range into its question. It has a connection of its own until the last byte; one that is
   * given up half-way is closed, not reused.
   */
  async stream(range: JournalRange, ask: (where: string) => string): Promise<Readable> {
    const client = await this.connection();
    // A connection that ends while we hold it says so as an event too; unheard, that would end the whole service.
    // The reader learns of it through the stream.
    client.on('error', ignore);
    try {
      await client.query('begin isolation level repeatable read read only');
      // Long is fine here: the reader sets the pace.
      await client.query('set local statement_timeout = 0');
      const question = ask(conditions(range, client));
      const stream = client.query(copyTo(`copy (${question}) to stdout (format csv, header)`));
      finished(stream, (error) => {
        if (error) client.release(true);
        else void endWell(client);
      });
      return stream;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  private async connection(): Promise<PoolClient> {
    const pool: unknown = 'master' in this.source.driver ? this.source.driver.master : undefined;
    invariant(isPool(pool), 'The database driver keeps a pool of PostgreSQL connections.');
    return pool.connect();
  }
}

const ignore = (): void => undefined;

async function endWell(client: PoolClient): Promise<void> {
  try {
    await client.query('commit');
    client.off('error', ignore);
    client.release();
  } catch {
    client.release(true);
  }
}

/** COPY takes no parameters: every value is quoted by the driver. */
function conditions(range: JournalRange, client: PoolClient): string {
  const wanted: string[] = [];
  if (range.fund !== undefined) wanted.push(`p.fund = ${client.escapeLiteral(range.fund)}`);
  if (range.from !== undefined) {
    wanted.push(`e.effective_on >= ${client.escapeLiteral(range.from)}`);
  }
  if (range.to !== undefined) wanted.push(`e.effective_on <= ${client.escapeLiteral(range.to)}`);
  return wanted.length === 0 ? '' : `where ${wanted.join(' and ')}`;
}

function isPool(value: unknown): value is Pool {
  return (
    typeof value === 'object' &&
    value !== null &&
    'connect' in value &&
    typeof value.connect === 'function'
  );
}
