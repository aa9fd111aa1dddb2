import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { AccessCodes, isAcceptablePin } from '#identity';
import { Facts, UnitOfWork } from '#platform';
import { ContactBook } from '#privacy';
import { missingScreens, type DraftAnswers } from './answers.js';
import { draftGone, draftIncomplete, formReused, pinRefused } from './application.errors.js';
import { Applications } from './applications.service.js';
import { contactPoints } from './contact-points.js';
import { Drafts, type KeptDraft } from './drafts.service.js';
import type { Programme } from './programme.js';

/** A draft as its pages need it. */
export interface DraftView {
  readonly applicationId: Id<'application'>;
  /** Once true, only the code is left to show. */
  readonly isSent: boolean;
  readonly submissionKey: string;
  readonly answers: DraftAnswers;
  readonly programme: Programme;
}

/** How a request comes in: a draft, screen by screen, then one press of the button. */
@Injectable()
export class Intake {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drafts: Drafts,
    private readonly applications: Applications,
    private readonly accessCodes: AccessCodes,
    private readonly contactBook: ContactBook,
    private readonly facts: Facts,
  ) {}

  /** The programme that takes requests now; null while all are closed. */
  async openProgramme(): Promise<Programme | null> {
    return this.drafts.openProgramme();
  }

  /** A new applicant with an empty draft. Throws `FUND_CLOSED` (conflict). */
  async startDraft(
    language: string,
  ): Promise<{ applicantId: Id<'applicant'>; applicationId: Id<'application'> }> {
    return this.unitOfWork.run(() => this.drafts.start(language));
  }

  /** The applicant's draft; throws `DRAFT_NEEDED` (forbidden) when it was purged or left. */
  async draftOf(applicantId: Id<'applicant'>): Promise<DraftView> {
    return this.unitOfWork.run(async () => {
      const kept = await this.drafts.find(applicantId);
      if (!kept) throw draftGone();
      await this.drafts.touch(kept);
      return toView(kept);
    });
  }

  /** Keeps the answers of one screen beside those of the others. */
  async saveStep(applicationId: Id<'application'>, answers: DraftAnswers): Promise<void> {
    await this.unitOfWork.run(async () => {
      const kept = await this.drafts.getLocked(applicationId);
      if (kept.row.state !== 'draft') throw draftGone();
      const { record } = kept;
      await this.drafts.put(kept, { ...record, answers: { ...record.answers, ...answers } });
    });
  }

  /**
   * Sends the request once: the same form pressed again gets the same code while the session that sent it
   * lasts. Throws `FORM_REUSED` (conflict), `PIN_REFUSED` and `DRAFT_INCOMPLETE` (invalid), `DRAFT_NEEDED` (forbidden).
   */
  async submit(
    applicationId: Id<'application'>,
    submissionKey: string,
    pin: string,
    language?: string,
  ): Promise<{ code: string }> {
    return this.unitOfWork.run(async () => {
      const kept = await this.drafts.getLocked(applicationId);
      if (kept.record.submissionKey !== submissionKey) throw formReused();
      if (kept.record.code !== undefined) return { code: kept.record.code };
      if (kept.row.state !== 'draft') throw draftGone();
      if (isAcceptablePin(pin) !== 'ok') throw pinRefused();
      if (missingScreens(kept.record.answers).length > 0) throw draftIncomplete();
      return { code: await this.send(kept, pin, language) };
    });
  }

  /** The code of a request sent in this session, until the session ends; null otherwise. */
  async codeToShow(applicantId: Id<'applicant'>): Promise<string | null> {
    const kept = await this.drafts.find(applicantId);
    return kept?.record.code ?? null;
  }

  /** The session is over: an unsent draft is erased, and a code that was shown is forgotten. */
  async leave(applicantId: Id<'applicant'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const kept = await this.drafts.find(applicantId);
      if (kept) await this.close(kept.row.id);
    });
  }

  /** Erases drafts that nobody has looked at for an hour; returns how many. */
  async purgeDrafts(now: Date): Promise<number> {
    const due = await this.drafts.due(now);
    for (const id of due) await this.unitOfWork.run(() => this.close(id));
    return due.length;
  }

  private async send(kept: KeptDraft, pin: string, language?: string): Promise<string> {
    const { id, applicantId } = kept.row;
    if (language !== undefined) await this.drafts.saveLanguage(kept, language);
    const code = await this.accessCodes.issue(applicantId, pin);
    await this.contactBook.save(applicantId, contactPoints(kept.record.answers, this.drafts.now()));
    await this.drafts.settle(kept, code);
    await this.applications.transition(id, 'ApplicationSubmitted', applicantId);
    await this.facts.record({ name: 'ApplicationSubmitted', subject: id });
    return code;
  }

  private async close(id: Id<'application'>): Promise<void> {
    const row = await this.drafts.lock(id);
    await this.drafts.remove(id);
    if (row.state === 'draft') await this.applications.transition(id, 'DraftExpired', 'system');
  }
}

function toView({ row, record, programme }: KeptDraft): DraftView {
  return {
    applicationId: row.id,
    isSent: row.state !== 'draft',
    submissionKey: record.submissionKey,
    answers: record.answers,
    programme,
  };
}
