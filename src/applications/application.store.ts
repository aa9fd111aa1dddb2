import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BrokenInvariant, Money, newId, parseCurrency, type Id } from '#kernel';
import { Database } from '#platform';
import { ApplicantEntity, ApplicationEntity } from './application.entity.js';
import { applicationNotFound } from './application.errors.js';
import type { ApplicationFilter, ApplicationView } from './application.js';
import type { Programme } from './programme.js';

/** A row of the table as values: also drafts, which no view shows. */
export type ApplicationRow = Readonly<ApplicationEntity>;

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const REFERENCE_ATTEMPTS = 8;
const LONGEST_LIST = 500;

/** The only way to the tables of applicants and applications. */
@Injectable()
export class ApplicationStore {
  constructor(private readonly database: Database) {}

  /** A new applicant with an empty draft. */
  async addDraft(
    programme: Programme,
    language: string,
    now: Date,
  ): Promise<{ applicantId: Id<'applicant'>; applicationId: Id<'application'> }> {
    const applicantId = newId('applicant');
    const applicationId = newId('application');
    await this.database.write(
      'insert into applicant (id, language, created_at) values ($1, $2, $3)',
      [applicantId, language, now],
    );
    for (let attempt = 0; attempt < REFERENCE_ATTEMPTS; attempt += 1) {
      const added = await this.database.write(
        `insert into application (id, applicant_id, programme_id, reference, state, currency, created_at)
         values ($1, $2, $3, $4, 'draft', $5, $6) on conflict (reference) do nothing returning id`,
        [applicationId, applicantId, programme.id, newReference(), programme.currency, now],
      );
      if (added.length === 1) return { applicantId, applicationId };
    }
    throw new BrokenInvariant('A free reference is found in a few attempts.');
  }

  /** The row, locked until the unit of work ends. */
  async getLocked(id: Id<'application'>): Promise<ApplicationRow> {
    const row = await this.database.writer
      .getRepository(ApplicationEntity)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw applicationNotFound();
    return row;
  }

  /** The applicant's newest application, draft or sent. */
  async newestOf(applicantId: Id<'applicant'>): Promise<ApplicationRow | null> {
    return this.database.reader
      .getRepository(ApplicationEntity)
      .findOne({ where: { applicantId }, order: { createdAt: 'DESC' } });
  }

  /** Saves a changed row and counts its version up. */
  async save(row: ApplicationRow): Promise<void> {
    await this.database.writer
      .getRepository(ApplicationEntity)
      .save({ ...row, version: row.version + 1 });
  }

  async saveLanguage(id: Id<'applicant'>, language: string): Promise<void> {
    await this.database.writer.getRepository(ApplicantEntity).update({ id }, { language });
  }

  /** A sent application; throws `APPLICATION_NOT_FOUND` for a draft too. */
  async view(id: Id<'application'>): Promise<ApplicationView> {
    const [row] = await this.database.query<ViewRow>(VIEW_BY_ID, [id]);
    if (!row) throw applicationNotFound();
    return toView(row);
  }

  async list({ states, round, sort, limit }: ApplicationFilter): Promise<ApplicationView[]> {
    const rows = await this.database.query<ViewRow>(LISTS[sort ?? 'oldest'], [
      [...states],
      round ?? null,
      Math.min(limit ?? LONGEST_LIST, LONGEST_LIST),
    ]);
    return rows.map(toView);
  }
}

/** Rows as SQL gives them: bigint and date as text. */
type ViewRow = Omit<ApplicationView, 'asked'> & { asked: string; currency: string };

const VIEW = `select a.id, a.applicant_id as "applicantId", a.programme_id as "programmeId", a.reference, a.state,
    a.asked_minor as asked, a.currency, a.urgency, a.filled_by as "filledBy", a.round,
    a.submitted_at as "submittedAt", a.answer_due_on::text as "answerDueOn", a.decided_at as "decidedAt",
    p.language, a.preferred_rail as "preferredRail", a.version
  from application a join applicant p on p.id = a.applicant_id where a.submitted_at is not null`;

const VIEW_BY_ID = VIEW + ' and a.id = $1';

const listBy = (order: string): string =>
  VIEW +
  ' and a.state = any($1) and ($2::smallint is null or a.round = $2) order by ' +
  order +
  ' limit $3';

/** Lists in the orders a queue may ask for; never text from outside. */
const LISTS = {
  oldest: listBy('a.submitted_at, a.id'),
  newest: listBy('a.submitted_at desc, a.id'),
  urgency: listBy(
    `array_position(array['today', 'week', 'month'], a.urgency) nulls last, a.submitted_at, a.id`,
  ),
} as const;

function toView({ asked, currency, ...row }: ViewRow): ApplicationView {
  return { ...row, asked: Money.of(BigInt(asked), parseCurrency(currency)) };
}

function newReference(): string {
  const letters = Array.from({ length: 6 }, () => LETTERS.charAt(randomInt(LETTERS.length)));
  return `R-${letters.join('')}`;
}
