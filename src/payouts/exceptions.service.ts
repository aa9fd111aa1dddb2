import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { ExceptionsStore, type ExceptionItem } from './exceptions.store.js';
import { MethodChanges } from './method-changes.service.js';
import type { Payout } from './payout.js';
import { alreadyHandled, methodNotUsable } from './payouts.errors.js';
import { PayoutsStore } from './payouts.store.js';
import { PayoutPlanning } from './planning.service.js';

const MOST_SHOWN = 200;
const ENDED: readonly Payout['state'][] = ['failed', 'returned', 'expired', 'undeliverable'];

/** Payouts that did not go their way. Each has a reason, an age and an owner, and one of two ways on. */
@Injectable()
export class PayoutExceptions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: ExceptionsStore,
    private readonly payouts: PayoutsStore,
    private readonly methods: MethodChanges,
    private readonly planning: PayoutPlanning,
    private readonly clock: Clock,
  ) {}

  /** Oldest first. */
  async list(): Promise<ExceptionItem[]> {
    return this.store.open(this.clock.now(), MOST_SHOWN);
  }

  /**
   * A new payout to the same account; it needs a batch and two people again. Throws `METHOD_NOT_USABLE` or
   * `PAYOUT_ALREADY_HANDLED` (conflict).
   */
  async retry(payoutId: Id<'payout'>, person: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const payout = await this.endedLocked(payoutId);
      const method = await this.methods.current(payout.applicantId);
      if (method?.state !== 'active') throw methodNotUsable();
      if (!(await this.planning.reissue(payout, method))) throw alreadyHandled();
      await this.payouts.setOwner(payoutId, person);
    });
  }

  /** Asks the person for another way to be paid: her page says that the money is safe. Throws `PAYOUT_ALREADY_HANDLED` (conflict). */
  async askForAnotherWay(payoutId: Id<'payout'>, person: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const payout = await this.endedLocked(payoutId);
      await this.methods.suspend(payout.applicantId, person);
      await this.payouts.setOwner(payoutId, person);
    });
  }

  /** Takes it on. */
  async own(payoutId: Id<'payout'>, person: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.payouts.getLocked(payoutId);
      await this.payouts.setOwner(payoutId, person);
    });
  }

  private async endedLocked(payoutId: Id<'payout'>): Promise<Payout> {
    const payout = await this.payouts.getLocked(payoutId);
    const latest = await this.payouts.latestOf(payout.instalmentId);
    if (!ENDED.includes(payout.state) || latest?.id !== payoutId) throw alreadyHandled();
    return payout;
  }
}
