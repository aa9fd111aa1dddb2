import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual } from 'typeorm';
import type { Id } from '#kernel';
import { Database } from '#platform';
import { FollowUpEntity } from './follow-up.entity.js';
import { followUpUnknown } from './follow-up.errors.js';
import type { Answer, FollowUp } from './follow-up.js';
import type { FollowUpState } from './follow-up.states.js';

/** States in which something may still happen by itself. */
const RUNNING: readonly FollowUpState[] = ['scheduled', 'suppressed_unsafe', 'sent', 'no_response'];

/** The only way to the table of follow-ups. Every row is a receipt check so far: one for each payout. */
@Injectable()
export class FollowUpsStore {
  constructor(private readonly database: Database) {}

  /** Adds a receipt check unless the payout has one. */
  async add(followUp: FollowUp): Promise<void> {
    const { answeredAt, ...row } = followUp;
    await this.database.write(
      `insert into follow_up (id, applicant_id, award_id, payout_id, kind, state, due_on, reminders, created_at,
                              answered_at)
       values ($1, $2, $3, $4, 'receipt', $5, $6, $7, $8, $9)
       on conflict (payout_id) where kind = 'receipt' do nothing`,
      [
        row.id,
        row.applicantId,
        row.awardId,
        row.payoutId,
        row.state,
        row.dueOn,
        row.reminders,
        row.createdAt,
        answeredAt,
      ],
    );
  }

  /** The question, locked until the unit of work ends. Throws `FOLLOW_UP_UNKNOWN` (not_found). */
  async getLocked(id: Id<'followUp'>): Promise<FollowUp> {
    const row = await this.database.writer
      .getRepository(FollowUpEntity)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw followUpUnknown();
    return followUpOf(row);
  }

  /** Saves what changed; `sealedWords` only when she wrote some. */
  async save(followUp: FollowUp, sealedWords: Uint8Array | null = null): Promise<void> {
    const { id, state, dueOn, reminders, answer, answeredAt } = followUp;
    await this.database.writer.getRepository(FollowUpEntity).update(
      { id },
      {
        state,
        dueOn,
        reminders,
        answer,
        answeredAt,
        ...(sealedWords === null ? {} : { answerSealed: sealedWords }),
      },
    );
  }

  /** Ids of those with something to do on `today`, oldest first. */
  async due(today: string, limit: number): Promise<Id<'followUp'>[]> {
    const rows = await this.rows.find({
      select: { id: true },
      where: { state: In([...RUNNING]), dueOn: LessThanOrEqual(today) },
      order: { dueOn: 'asc', id: 'asc' },
      take: limit,
    });
    return rows.map((row) => row.id as Id<'followUp'>);
  }

  /** All of one applicant, oldest first. */
  async forApplicant(applicantId: Id<'applicant'>): Promise<FollowUp[]> {
    const rows = await this.rows.find({ where: { applicantId }, order: { createdAt: 'asc' } });
    return rows.map(followUpOf);
  }

  async findForPayout(payoutId: Id<'payout'>): Promise<FollowUp | null> {
    const row = await this.rows.findOneBy({ payoutId, kind: 'receipt' });
    return row ? followUpOf(row) : null;
  }

  private get rows() {
    return this.database.reader.getRepository(FollowUpEntity);
  }
}

function followUpOf(row: FollowUpEntity): FollowUp {
  const { dueOn, reminders, createdAt, answeredAt } = row;
  return {
    // The columns carry CHECKs and foreign keys with exactly these shapes.
    id: row.id as Id<'followUp'>,
    applicantId: row.applicantId as Id<'applicant'>,
    awardId: row.awardId as Id<'award'>,
    payoutId: row.payoutId as Id<'payout'>,
    state: row.state as FollowUpState,
    answer: row.answer as Answer | null,
    dueOn,
    reminders,
    createdAt,
    answeredAt,
  };
}
