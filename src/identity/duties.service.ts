import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import type { DutyPart } from './duty.js';
import { DutyStore } from './duty.store.js';
import { dutyConflict } from './identity.errors.js';

/** Separation of duties: propose, approve and release are three people in every case. */
@Injectable()
export class Duties {
  constructor(
    private readonly store: DutyStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a part in the running unit of work; the same part again changes nothing. Throws `DUTY_CONFLICT`
   * (conflict) when the person took another part in this case. The table's key holds it against races.
   */
  async take(subject: string, personId: string, part: DutyPart): Promise<void> {
    await this.store.add({ subject, personId, part }, this.clock.now());
    if ((await this.store.part(subject, personId)) !== part) throw dutyConflict();
  }

  /** Whether the person could take this part: for lists that show only what can be done. */
  async canTake(subject: string, personId: string, part: DutyPart): Promise<boolean> {
    const taken = await this.store.part(subject, personId);
    return taken === null || taken === part;
  }
}
