import { Injectable } from '@nestjs/common';
import { newId, parseCurrency, type Id } from '#kernel';
import { Database } from '#platform';
import type { Break, BreakCode, Difference } from './break.js';
import type { BreakState } from './break.states.js';
import { CLOSE_PROVED } from './matching.sql.js';
import { ReconciliationBreakEntity } from './reconciliation-break.entity.js';
import { notFound } from './reconciliation.errors.js';

/** The only way to the table of breaks. */
@Injectable()
export class BreaksStore {
  constructor(private readonly database: Database) {}

  /** Opens what is not open yet and returns what was new: one open break per rail, code and subject. */
  async open(rail: string, differences: readonly Difference[], now: Date): Promise<Difference[]> {
    const rows = await this.database.write<{ code: string; subject: string }>(
      `insert into reconciliation_break
         (id, rail, code, subject, expected_minor, observed_minor, currency, state, opened_at)
       select id, $1, code, subject, expected_minor, observed_minor, currency, 'open', $2
       from unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[])
         as found (id, code, subject, expected_minor, observed_minor, currency)
       on conflict (rail, code, subject) where state in ('open', 'assigned') do nothing
       returning code, subject`,
      [
        rail,
        now,
        differences.map(() => newId('break')),
        differences.map((found) => found.code),
        differences.map((found) => found.subject),
        differences.map((found) => textOf(found.expectedMinor)),
        differences.map((found) => textOf(found.observedMinor)),
        differences.map((found) => found.currency),
      ],
    );
    return differences.filter((found) =>
      rows.some((row) => row.code === found.code && row.subject === found.subject),
    );
  }

  /**
   * Closes open breaks that a later match proves to be nothing: everything known about the subject, on
   * both sides, is matched now. Returns their ids.
   */
  async closeProved(rail: string, now: Date): Promise<Id<'break'>[]> {
    const rows = await this.database.write<{ id: Id<'break'> }>(CLOSE_PROVED, [rail, now]);
    return rows.map((row) => row.id);
  }

  /** Closes the rail's balance break because the figures agree again. */
  async closeBalance(rail: string, now: Date): Promise<void> {
    await this.database.write(
      `update reconciliation_break
       set state = 'resolved', resolution = 'The balances agree again.', resolved_by = 'system', closed_at = $2
       where rail = $1 and code = 'balance' and state in ('open', 'assigned')`,
      [rail, now],
    );
  }

  /** Throws `RECONCILIATION_NOT_FOUND` (not_found). */
  async get(id: Id<'break'>): Promise<Break> {
    const row = await this.rows.findOneBy({ id });
    if (!row) throw notFound('break');
    return breakOf(row);
  }

  /** The break, locked until the unit of work ends. */
  async getLocked(id: Id<'break'>): Promise<Break> {
    const row = await this.database.writer
      .getRepository(ReconciliationBreakEntity)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw notFound('break');
    return breakOf(row);
  }

  async save(changed: Break): Promise<void> {
    const { id, state, ownerId, resolution, resolvedBy, secondPerson, closedAt } = changed;
    await this.database.writer
      .getRepository(ReconciliationBreakEntity)
      .update({ id }, { state, ownerId, resolution, resolvedBy, secondPerson, closedAt });
  }

  /** Open and assigned ones, oldest first. */
  async listOpen(): Promise<Break[]> {
    const rows = await this.rows.find({
      where: [{ state: 'open' }, { state: 'assigned' }],
      order: { openedAt: 'asc', id: 'asc' },
    });
    return rows.map(breakOf);
  }

  /** The latest that are closed. */
  async listClosed(limit: number): Promise<Break[]> {
    const rows = await this.rows.find({
      where: [{ state: 'resolved' }, { state: 'written_off' }],
      order: { closedAt: 'desc', id: 'asc' },
      take: limit,
    });
    return rows.map(breakOf);
  }

  async countOpen(): Promise<number> {
    return this.rows.countBy([{ state: 'open' }, { state: 'assigned' }]);
  }

  private get rows() {
    return this.database.reader.getRepository(ReconciliationBreakEntity);
  }
}

const textOf = (minor: bigint | null): string | null => (minor === null ? null : String(minor));

function breakOf(row: ReconciliationBreakEntity): Break {
  return {
    id: row.id as Id<'break'>,
    rail: row.rail,
    // Both columns carry CHECKs with exactly these words.
    code: row.code as BreakCode,
    state: row.state as BreakState,
    subject: row.subject,
    expectedMinor: row.expectedMinor,
    observedMinor: row.observedMinor,
    currency: parseCurrency(row.currency),
    openedAt: row.openedAt,
    ownerId: row.ownerId,
    resolution: row.resolution,
    resolvedBy: row.resolvedBy,
    secondPerson: row.secondPerson,
    closedAt: row.closedAt,
  };
}
