import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { UnitOfWork } from '#platform';
import { MethodChanges } from './method-changes.service.js';
import type { Method, SetUp } from './method.js';
import { PayoutConsents } from './payout-consents.service.js';
import { methodRefused } from '../payouts.errors.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { PayeeDetails, PayoutRail, RecipientState } from '../rails/rail.js';
import { wayOf } from './ways.js';

/** She as a payment company knows her, and the new version of her way that waits for more. */
export interface Introduced {
  readonly rail: PayoutRail;
  readonly method: Method;
  readonly recipient: RecipientState;
}

/** Makes a payment company know somebody: her consent first, then its own name for her. */
@Injectable()
export class Introductions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: MethodChanges,
    private readonly consents: PayoutConsents,
    private readonly rails: RailRegistry,
  ) {}

  /**
   * Hands over `details` and goes on with `next`. When either fails, what she had before is hers again. Throws
   * `METHOD_REFUSED` (conflict), `RAIL_UNAVAILABLE` (unavailable), and what `next` throws.
   */
  async introduce(
    wish: SetUp,
    details: PayeeDetails,
    next: (introduced: Introduced) => Promise<void>,
  ): Promise<void> {
    const rail = this.rails.get(wish.rail);
    const way = wayOf(rail.capabilities, wish.way ?? null);
    const method = await this.unitOfWork.run(async () => {
      await this.consents.grant(wish.applicantId, way);
      return this.changes.begin(wish);
    });
    try {
      await this.consents.check(wish.applicantId, way);
      const recipient = await rail.ensureRecipient(details, method.id);
      if (recipient.status === 'rejected') throw methodRefused();
      await next({ rail, method, recipient });
    } catch (error) {
      await this.changes.abandon(method);
      if (error instanceof DomainError && error.code === 'RAIL_REFUSED') throw methodRefused();
      throw error;
    }
  }
}
