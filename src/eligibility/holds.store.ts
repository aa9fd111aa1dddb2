import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import type { Id } from '#kernel';
import { Database } from '#platform';
import { holdNotFound } from './eligibility.errors.js';
import { HoldEntity } from './hold.entity.js';
import type { Hold } from './hold.js';

const MOST_SHOWN = 200;

/** The only way to the table of holds. */
@Injectable()
export class HoldsStore {
  constructor(private readonly database: Database) {}

  /** Throws `HOLD_NOT_FOUND`. */
  async get(id: Id<'hold'>): Promise<Hold> {
    const row = await this.database.reader.findOneBy(HoldEntity, { id });
    if (!row) throw holdNotFound();
    return row;
  }

  async open(applicationId: Id<'application'>): Promise<Hold[]> {
    return this.openOf([applicationId]);
  }

  async openOf(applicationIds: readonly Id<'application'>[]): Promise<Hold[]> {
    return this.database.reader.find(HoldEntity, {
      where: { applicationId: In([...applicationIds]), clearedAt: IsNull() },
      order: { openedAt: 'asc', id: 'asc' },
    });
  }

  /** Open holds of all requests, the one due first on top. */
  async listOpen(): Promise<Hold[]> {
    return this.database.reader.find(HoldEntity, {
      where: { clearedAt: IsNull() },
      order: { dueOn: 'asc', openedAt: 'asc', id: 'asc' },
      take: MOST_SHOWN,
    });
  }

  /** False when a hold of this kind is open already. */
  async insert(hold: Hold): Promise<boolean> {
    const rows = await this.database.write(
      `insert into hold (id, application_id, kind, reason_code, owner_id, due_on, opened_by, opened_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
      [
        hold.id,
        hold.applicationId,
        hold.kind,
        hold.reasonCode,
        hold.ownerId,
        hold.dueOn,
        hold.openedBy,
        hold.openedAt,
      ],
    );
    return rows.length === 1;
  }

  async save({ id, clearedBy, clearedReason, clearedAt }: Hold): Promise<void> {
    await this.database.writer.update(HoldEntity, { id }, { clearedBy, clearedReason, clearedAt });
  }

  /** Whether the person has another request that is still under way. Reads the floor below in SQL: it is one number. */
  async hasOtherOpenRequest(applicationId: Id<'application'>): Promise<boolean> {
    const rows = await this.database.query(
      `select 1 from application mine join application other
         on other.applicant_id = mine.applicant_id and other.id <> mine.id
       where mine.id = $1 and other.submitted_at is not null and other.state in
         ('submitted', 'screening', 'more_info_requested', 'in_review', 'ready_for_determination', 'waitlisted', 'appealed')
       limit 1`,
      [applicationId],
    );
    return rows.length > 0;
  }
}
