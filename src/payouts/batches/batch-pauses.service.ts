import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, DomainError, type Id } from '#kernel';
import { assertNeutral } from '#ledger';
import { Queue, UnitOfWork } from '#platform';
import { BatchPausesStore, type BatchPause } from './batch-pauses.store.js';
import type { BatchState } from './batch.states.js';
import { BatchesStore } from './batches.store.js';
import { SEND_TASK } from '../payouts.tasks.js';

/** Out of one hand and not yet through: there is something to stop. */
const STOPPABLE: readonly BatchState[] = ['released', 'processing'];

/**
 * Stops a batch on its way. One person stops it at once, because stopping harms nobody for long; somebody else lets
 * it go on, because whoever saw a reason to stop should not be the one who talks it away.
 */
@Injectable()
export class BatchPauses {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: BatchPausesStore,
    private readonly batches: BatchesStore,
    private readonly audit: AuditTrail,
    private readonly queue: Queue,
    private readonly clock: Clock,
  ) {}

  /** The pause that stands, or null. */
  async standing(batchId: Id<'batch'>): Promise<BatchPause | null> {
    return this.store.standing(batchId);
  }

  /**
   * From the moment this returns nothing more of the batch is sent; what is at the provider goes on. `reason` has 10
   * to 200 letters. Throws `TEXT_NOT_NEUTRAL` (invalid) and `BATCH_NOT_RUNNING` (conflict); pausing a paused batch does nothing.
   */
  async pause(batchId: Id<'batch'>, person: Id<'person'>, reason: string): Promise<void> {
    assertNeutral(reason);
    await this.unitOfWork.run(async () => {
      const { state } = await this.batches.getLocked(batchId);
      if ((await this.store.standing(batchId)) !== null) return;
      if (!STOPPABLE.includes(state)) throw notRunning();
      await this.store.add({ batchId, reason, pausedBy: person, pausedAt: this.clock.now() });
      await this.note('BatchPaused', batchId, person, { reason });
    });
  }

  /**
   * Lets it go on. Throws `RESUMED_BY_ANOTHER` (conflict) for the one who paused it and the one who prepared it;
   * resuming a running batch does nothing.
   */
  async resume(batchId: Id<'batch'>, person: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { preparedBy } = await this.batches.getLocked(batchId);
      const pause = await this.store.standing(batchId);
      if (pause === null) return;
      if (pause.pausedBy === person || preparedBy === person) throw resumedByAnother();
      await this.store.end(batchId, person, this.clock.now());
      await this.note('BatchResumed', batchId, person, {});
      await this.queue.add(SEND_TASK, {}, { key: SEND_TASK });
    });
  }

  private async note(
    act: string,
    subject: Id<'batch'>,
    actor: Id<'person'>,
    details: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.audit.record({ kind: 'decision', act, actor, subject, details });
  }
}

const notRunning = (): DomainError =>
  new DomainError(
    'conflict',
    'BATCH_NOT_RUNNING',
    'This batch is not on its way: there is nothing to stop.',
  );

const resumedByAnother = (): DomainError =>
  new DomainError(
    'conflict',
    'RESUMED_BY_ANOTHER',
    'Somebody who neither prepared nor paused this batch must let it go on.',
  );
