import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import type { Grievance, TraceOutcome } from './grievance.js';
import { grievanceGraph, type GrievanceFact } from './grievance.states.js';
import { GrievancesStore } from './grievances.store.js';

/** What staff do about what people told us is wrong. */
@Injectable()
export class Grievances {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: GrievancesStore,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Everything that is not closed, oldest first. */
  async listOpen(): Promise<Grievance[]> {
    return this.store.listOpen();
  }

  async get(id: Id<'grievance'>): Promise<Grievance> {
    return this.store.get(id);
  }

  /** Somebody looks into it from now on. */
  async take(id: Id<'grievance'>, personId: Id<'person'>): Promise<void> {
    await this.change(id, personId, 'GrievanceTaken', { ownerId: personId });
  }

  /** Ends it with what was found out. */
  async close(id: Id<'grievance'>, personId: Id<'person'>, outcome: TraceOutcome): Promise<void> {
    await this.change(id, personId, 'GrievanceClosed', { outcome });
  }

  private async change(
    id: Id<'grievance'>,
    personId: Id<'person'>,
    fact: GrievanceFact,
    changed: Partial<Pick<Grievance, 'ownerId' | 'outcome'>>,
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const current = await this.store.getLocked(id);
      const state = grievanceGraph.after(current.state, fact);
      const closedAt = state === 'closed' ? this.clock.now() : null;
      await this.store.save({ ...current, ...changed, state, closedAt });
      await this.audit.record({
        kind: 'act',
        act: fact,
        actor: personId,
        subject: id,
        details: changed.outcome ? { outcome: changed.outcome } : {},
      });
    });
  }
}
