import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { to as copyTo, type CopyToStreamQuery } from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { invariant, type Dataset } from '#kernel';
import type { LogHead } from './manifest.js';
import { rowsOf, type Row } from './copy-rows.js';
import { jsonQuestionOf, pseudonym, questionOf, type Asked } from './dataset.sql.js';

/** Which rows, as plain texts, and the sixteen random bytes that this export's pseudonyms are made with. */
export interface SnapshotRange {
  readonly from: string;
  readonly to: string;
  readonly fund: string | null;
  readonly key: Buffer;
}

/** Bytes of a file as the database writes them; `rows` is known after the last one. */
export interface Written {
  readonly stream: Readable;
  readonly rows: () => number;
}

/**
 * One repeatable-read view of the whole database. Streams are read one after the other, each to its end: they
 * share the connection that holds the view. The server writes the text (COPY), so memory here stays flat.
 */
export class Snapshot {
  private readonly asked: Asked;

  constructor(
    private readonly client: PoolClient,
    readonly range: SnapshotRange,
  ) {
    // COPY takes no parameters: every value is quoted by the driver.
    this.asked = {
      from: client.escapeLiteral(range.from),
      to: client.escapeLiteral(range.to),
      fund: range.fund === null ? 'null' : client.escapeLiteral(range.fund),
      key: `'\\x${range.key.toString('hex')}'::bytea`,
    };
  }

  /** RFC 4180 with a header, safe to open in a spreadsheet. */
  csv(dataset: Dataset): Written {
    return this.copy(questionOf(dataset, this.asked, 'spreadsheet'), 'format csv, header');
  }

  /** One JSON object per line. JSON holds no control characters, so two of them can stand for quote and comma. */
  jsonLines(dataset: Dataset): Written {
    const format = String.raw`format csv, quote e'\x01', delimiter e'\x02'`;
    return this.copy(jsonQuestionOf(dataset, this.asked), format);
  }

  /** Texts of one column, a line each, as they are. */
  lines(question: string): Written {
    return this.copy(question, String.raw`format csv, quote e'\x01', delimiter e'\x02'`);
  }

  /** The same rows as values, streamed: exact decimals, ISO dates, pseudonyms, null for what is not there. */
  rows(dataset: Dataset): AsyncGenerator<Row> {
    const { stream } = this.copy(questionOf(dataset, this.asked, 'program'), 'format text');
    return rowsOf(stream, Object.keys(dataset.columns));
  }

  /** All rows at once, for short lists. */
  async all(dataset: Dataset): Promise<Row[]> {
    const all: Row[] = [];
    for await (const row of this.rows(dataset)) all.push(row);
    return all;
  }

  /** The pseudonym of one reference in this export. */
  async pseudonymOf(reference: string): Promise<string> {
    const question = `select ${pseudonym('$1', this.asked.key)} as name`;
    const { rows } = await this.client.query<{ name: string }>(question, [reference]);
    return rows[0]?.name ?? '';
  }

  /** The newest signed head of the log. */
  async checkpoint(): Promise<LogHead | null> {
    const [head] = await this.query<LogHead>(
      `select size::text, encode(root, 'base64') as root, note from checkpoint order by checkpoint.size desc limit 1`,
    );
    return head ?? null;
  }

  /** A plain question about the same view. */
  async query<Answer extends object>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<Answer[]> {
    return (await this.client.query<Answer>(sql, [...parameters])).rows;
  }

  private copy(question: string, format: string): Written {
    const stream: CopyToStreamQuery = this.client.query(
      copyTo(`copy (${question}) to stdout (${format})`),
    );
    return { stream, rows: () => stream.rowCount };
  }
}

/** Opens views of the data for exports: the only place outside a unit of work that holds a connection. */
@Injectable()
export class SnapshotStore {
  constructor(private readonly source: DataSource) {}

  /**
   * Gives `work` one view of the data, and a second connection to the very same view for sums that need not wait for a
   * long stream. A connection that is given up half-way is closed, not reused.
   */
  async read<Result>(
    range: SnapshotRange,
    work: (snapshot: Snapshot, beside: Snapshot) => Promise<Result>,
  ): Promise<Result> {
    return this.view(EXPORT_VIEW, async (client) => {
      const { rows } = await client.query<{ id: string }>('select pg_export_snapshot() as id');
      const same = `${EXPORT_VIEW}; set transaction snapshot ${client.escapeLiteral(rows[0]?.id ?? '')}`;
      return this.view(same, (second) =>
        work(new Snapshot(client, range), new Snapshot(second, range)),
      );
    });
  }

  private async view<Result>(
    begin: string,
    work: (client: PoolClient) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.connection();
    // A connection that ends while we hold it says so as an event too; unheard, that would end the whole service.
    client.on('error', ignore);
    try {
      await client.query(begin);
      // Long is fine here: the reader sets the pace.
      await client.query('set local statement_timeout = 0');
      await client.query(`set local datestyle = 'ISO, YMD'`);
      const result = await work(client);
      await client.query('commit');
      client.off('error', ignore);
      client.release();
      return result;
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

const EXPORT_VIEW = 'begin isolation level repeatable read read only';
const ignore = (): void => undefined;

function isPool(value: unknown): value is Pool {
  return (
    typeof value === 'object' &&
    value !== null &&
    'connect' in value &&
    typeof value.connect === 'function'
  );
}
