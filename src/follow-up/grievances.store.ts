import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import type { Id } from '#kernel';
import { Database } from '#platform';
import { grievanceUnknown } from './follow-up.errors.js';
import { GrievanceEntity } from './grievance.entity.js';
import type { Grievance, GrievanceCategory, TraceOutcome } from './grievance.js';
import type { GrievanceState } from './grievance.states.js';

/** The only way to the table of grievances. */
@Injectable()
export class GrievancesStore {
  constructor(private readonly database: Database) {}

  /** Adds it, unless it is a second payment trace for the same payout. */
  async add(grievance: Grievance): Promise<void> {
    await this.database.write(
      `insert into grievance (id, applicant_id, payout_id, category, state, opened_at)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
      [
        grievance.id,
        grievance.applicantId,
        grievance.payoutId,
        grievance.category,
        grievance.state,
        grievance.openedAt,
      ],
    );
  }

  /** Throws `GRIEVANCE_UNKNOWN` (not_found). */
  async get(id: Id<'grievance'>): Promise<Grievance> {
    const row = await this.rows.findOneBy({ id });
    if (!row) throw grievanceUnknown();
    return grievanceOf(row);
  }

  async getLocked(id: Id<'grievance'>): Promise<Grievance> {
    const row = await this.database.writer
      .getRepository(GrievanceEntity)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw grievanceUnknown();
    return grievanceOf(row);
  }

  async save({ id, state, ownerId, outcome, closedAt }: Grievance): Promise<void> {
    await this.database.writer
      .getRepository(GrievanceEntity)
      .update({ id }, { state, ownerId, outcome, closedAt });
  }

  /** Everything that is not closed, oldest first. */
  async listOpen(): Promise<Grievance[]> {
    const rows = await this.rows.find({
      where: { state: Not('closed') },
      order: { openedAt: 'asc', id: 'asc' },
    });
    return rows.map(grievanceOf);
  }

  private get rows() {
    return this.database.reader.getRepository(GrievanceEntity);
  }
}

function grievanceOf(row: GrievanceEntity): Grievance {
  const { ownerId, openedAt, closedAt } = row;
  return {
    // The columns carry CHECKs and foreign keys with exactly these shapes.
    id: row.id as Id<'grievance'>,
    applicantId: row.applicantId as Id<'applicant'>,
    payoutId: row.payoutId as Id<'payout'> | null,
    category: row.category as GrievanceCategory,
    state: row.state as GrievanceState,
    outcome: row.outcome as TraceOutcome | null,
    ownerId,
    openedAt,
    closedAt,
  };
}
