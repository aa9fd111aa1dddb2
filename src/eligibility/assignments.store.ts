import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Money, type Currency, type Id } from '#kernel';
import type { Urgency } from '#applications';
import { Database } from '#platform';
import { AssignmentEntity } from './assignment.entity.js';
import type { Assignment } from './assignment.js';
import { assignmentNotFound } from './eligibility.errors.js';

/** Which cases a page of the queue shows. */
export const QUEUE_VIEWS = ['urgent', 'oldest', 'mine', 'appeals'] as const;
export type QueueView = (typeof QUEUE_VIEWS)[number];

/** One line of the queue: nothing that was told, because nobody has answered the conflict question yet. */
export interface QueueRow {
  readonly applicationId: Id<'application'>;
  readonly reference: string;
  readonly asked: Money;
  readonly urgency: Urgency | null;
  readonly round: number;
  readonly submittedAt: Date;
  readonly answerDueOn: string;
  readonly reviewsGiven: number;
  /** The reviewer's own live assignment. */
  readonly assignmentId: Id<'assignment'> | null;
}

/** How many cases each view holds. */
export type QueueCounts = Readonly<Record<QueueView, number>>;

const PAGE_ROWS = 50;

/** Conditions by name; never text from outside. $1 is the reviewer, $2 now. */
const VIEWS: Readonly<Record<QueueView, string>> = {
  urgent: `held.reviewer_id is null and a.urgency = 'today'`,
  oldest: `held.reviewer_id is null`,
  mine: `held.reviewer_id = $1`,
  appeals: `held.reviewer_id is null and a.round = 1`,
};

/**
 * Cases this reviewer may be given. It reads the floors below (application, duty) in SQL, because only one
 * statement can look, choose and lock without two reviewers meeting.
 */
const OPEN_TO_REVIEWER = `a.state = 'in_review'
  and not exists (select 1 from review_assignment past where past.application_id = a.id
                  and past.reviewer_id = $1 and past.state in ('recused', 'submitted'))
  and not exists (select 1 from duty d where d.subject = a.id and d.person_id = $1 and d.part <> 'propose')`;

const HELD = `left join review_assignment held on held.application_id = a.id and held.round = a.round
  and held.state in ('offered', 'accepted') and held.expires_at > $2`;

/** Needed today first, then the oldest; the index application_review_order has the same words. */
const ORDER = `(case a.urgency when 'today' then 0 when 'week' then 1 when 'month' then 2 else 3 end),
  a.submitted_at, a.id`;

/** What the store asks; composed here from the constants above and nothing else. */
const SQL = {
  heldBy: `select held.id from application a ${HELD}
    where a.state = 'in_review' and held.reviewer_id = $1 order by held.offered_at limit 1`,
  next: `select a.id from application a
    where ${OPEN_TO_REVIEWER} and not exists (
      select 1 from review_assignment held where held.application_id = a.id and held.round = a.round
        and held.state in ('offered', 'accepted') and held.expires_at > $2)
    order by ${ORDER} limit 1 for update of a skip locked`,
  isOpen: `select 1 from application a where a.id = $2 and ${OPEN_TO_REVIEWER}`,
  insert: `insert into review_assignment
      (id, application_id, round, reviewer_id, state, conflict, offered_at, expires_at, closed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id`,
  counts: `select count(*) filter (where ${VIEWS.urgent})::int as urgent,
      count(*) filter (where ${VIEWS.oldest})::int as oldest,
      count(*) filter (where ${VIEWS.mine})::int as mine,
      count(*) filter (where ${VIEWS.appeals})::int as appeals
    from application a ${HELD} where ${OPEN_TO_REVIEWER}`,
} as const;

const queueOf = (view: QueueView): string =>
  `select a.id as "applicationId", a.reference, a.asked_minor as minor, a.currency, a.urgency, a.round,
     a.submitted_at as "submittedAt", a.answer_due_on::text as "answerDueOn",
     (select count(*)::int from review r where r.application_id = a.id and r.round = a.round)
       as "reviewsGiven",
     held.id as "assignmentId"
   from application a ${HELD}
   where ${OPEN_TO_REVIEWER} and ${VIEWS[view]}
   order by ${ORDER} limit ${String(PAGE_ROWS)}`;

/** The only way to the table of review assignments. */
@Injectable()
export class AssignmentsStore {
  constructor(private readonly database: Database) {}

  /** Throws `ASSIGNMENT_NOT_FOUND`. */
  async get(id: Id<'assignment'>): Promise<Assignment> {
    const row = await this.database.reader.findOneBy(AssignmentEntity, { id });
    if (!row) throw assignmentNotFound();
    return row;
  }

  /** Locked until the unit of work ends; lock its application first. Throws `ASSIGNMENT_NOT_FOUND`. */
  async getLocked(id: Id<'assignment'>): Promise<Assignment> {
    const row = await this.database.writer.findOne(AssignmentEntity, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) throw assignmentNotFound();
    return row;
  }

  /** The assignment that holds a case, expired or not; null when nobody does. */
  async findHolder(applicationId: Id<'application'>, round: number): Promise<Assignment | null> {
    return this.database.reader.findOneBy(AssignmentEntity, {
      applicationId,
      round,
      state: In(['offered', 'accepted']),
    });
  }

  /** The case this reviewer holds now, the oldest claim first. */
  async findHeldBy(reviewer: Id<'person'>, now: Date): Promise<Assignment | null> {
    const [row] = await this.database.query<{ id: Id<'assignment'> }>(SQL.heldBy, [reviewer, now]);
    return row ? this.get(row.id) : null;
  }

  /** The next case for this reviewer, locked; cases that others are being given right now are skipped. */
  async lockNext(reviewer: Id<'person'>, now: Date): Promise<Id<'application'> | null> {
    const [row] = await this.database.write<{ id: Id<'application'> }>(SQL.next, [reviewer, now]);
    return row?.id ?? null;
  }

  /** Whether this case may be given to this reviewer, other holders apart. */
  async isOpenTo(reviewer: Id<'person'>, applicationId: Id<'application'>): Promise<boolean> {
    const rows = await this.database.query(SQL.isOpen, [reviewer, applicationId]);
    return rows.length === 1;
  }

  /** False when another live assignment holds the case. */
  async insert(assignment: Assignment): Promise<boolean> {
    const rows = await this.database.write(SQL.insert, [
      assignment.id,
      assignment.applicationId,
      assignment.round,
      assignment.reviewerId,
      assignment.state,
      assignment.conflict,
      assignment.offeredAt,
      assignment.expiresAt,
      assignment.closedAt,
    ]);
    return rows.length === 1;
  }

  async save({ id, state, conflict, closedAt }: Assignment): Promise<void> {
    await this.database.writer.update(AssignmentEntity, { id }, { state, conflict, closedAt });
  }

  /** The lines of one view, urgent and old first. */
  async queue(reviewer: Id<'person'>, view: QueueView, now: Date): Promise<QueueRow[]> {
    const rows = await this.database.query<Row>(queueOf(view), [reviewer, now]);
    return rows.map(({ minor, currency, ...row }) => ({
      ...row,
      asked: Money.of(BigInt(minor), currency),
    }));
  }

  async counts(reviewer: Id<'person'>, now: Date): Promise<QueueCounts> {
    const [row] = await this.database.query<QueueCounts>(SQL.counts, [reviewer, now]);
    return row ?? { urgent: 0, oldest: 0, mine: 0, appeals: 0 };
  }
}

type Row = Omit<QueueRow, 'asked'> & { readonly minor: string; readonly currency: Currency };
