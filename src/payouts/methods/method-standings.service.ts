import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { UnitOfWork } from '#platform';
import { MethodChanges } from './method-changes.service.js';
import { MethodEffects } from './method-effects.service.js';
import type { Method } from './method.js';
import { MethodsStore } from './methods.store.js';
import type { RecipientState } from '../rails/rail.js';
import { stepFor, type StandingStep } from './standing.js';

/** What a provider says of a person, and what follows for every way of hers that leads there. */
@Injectable()
export class MethodStandings {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: MethodsStore,
    private readonly changes: MethodChanges,
    private readonly effects: MethodEffects,
    private readonly clock: Clock,
  ) {}

  /**
   * For the ways of one rail: a company's other rails read the same account by what they ask of it. Safe to repeat: what
   * is known already changes nothing, and asks nobody a second time.
   */
  async apply(rail: string, { ref, status }: RecipientState): Promise<void> {
    for (const { id, applicantId } of await this.store.byRecipient(rail, ref)) {
      await this.unitOfWork.run(async () => {
        const all = await this.store.allLocked(applicantId);
        const method = all.find((one) => one.id === id);
        const step = method ? stepFor(method, status) : 'nothing';
        if (!method || step === 'nothing') return;
        const heard = { ...method, standing: status, standingSince: this.clock.now() };
        await this.store.save(heard);
        await this.follow(heard, step);
      });
    }
  }

  private async follow(method: Method, step: StandingStep): Promise<void> {
    switch (step) {
      case 'activate':
        return this.changes.activate(method);
      case 'refuse':
        return this.changes.refuse(method);
      case 'stop':
        return this.changes.stop(method);
      case 'ask':
        await this.effects.stands(method);
        return this.effects.askedToFinish(method);
      case 'note':
        return this.effects.stands(method);
      case 'nothing':
        return undefined;
    }
  }
}
