import { Injectable } from '@nestjs/common';
import { Clock, Money, parseCurrency, type Id } from '#kernel';
import { Messages } from '#notifications';
import { Vault, type SealedPlace } from '#privacy';
import { AnswerStore, type AnswerRow } from './answer.store.js';
import type { ApplicationView } from './application.js';
import { Applications } from './applications.service.js';
import { parseDeclineReason, type DeclineReason } from './decline-reasons.js';

/** What is decided, in the words the person will read. */
export interface AnswerGiven {
  readonly outcome: 'approved' | 'declined' | 'waitlisted' | 'ineligible';
  /** Of an approval. */
  readonly amount?: Money;
  /** Of everything else: a code of DECLINE_REASONS. */
  readonly reasonCode?: string;
  /** A line written for her, or nothing. */
  readonly words?: string | null;
}

/** An answer as the person reads it. */
export interface AnswerView {
  readonly round: 0 | 1;
  readonly outcome: AnswerGiven['outcome'];
  readonly amount: Money | null;
  readonly reasonCode: DeclineReason | null;
  readonly words: string | null;
  readonly givenAt: Date;
}

/** Our answers: written once, read by the person exactly as written, announced only in neutral words. */
@Injectable()
export class Answers {
  constructor(
    private readonly clock: Clock,
    private readonly store: AnswerStore,
    private readonly vault: Vault,
    private readonly applications: Applications,
    private readonly messages: Messages,
  ) {}

  /** Writes the answer and queues the neutral message, in the running unit of work. */
  async give(applicationId: Id<'application'>, answer: AnswerGiven): Promise<void> {
    const application = await this.applications.getLocked(applicationId);
    const earlier = await this.store.answers(applicationId);
    const number = earlier.filter(({ round }) => round === application.round).length + 1;
    const words = answer.words?.trim();
    await this.store.addAnswer({
      applicationId,
      round: application.round,
      number,
      outcome: answer.outcome,
      amountMinor: answer.amount?.minor ?? null,
      reasonCode: answer.outcome === 'approved' ? null : parseDeclineReason(answer.reasonCode),
      wordsSealed: words ? await this.seal(application, number, words) : null,
      givenAt: this.clock.now(),
    });
    await this.messages.queue({
      applicantId: application.applicantId,
      // After a yes one step is left to her: choosing how to get the money.
      template: answer.outcome === 'approved' ? 'ready' : 'update',
      language: application.language,
      dedupe: `${applicationId}:answer:${String(application.round)}:${String(number)}`,
    });
  }

  /** The latest answer; null while there is none. */
  async read(applicationId: Id<'application'>): Promise<AnswerView | null> {
    return (await this.history(applicationId)).at(-1) ?? null;
  }

  /** Every answer, the first one first. */
  async history(applicationId: Id<'application'>): Promise<AnswerView[]> {
    const application = await this.applications.get(applicationId);
    const rows = await this.store.answers(applicationId);
    const views: AnswerView[] = [];
    for (const row of rows) views.push(await this.toView(application, row));
    return views;
  }

  private async toView(application: ApplicationView, row: AnswerRow): Promise<AnswerView> {
    const currency = parseCurrency(application.asked.currency);
    return {
      round: row.round,
      outcome: row.outcome,
      amount: row.amountMinor === null ? null : Money.of(row.amountMinor, currency),
      reasonCode: row.reasonCode === null ? null : parseDeclineReason(row.reasonCode),
      words:
        row.wordsSealed &&
        (await this.vault.open<string>(
          placeOf(application, row.round, row.number),
          row.wordsSealed,
        )),
      givenAt: row.givenAt,
    };
  }

  private async seal(application: ApplicationView, number: number, words: string): Promise<Buffer> {
    const place = placeOf(application, application.round, number);
    return Buffer.from(await this.vault.seal(place, words));
  }
}

const placeOf = (
  { id, applicantId }: ApplicationView,
  round: number,
  number: number,
): SealedPlace => ({
  subject: applicantId,
  table: 'answer_given',
  row: `${id}:${String(round)}:${String(number)}`,
  field: 'words',
});
