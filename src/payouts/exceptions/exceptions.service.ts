import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Id } from '#kernel';
import { Queue, UnitOfWork } from '#platform';
import { ENDED_UNPAID } from './exceptions.js';
import { MethodChanges } from '../methods/method-changes.service.js';
import type { Method } from '../methods/method.js';
import type { Payout } from '../payout.js';
import { alreadyHandled, methodNotUsable } from '../payouts.errors.js';
import { PayoutsStore } from '../payouts.store.js';
import { PLAN_TASK, SEND_TASK } from '../payouts.tasks.js';
import { PayoutPlanning } from '../planning.service.js';

/** Payouts that did not go their way. Each has a reason, an age and an owner, and one of two ways on. */
@Injectable()
export class PayoutExceptions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly payouts: PayoutsStore,
    private readonly methods: MethodChanges,
    private readonly planning: PayoutPlanning,
    private readonly audit: AuditTrail,
    private readonly queue: Queue,
  ) {}

  /**
   * A new payout to the same account; it needs a batch and two people again. Throws `METHOD_NOT_USABLE` or
   * `PAYOUT_ALREADY_HANDLED` (conflict).
   */
  async retry(payoutId: Id<'payout'>, person: Id<'person'>): Promise<void> {
    await this.follow(payoutId, person, {
      act: 'PayoutRetried',
      choose: async ({ applicantId }) => {
        const method = await this.methods.current(applicantId);
        if (method?.state !== 'active') throw methodNotUsable();
        return method;
      },
    });
  }

  /** A new payout to the method that `choose` gives or refuses. Throws `PAYOUT_ALREADY_HANDLED` (conflict). */
  async follow(
    payoutId: Id<'payout'>,
    person: Id<'person'>,
    { act, choose }: { act: string; choose: (payout: Payout) => Promise<Method> },
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const payout = await this.endedLocked(payoutId);
      const method = await choose(payout);
      if (!(await this.planning.reissue(payout, method))) throw alreadyHandled();
      await this.note(act, payoutId, person);
    });
  }

  /**
   * Asks the person for another way to be paid: her page says that the money is safe. Only the way of this payout is given
   * up; where she has chosen another one since, it is paid by that, and she is asked for nothing. Throws
   * `PAYOUT_ALREADY_HANDLED` (conflict).
   */
  async askForAnotherWay(payoutId: Id<'payout'>, person: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const payout = await this.endedLocked(payoutId);
      const { applicantId, awardId, methodId } = payout;
      const current = await this.methods.current(applicantId);
      if (current?.state === 'active' && current.id !== methodId) {
        await this.payouts.setOwner(payoutId, person);
        await this.queue.add(PLAN_TASK, { award: awardId }, { key: `${PLAN_TASK}:${awardId}` });
        return;
      }
      await this.methods.suspend(applicantId, person, methodId, payoutId);
      await this.note('AnotherWayAskedFor', payoutId, person);
    });
  }

  /** Has an unclear payout looked up now instead of at its next turn; nothing is sent before the answer. */
  async lookUpNow(payoutId: Id<'payout'>, person: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.payouts.lookUpNow(payoutId);
      await this.audit.record({
        kind: 'act',
        act: 'LookUpAskedFor',
        actor: person,
        subject: payoutId,
      });
      await this.queue.add(SEND_TASK, {}, { key: SEND_TASK });
    });
  }

  /** Takes it on. */
  async own(payoutId: Id<'payout'>, person: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.payouts.getLocked(payoutId);
      await this.note('ExceptionTaken', payoutId, person);
    });
  }

  /** Who decided it also looks after it from now on. */
  private async note(act: string, payoutId: Id<'payout'>, person: Id<'person'>): Promise<void> {
    await this.payouts.setOwner(payoutId, person);
    await this.audit.record({ kind: 'decision', act, actor: person, subject: payoutId });
  }

  private async endedLocked(payoutId: Id<'payout'>): Promise<Payout> {
    const payout = await this.payouts.getLocked(payoutId);
    const latest = await this.payouts.latestOf(payout.instalmentId);
    if (!ENDED_UNPAID.includes(payout.state) || latest?.id !== payoutId) throw alreadyHandled();
    return payout;
  }
}
