import { Injectable } from '@nestjs/common';
import { DomainError, type Id } from '#kernel';
import { MethodChanges } from '../methods/method-changes.service.js';
import type { Method } from '../methods/method.js';
import { PayoutConsents } from '../methods/payout-consents.service.js';
import { waysOf } from '../methods/ways.js';
import type { Payout } from '../payout.js';
import { RailRegistry } from '../rails/rail-registry.js';
import { PayoutExceptions } from './exceptions.service.js';

/**
 * Pays what did not arrive by another way: only by one that the person has chosen herself since, that is hers now, and
 * for which her consent still stands. A way that she gave up may be one that others see: for it she is asked.
 */
@Injectable()
export class OtherWays {
  constructor(
    private readonly exceptions: PayoutExceptions,
    private readonly methods: MethodChanges,
    private readonly consents: PayoutConsents,
    private readonly rails: RailRegistry,
  ) {}

  /** The other way of hers; null when there is none and she must be asked. */
  async find({ applicantId, methodId }: Payout): Promise<Method | null> {
    const current = await this.methods.current(applicantId);
    if (current?.state !== 'active' || current.id === methodId) return null;
    return (await this.hasConsent(current)) ? current : null;
  }

  /** It needs a batch and two people again. Throws `NO_OTHER_WAY` or `PAYOUT_ALREADY_HANDLED` (conflict). */
  async pay(payoutId: Id<'payout'>, person: Id<'person'>): Promise<void> {
    await this.exceptions.follow(payoutId, person, {
      act: 'PaidAnotherWay',
      choose: async (payout) => {
        const method = await this.find(payout);
        if (method === null) throw noOtherWay();
        return method;
      },
    });
  }

  /** What the company was told by whichever way she chose is still hers to allow; a payment tells it nothing more. */
  private async hasConsent({ applicantId, rail }: Method): Promise<boolean> {
    const known = this.rails.known(rail);
    // By a way that is switched off nobody can be paid.
    for (const way of known === null ? [] : waysOf(known)) {
      if (await this.consents.holds(applicantId, way)) return true;
    }
    return false;
  }
}

const noOtherWay = (): DomainError =>
  new DomainError(
    'conflict',
    'NO_OTHER_WAY',
    'The person has chosen no other way. Ask for another way first.',
  );
