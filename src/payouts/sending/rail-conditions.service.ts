import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { DomainError, type Id } from '#kernel';
import { Queue, UnitOfWork } from '#platform';
import { SEND_TASK } from '../payouts.tasks.js';
import { RailRegistry } from '../rails/rail-registry.js';
import { RailStatesStore, type RailStanding } from './rail-states.store.js';
import { SendingStore } from './sending.store.js';

/** A rail as people see it. */
export interface RailCondition extends RailStanding {
  /** For staff: `Bank transfer (Stripe)`. */
  readonly label: string;
}

const UNTRIED = {
  breaker: 'closed',
  openedAt: null,
  probeAt: null,
  lastCode: null,
  restsUntil: null,
  shortSince: null,
  parked: 0,
} as const;

/** How each way to pay stands, and the one thing people can do about it: have it tried again now. */
@Injectable()
export class RailConditions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: RailStatesStore,
    private readonly payouts: SendingStore,
    private readonly rails: RailRegistry,
    private readonly audit: AuditTrail,
    private readonly queue: Queue,
  ) {}

  /** Every rail that is switched on. */
  async list(): Promise<RailCondition[]> {
    const standing = await this.store.standing();
    return this.rails.all().map(({ capabilities: { id, label } }) => ({
      ...UNTRIED,
      ...standing.find(({ rail }) => rail === id),
      rail: id,
      label,
    }));
  }

  /**
   * One payment finds out now whether the provider answers; when it does, the others follow by themselves. Throws
   * `RAIL_UNKNOWN` (not_found), `RAIL_NOT_RESTING` (conflict) when nothing keeps it.
   */
  async tryNow(rail: string, person: Id<'person'>): Promise<void> {
    const { capabilities } = this.rails.get(rail);
    await this.unitOfWork.run(async () => {
      if (!(await this.store.probeNow(capabilities.id))) throw notResting();
      await this.payouts.bringForward(capabilities.id);
      await this.audit.record({
        kind: 'decision',
        act: 'RailTriedNow',
        actor: person,
        subject: 'sending',
        details: { rail: capabilities.id },
      });
      await this.queue.add(SEND_TASK, {}, { key: SEND_TASK });
    });
  }
}

const notResting = (): DomainError =>
  new DomainError('conflict', 'RAIL_NOT_RESTING', 'This way to pay is called as usual.');
