import { Injectable } from '@nestjs/common';
import { Clock, utcDate, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { ContactBook, type Channel } from '#privacy';
import { afterStep, nextStep, type FollowUp } from './follow-up.js';
import { FollowUpMessages } from './follow-up-messages.service.js';
import { FollowUpsStore } from './follow-ups.store.js';

const CHUNK = 100;
/** A neutral "there is an update": it says nothing about money. */
const CONTENT_LEVEL = 1;
/** Nobody is called, and nothing is posted, for a question. */
const WRITTEN: readonly Channel[] = ['sms', 'email'];

/** The daily round: asks, reminds, gives up, ends. */
@Injectable()
export class FollowUpSweep {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: FollowUpsStore,
    private readonly contactBook: ContactBook,
    private readonly messages: FollowUpMessages,
    private readonly clock: Clock,
  ) {}

  /**
   * Does everything that is due and returns how many follow-ups moved. One that fails leaves the others alone;
   * its failure is thrown at the end, so that the round counts as failed and is repeated.
   */
  async run(): Promise<number> {
    const failures: unknown[] = [];
    let moved = 0;
    for (const id of await this.store.due(utcDate(this.clock.now()), CHUNK)) {
      await this.unitOfWork
        .run(() => this.step(id))
        .then(() => (moved += 1))
        .catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    return moved === CHUNK ? moved + (await this.run()) : moved;
  }

  private async step(id: Id<'followUp'>): Promise<void> {
    const current = await this.store.getLocked(id);
    const now = this.clock.now();
    const step = nextStep(current, now, await this.isSafe(current, now));
    if (step === null || current.dueOn > utcDate(now)) return;
    const next = afterStep(current, step, now);
    await this.store.save(next);
    if (step.writes) await this.messages.queue(next);
  }

  /** Outside her safe hours is still safe: the message waits for them by itself. */
  private async isSafe({ applicantId }: FollowUp, now: Date): Promise<boolean> {
    const decision = await this.contactBook.chooseChannel(applicantId, CONTENT_LEVEL, now, WRITTEN);
    return decision.allowed || decision.retryAt !== undefined;
  }
}
