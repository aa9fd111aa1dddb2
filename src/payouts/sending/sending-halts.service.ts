import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { DomainError, type Id } from '#kernel';
import { Log, Queue, UnitOfWork } from '#platform';
import { FinanceNews } from '../money/finance-news.service.js';
import { SEND_TASK } from '../payouts.tasks.js';
import { brokenPromise, promiseIn } from './halt-reason.js';
import { SendingHaltsStore, type SendingHalt } from './sending-halts.store.js';

/** Stops and resumes sending. Everything else goes on: people may ask, decide, and see where their money is. */
@Injectable()
export class SendingHalts {
  private brokenNow: () => Promise<readonly string[]> = () => Promise.resolve([]);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SendingHaltsStore,
    private readonly audit: AuditTrail,
    private readonly queue: Queue,
    private readonly news: FinanceNews,
    private readonly log: Log,
  ) {}

  /** Whoever watches over the promises says here how to ask which of them are broken now. */
  askWith(brokenNow: () => Promise<readonly string[]>): void {
    this.brokenNow = brokenNow;
  }

  /**
   * Stops sending until a person resumes it, and tells finance once that there is something to look at. `reason` is a
   * sentence for finance; the same one is not added twice.
   */
  async halt(reason: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const standing = await this.store.standing();
      if (!standing.some((halt) => halt.reason === reason)) await this.add(reason);
    });
  }

  /** As `halt`, for a sentence that stays true: once a person has resumed sending in spite of it, it stops nothing again. */
  async haltOnce(reason: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      if (!(await this.store.wasSaid(reason))) await this.add(reason);
    });
  }

  /** What stands in the way of sending, oldest first; nothing when it runs. */
  async standing(): Promise<SendingHalt[]> {
    return this.store.standing();
  }

  /**
   * Takes one halt away, after every promise was asked again: what is broken now stops sending first. Throws `HALT_GONE`
   * (conflict) when somebody else did, `PROMISE_BROKEN` (conflict) while its own promise is still broken, `REASON_MISSING`
   * (invalid).
   */
  async resume(seq: string, personId: Id<'person'>, reason: string): Promise<void> {
    if (reason.trim() === '') {
      throw new DomainError('invalid', 'REASON_MISSING', 'Say what you found out.');
    }
    await this.askAgain(seq);
    await this.unitOfWork.run(async () => {
      if (!/^[0-9]{1,18}$/.test(seq) || !(await this.store.resume(seq, personId))) {
        throw new DomainError('conflict', 'HALT_GONE', 'This stop has been taken away already.');
      }
      await this.audit.record({
        kind: 'decision',
        act: 'SendingResumed',
        actor: personId,
        subject: 'sending',
        purpose: reason.trim().slice(0, 200),
        details: { halt: seq },
      });
      await this.queue.add(SEND_TASK, {}, { key: SEND_TASK });
    });
  }

  private async askAgain(seq: string): Promise<void> {
    const broken = await this.brokenNow();
    for (const promise of broken) await this.halt(brokenPromise(promise));
    const halt = (await this.store.standing()).find((one) => one.seq === seq);
    if (halt === undefined || !broken.includes(promiseIn(halt.reason) ?? '')) return;
    throw new DomainError(
      'conflict',
      'PROMISE_BROKEN',
      'The promise was asked again just now, and it is still broken. Sending stays stopped.',
    );
  }

  private async add(reason: string): Promise<void> {
    await this.news.tell(`halt:${await this.store.add(reason)}`);
    await this.audit.record({
      kind: 'act',
      act: 'SendingHalted',
      actor: 'system',
      subject: 'sending',
    });
    this.log.warn('sending halted');
  }
}
