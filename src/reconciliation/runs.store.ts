import { Injectable } from '@nestjs/common';
import { parseCurrency, type Id } from '#kernel';
import { Database } from '#platform';
import { ReconciliationRunEntity } from './reconciliation-run.entity.js';
import { notFound } from './reconciliation.errors.js';
import type { ReconciliationRun, RunFindings } from './run.js';

/** The only way to the table of runs. */
@Injectable()
export class RunsStore {
  constructor(private readonly database: Database) {}

  async add(
    run: Pick<ReconciliationRun, 'id' | 'rail' | 'cutoff' | 'startedAt' | 'currency' | 'askedBy'>,
  ): Promise<void> {
    await this.database.writer.getRepository(ReconciliationRunEntity).insert(run);
  }

  /** Throws `RECONCILIATION_NOT_FOUND` (not_found). */
  async get(id: Id<'reconciliation'>): Promise<ReconciliationRun> {
    const row = await this.rows.findOneBy({ id });
    if (!row) throw notFound('run');
    return runOf(row);
  }

  async saveLines(id: Id<'reconciliation'>, lines: number): Promise<void> {
    await this.database.writer.getRepository(ReconciliationRunEntity).update({ id }, { lines });
  }

  async finish(id: Id<'reconciliation'>, findings: RunFindings, now: Date): Promise<void> {
    await this.database.writer
      .getRepository(ReconciliationRunEntity)
      .update({ id }, { ...findings, finishedAt: now, errorCode: null });
  }

  async fail(id: Id<'reconciliation'>, errorCode: string, now: Date): Promise<void> {
    await this.database.writer
      .getRepository(ReconciliationRunEntity)
      .update({ id }, { errorCode, finishedAt: now });
  }

  /** Newest first. */
  async latest(limit: number): Promise<ReconciliationRun[]> {
    const rows = await this.rows.find({ order: { startedAt: 'desc', id: 'asc' }, take: limit });
    return rows.map(runOf);
  }

  private get rows() {
    return this.database.reader.getRepository(ReconciliationRunEntity);
  }
}

function runOf(row: ReconciliationRunEntity): ReconciliationRun {
  const { rail, cutoff, startedAt, finishedAt, lines, matched, openedBreaks } = row;
  const { ledgerMinor, providerMinor, listedMinor, errorCode, askedBy } = row;
  return {
    id: row.id as Id<'reconciliation'>,
    currency: parseCurrency(row.currency),
    rail,
    cutoff,
    startedAt,
    finishedAt,
    lines,
    matched,
    openedBreaks,
    ledgerMinor,
    providerMinor,
    listedMinor,
    errorCode,
    askedBy,
  };
}
