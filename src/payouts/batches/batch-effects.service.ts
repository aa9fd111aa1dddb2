import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, DomainError, type Id } from '#kernel';
import { Duties } from '#identity';
import { Queue } from '#platform';
import type { Batch } from './batch.js';
import type { BatchFact } from './batch.states.js';
import { PayoutJournal } from '../payout-journal.service.js';
import type { Payout } from '../payout.js';
import { SEND_TASK } from '../payouts.tasks.js';

/** What follows from an act on a batch, in its unit of work: duties, payouts, audit lines, sending. */
@Injectable()
export class BatchEffects {
  constructor(
    private readonly duties: Duties,
    private readonly journal: PayoutJournal,
    private readonly audit: AuditTrail,
    private readonly queue: Queue,
    private readonly clock: Clock,
  ) {}

  /** The preparer proposes the payment of every case in the batch. */
  async prepared(batch: Batch, items: readonly Payout[]): Promise<void> {
    for (const { applicationId } of items) {
      await this.duties.take(applicationId, batch.preparedBy, 'propose');
    }
    await this.audit.record({
      kind: 'act',
      act: 'BatchLocked',
      actor: batch.preparedBy,
      subject: batch.id,
      details: { count: batch.itemCount, totalMinor: String(batch.total.minor), rail: batch.rail },
    });
  }

  /** The first of two releasers agrees; nothing leaves yet. */
  async approved(batch: Batch, items: readonly Payout[], releaser: Id<'person'>): Promise<void> {
    for (const { applicationId } of items) {
      await this.duties.take(applicationId, releaser, 'release');
    }
    await this.audit.record({
      kind: 'decision',
      act: 'BatchApproved',
      actor: releaser,
      subject: batch.id,
      details: { count: batch.itemCount, totalMinor: String(batch.total.minor) },
    });
  }

  /** Every payout is released, or none is. */
  async released(batch: Batch, items: readonly Payout[], releaser: Id<'person'>): Promise<void> {
    const act = { actor: releaser, at: this.clock.now() };
    for (const payout of items) {
      await this.duties.take(payout.applicationId, releaser, 'release');
      await this.journal.record(payout, ['PayoutReleased'], act).catch(explained);
    }
    await this.audit.record({
      kind: 'decision',
      act: 'BatchReleased',
      actor: releaser,
      subject: batch.id,
      details: { count: batch.itemCount, totalMinor: String(batch.total.minor) },
    });
    await this.queue.add(SEND_TASK, {}, { key: SEND_TASK });
  }

  async cancelled(batch: Batch, person: Id<'person'>): Promise<void> {
    await this.audit.record({
      kind: 'act',
      act: 'BatchCancelled',
      actor: person,
      subject: batch.id,
    });
  }

  async moved(batch: Batch, facts: readonly BatchFact[]): Promise<void> {
    for (const act of facts) {
      await this.audit.record({ kind: 'act', act, actor: 'system', subject: batch.id });
    }
  }
}

/** The database refuses payouts under a hold and without three people: say so instead of showing its error. */
function explained(error: unknown): never {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null;
  if (code !== '23514') throw error;
  throw new DomainError(
    'conflict',
    'PAYOUT_ON_HOLD',
    'A case in this batch is on hold, or too few people stand behind it. Cancel the batch and build it again.',
  );
}
