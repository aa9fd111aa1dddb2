import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Log, UnitOfWork } from '#platform';
import { RailUnavailable } from '../rails/rail-unavailable.js';
import type { Method } from './method.js';
import { MethodsStore } from './methods.store.js';

/** Looks after many methods, each by itself: one that cannot be looked at holds up nobody. */
@Injectable()
export class MethodTurns {
  constructor(
    private readonly store: MethodsStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Looks at each in turn; who was looked at comes last the next time, whatever came of it. A rail whose provider does
   * not answer is left alone for the rest of the round. Returns how many were looked at.
   */
  async each(methods: readonly Method[], look: (method: Method) => Promise<void>): Promise<number> {
    const silent = new Set<string>();
    let count = 0;
    for (const method of methods) {
      if (silent.has(method.rail)) continue;
      count += 1;
      await this.unitOfWork.run(() => this.store.looked(method.id, this.clock.now()));
      try {
        await look(method);
      } catch (error) {
        this.log.error('method could not be looked at', error, { subject: method.id });
        if (error instanceof RailUnavailable) silent.add(method.rail);
      }
    }
    return count;
  }
}
