import { Injectable } from '@nestjs/common';
import { parseId, type Id } from '#kernel';
import { Database } from '#platform';
import { ApplicantSessionEntity, StaffSessionEntity } from './session.entity.js';

/** A running session as a token finds it. */
export interface Session<Holder> {
  readonly holder: Holder;
  readonly formToken: string;
  readonly seenAt: Date;
}

/** A session to be written. */
export interface NewSession<Holder> {
  readonly tokenHash: Buffer;
  readonly holder: Holder;
  readonly formToken: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

interface Row {
  readonly holder: string;
  readonly formToken: string;
  readonly seenAt: Date;
}

/** The only way to the table of staff sessions. */
@Injectable()
export class StaffSessionStore {
  constructor(private readonly database: Database) {}

  async add({ holder, ...session }: NewSession<Id<'person'>>): Promise<void> {
    await this.database.writer
      .getRepository(StaffSessionEntity)
      .insert({ ...session, personId: holder, seenAt: session.startedAt, endedAt: null });
  }

  /** A session that has not ended, expired or been idle since before `idleSince`. */
  async find(tokenHash: Buffer, now: Date, idleSince: Date): Promise<Session<Id<'person'>> | null> {
    const [row] = await this.database.query<Row>(
      `select person_id as holder, form_token as "formToken", seen_at as "seenAt" from staff_session
       where token_hash = $1 and ended_at is null and expires_at > $2 and seen_at > $3`,
      [tokenHash, now, idleSince],
    );
    return row ? { ...row, holder: parseId('person', row.holder) } : null;
  }

  async touch(tokenHash: Buffer, now: Date): Promise<void> {
    await this.database.write('update staff_session set seen_at = $2 where token_hash = $1', [
      tokenHash,
      now,
    ]);
  }

  async end(tokenHash: Buffer, now: Date): Promise<void> {
    await this.database.write(
      'update staff_session set ended_at = $2 where token_hash = $1 and ended_at is null',
      [tokenHash, now],
    );
  }

  async endAll(personId: Id<'person'>, now: Date): Promise<void> {
    await this.database.write(
      'update staff_session set ended_at = $2 where person_id = $1 and ended_at is null',
      [personId, now],
    );
  }

  /** Removes rows that can never be used again. */
  async forget(expiredBefore: Date): Promise<void> {
    await this.database.write('delete from staff_session where expires_at < $1 or ended_at < $1', [
      expiredBefore,
    ]);
  }
}

/** The purpose of an applicant's visit: filling in a draft, or looking with code and PIN. */
export type VisitPurpose = 'draft' | 'status';

/** Who visits and what for. */
export interface ApplicantVisit {
  readonly applicantId: Id<'applicant'>;
  readonly purpose: VisitPurpose;
}

/** The only way to the table of applicants' sessions. */
@Injectable()
export class ApplicantSessionStore {
  constructor(private readonly database: Database) {}

  async add({ holder, ...session }: NewSession<ApplicantVisit>): Promise<void> {
    await this.database.writer
      .getRepository(ApplicantSessionEntity)
      .insert({ ...session, ...holder, seenAt: session.startedAt, endedAt: null });
  }

  async find(
    tokenHash: Buffer,
    purpose: VisitPurpose,
    now: Date,
    idleSince: Date,
  ): Promise<Session<ApplicantVisit> | null> {
    const [row] = await this.database.query<Row>(
      `select applicant_id as holder, form_token as "formToken", seen_at as "seenAt"
       from applicant_session
       where token_hash = $1 and purpose = $2 and ended_at is null and expires_at > $3 and seen_at > $4`,
      [tokenHash, purpose, now, idleSince],
    );
    return row
      ? { ...row, holder: { applicantId: parseId('applicant', row.holder), purpose } }
      : null;
  }

  async touch(tokenHash: Buffer, now: Date): Promise<void> {
    await this.database.write('update applicant_session set seen_at = $2 where token_hash = $1', [
      tokenHash,
      now,
    ]);
  }

  async end(tokenHash: Buffer, now: Date): Promise<void> {
    await this.database.write(
      'update applicant_session set ended_at = $2 where token_hash = $1 and ended_at is null',
      [tokenHash, now],
    );
  }

  async endAll(applicantId: Id<'applicant'>, now: Date): Promise<void> {
    await this.database.write(
      'update applicant_session set ended_at = $2 where applicant_id = $1 and ended_at is null',
      [applicantId, now],
    );
  }

  /** Removes rows that can never be used again. */
  async forget(expiredBefore: Date): Promise<void> {
    await this.database.write(
      'delete from applicant_session where expires_at < $1 or ended_at < $1',
      [expiredBefore],
    );
  }
}
