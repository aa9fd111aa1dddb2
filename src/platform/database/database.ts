import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { invariant } from '#kernel';

const current = new AsyncLocalStorage<EntityManager>();

/**
 * The way to the tables, for stores only. Inside a unit of work everything goes through its transaction;
 * outside one, reading is allowed and writing is a broken promise.
 */
@Injectable()
export class Database {
  constructor(private readonly source: DataSource) {}

  /** For reading: the running unit of work's view, or the latest committed one. */
  get reader(): EntityManager {
    return current.getStore() ?? this.source.manager;
  }

  /** For writing: the running unit of work. */
  get writer(): EntityManager {
    const manager = current.getStore();
    invariant(manager !== undefined, 'Every write belongs to a unit of work.');
    return manager;
  }

  /** Rows of a plain SQL question. Bigint columns arrive as text: turn them into BigInt at once. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.reader.query<Row[]>(sql, [...parameters]);
  }

  /** Runs SQL that writes, inside the unit of work; returns its rows (use `returning`). */
  async write<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const result: unknown = await this.writer.query(sql, [...parameters]);
    return rowsOf<Row>(result);
  }

  /** Runs one statement that writes and is a unit of work by itself: it is committed when this returns. */
  async writeAlone<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    invariant(
      current.getStore() === undefined,
      'Inside a unit of work nothing is committed apart.',
    );
    const result: unknown = await this.source.query(sql, [...parameters]);
    return rowsOf<Row>(result);
  }
}

/** TypeORM answers UPDATE and DELETE with [rows, count] and everything else with rows. */
function rowsOf<Row>(result: unknown): Row[] {
  if (!Array.isArray(result)) return [];
  const [first, second] = result as unknown[];
  return (
    result.length === 2 && Array.isArray(first) && typeof second === 'number' ? first : result
  ) as Row[];
}

/**
 * One act, one transaction: state, journal, audit and facts are written together or not at all.
 * Calls to the outside stand between two units of work, never inside one.
 */
@Injectable()
export class UnitOfWork {
  constructor(private readonly source: DataSource) {}

  /** Runs `work` in a transaction and commits when it returns; joins the one already running, if any. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (current.getStore() !== undefined) return work();
    return this.source.transaction((manager) => current.run(manager, work));
  }

  /** Whether a unit of work is running: code that talks to the outside checks that none is. */
  get isRunning(): boolean {
    return current.getStore() !== undefined;
  }
}
