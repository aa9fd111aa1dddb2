import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { DomainError, type Id } from '#kernel';
import { Log, Queue, UnitOfWork } from '#platform';
import { SEND_TASK } from '../payouts.tasks.js';
import { SendingHaltsStore, type SendingHalt } from './sending-halts.store.js';

/** Stops and resumes sending. Everything else goes on: people may ask, decide, and see where their money is. */
@Injectable()
export class SendingHalts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SendingHaltsStore,
    private readonly audit: AuditTrail,
    private readonly queue: Queue,
    private readonly log: Log,
  ) {}

  /** Stops sending until a person resumes it. `reason` is a sentence for finance; the same one is not added twice. */
  async halt(reason: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const standing = await this.store.standing();
      if (standing.some((halt) => halt.reason === reason)) return;
      await this.store.add(reason);
      await this.audit.record({
        kind: 'act',
        act: 'SendingHalted',
        actor: 'system',
        subject: 'sending',
      });
    });
    this.log.warn('sending halted');
  }

  /** What stands in the way of sending, oldest first; nothing when it runs. */
  async standing(): Promise<SendingHalt[]> {
    return this.store.standing();
  }

  /** Takes one halt away. Throws `HALT_GONE` (conflict) when somebody else did, `REASON_MISSING` (invalid). */
  async resume(seq: string, personId: Id<'person'>, reason: string): Promise<void> {
    if (reason.trim() === '') {
      throw new DomainError('invalid', 'REASON_MISSING', 'Say what you found out.');
    }
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
}
