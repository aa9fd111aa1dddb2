import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, later, minutes, Money, type Id } from '#kernel';
import { Config } from '#platform';
import type { DraftAnswers, PersonAnswers, RequestAnswers } from './answers.js';
import { draftGone, draftIncomplete, fundClosed } from './application.errors.js';
import { ApplicationStore, type ApplicationRow } from './application.store.js';
import { isOpen, type Programme } from './programme.js';
import { ProgrammeStore } from './programme.store.js';
import { promisedDate } from './promise.js';
import { SealedAnswersStore } from './sealed-answers.store.js';

/** A draft that nobody looks at for this long is purged: the device may be in other hands by now. */
const DRAFT_IDLE_MS = minutes(60);

/** What the sealed draft group holds; once the request is sent, only the code is left of it. */
export interface DraftRecord {
  /** Stands in the form; sending twice with it sends once. */
  readonly submissionKey: string;
  readonly answers: DraftAnswers;
  /** Shown once after sending; gone with the session. */
  readonly code?: string;
}

/** A draft with the row it belongs to. */
export interface KeptDraft {
  readonly row: ApplicationRow;
  readonly record: DraftRecord;
  readonly programme: Programme;
}

/** Keeps drafts: sealed, on the server, for an hour. Every method that writes runs in the caller's unit of work. */
@Injectable()
export class Drafts {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly applications: ApplicationStore,
    private readonly sealed: SealedAnswersStore,
    private readonly programmes: ProgrammeStore,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  /** The programme that takes new requests: the one open the longest, because it is the general one. */
  async openProgramme(): Promise<Programme | null> {
    const now = this.clock.now();
    return (await this.programmes.list()).find((programme) => isOpen(programme, now)) ?? null;
  }

  async start(
    language: string,
  ): Promise<{ applicantId: Id<'applicant'>; applicationId: Id<'application'> }> {
    const programme = await this.openProgramme();
    if (!programme) throw fundClosed();
    const now = this.clock.now();
    const ids = await this.applications.addDraft(programme, language, now);
    const record: DraftRecord = {
      submissionKey: randomBytes(16).toString('base64url'),
      answers: {},
    };
    await this.sealed.put(
      { applicantId: ids.applicantId, id: ids.applicationId },
      'draft',
      record,
      now,
    );
    return ids;
  }

  /** The applicant's draft (or, once sent, what is left of it); looking at it keeps it alive. Null when it is gone. */
  async find(applicantId: Id<'applicant'>): Promise<KeptDraft | null> {
    const row = await this.applications.newestOf(applicantId);
    return row ? this.keep(row) : null;
  }

  /** The draft, locked until the unit of work ends; throws `DRAFT_NEEDED` when it is gone. */
  async getLocked(id: Id<'application'>): Promise<KeptDraft> {
    const kept = await this.keep(await this.applications.getLocked(id));
    if (!kept) throw draftGone();
    return kept;
  }

  async put({ row }: KeptDraft, record: DraftRecord): Promise<void> {
    await this.sealed.put(row, 'draft', record, this.clock.now());
  }

  /** Sorts the answers into their sealed groups, fills the row, and leaves only the code of the draft. */
  async settle(kept: KeptDraft, code: string): Promise<void> {
    const { row, record, programme } = kept;
    const now = this.clock.now();
    await this.sealed.put(row, 'request', requestOf(record.answers), now);
    await this.sealed.put(row, 'person', personOf(record.answers), now);
    await this.put(kept, { submissionKey: record.submissionKey, answers: {}, code });
    await this.applications.save({
      ...row,
      askedMinor: askedIn(kept).minor,
      urgency: record.answers.when ?? null,
      filledBy: record.answers.filledBy ?? 'self',
      preferredRail: record.answers.rail ?? null,
      submissionKey: record.submissionKey,
      submittedAt: now,
      answerDueOn: promisedDate(now, programme.answerWithinDays, this.config.timeZone),
    });
  }

  async saveLanguage({ row }: KeptDraft, language: string): Promise<void> {
    await this.applications.saveLanguage(row.applicantId, language);
  }

  /** Forgets the whole draft group: typed answers, or the code that was shown. */
  async remove(id: Id<'application'>): Promise<void> {
    await this.sealed.remove(id, 'draft');
  }

  /** Locks one application, draft group or not. */
  async lock(id: Id<'application'>): Promise<ApplicationRow> {
    return this.applications.getLocked(id);
  }

  /** Applications whose draft group is due to go at `now`. */
  async due(now: Date): Promise<Id<'application'>[]> {
    return this.sealed.leftAlone(later(now, -DRAFT_IDLE_MS));
  }

  async touch({ row }: KeptDraft): Promise<void> {
    await this.sealed.touchDraft(row.id, this.clock.now());
  }

  private async keep(row: ApplicationRow): Promise<KeptDraft | null> {
    const record = await this.sealed.find<DraftRecord>(row, 'draft');
    return record ? { row, record, programme: await this.programmes.get(row.programmeId) } : null;
  }
}

/** What she asks for; throws `DRAFT_INCOMPLETE` outside the programme's limits, which the page has said before. */
function askedIn({ record, programme }: KeptDraft): Money {
  if (record.answers.amount === undefined) throw draftIncomplete();
  const asked = Money.parse(record.answers.amount, programme.currency);
  if (asked.isMoreThan(programme.most) || programme.least.isMoreThan(asked))
    throw draftIncomplete();
  return asked;
}

function requestOf(answers: DraftAnswers): RequestAnswers {
  return {
    needs: answers.needs ?? [],
    when: answers.when ?? null,
    otherNeed: answers.otherNeed ?? null,
    anythingElse: answers.anythingElse ?? null,
    filledBy: answers.filledBy ?? 'self',
  };
}

function personOf(answers: DraftAnswers): PersonAnswers {
  if (answers.name === undefined) throw draftIncomplete();
  return {
    name: answers.name,
    pronouns: answers.pronouns ?? null,
    codeWord: answers.codeWord ?? null,
    askQuestion: answers.askQuestion ?? false,
    voucher: answers.voucher ?? null,
  };
}
