import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { parseId, type Id } from '#kernel';
import { RailRegistry } from '#payouts';
import { Log, Queue, UnitOfWork } from '#platform';
import { isCompared, Reconciler } from './reconciler.service.js';
import type { ReconciliationRun } from './run.js';
import { RunsStore } from './runs.store.js';

const TASK = 'reconciliation.run';

/** Runs as people see them: asked for with a button, worked off by the queue, watched on a page. */
@Injectable()
export class ReconciliationRuns {
  constructor(
    private readonly store: RunsStore,
    private readonly reconciler: Reconciler,
    private readonly rails: RailRegistry,
    private readonly queue: Queue,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** Names the queue's handler; called once by the module. A failed run says why in its own row and is asked for again by a person. */
  handleTask(log: Log): void {
    this.queue.handle(TASK, async ({ runId }) => {
      const id = parseId('reconciliation', runId);
      await this.reconciler.perform(id).catch((error: unknown) => {
        log.error('reconciliation failed', error, { at: `queue ${TASK}`, subject: id });
      });
    });
  }

  /** Asks for a run of every rail. */
  async ask(personId: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      for (const rail of this.rails.all().filter(isCompared)) {
        const runId = await this.reconciler.begin(rail.capabilities.id, personId);
        await this.queue.add(TASK, { runId });
        await this.audit.record({
          kind: 'act',
          act: 'ReconciliationAsked',
          actor: personId,
          subject: runId,
        });
      }
    });
  }

  /** Newest first. */
  async latest(limit: number): Promise<ReconciliationRun[]> {
    return this.store.latest(limit);
  }
}
