import { Injectable } from '@nestjs/common';
import { Awards, type AwardView, type InstalmentView } from '#approvals';
import type { Id } from '#kernel';
import { UnitOfWork } from '#platform';
import type { Method } from './methods/method.js';
import { MethodsStore } from './methods/methods.store.js';
import { NewPayouts } from './new-payouts.service.js';
import type { Payout } from './payout.js';
import { paymentsStandStill } from './payouts.errors.js';
import { PayoutsStore } from './payouts.store.js';

/**
 * Makes payouts: one for each due instalment of an accepted award whose person has said how to be paid. Safe to
 * run again at any time: an instalment with a live payout gets no second one, by the database's own rule.
 */
@Injectable()
export class PayoutPlanning {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly payouts: PayoutsStore,
    private readonly methods: MethodsStore,
    private readonly awards: Awards,
    private readonly newPayouts: NewPayouts,
  ) {}

  /** Every due instalment without a live payout. Returns how many payouts were made. */
  async planDue(): Promise<number> {
    const due = await this.awards.dueInstalments(this.awards.today());
    const live = await this.payouts.withLivePayout(due.map(({ id }) => id));
    const open = due.filter((part) => !live.has(part.id) && this.newPayouts.isPayable(part));
    const awardIds = new Set(open.map(({ awardId }) => awardId));
    let made = 0;
    for (const awardId of awardIds) made += await this.planFor(awardId);
    return made;
  }

  /** The due instalments of one award. Returns how many payouts were made. */
  async planFor(awardId: Id<'award'>): Promise<number> {
    return this.unitOfWork.run(async () => {
      await this.payouts.lockPlanning(awardId);
      const award = await this.awards.get(awardId);
      if (award.state !== 'active') return 0;
      const method = (await this.methods.all(award.applicantId)).find(
        ({ state }) => state === 'active',
      );
      if (!method) return 0;
      let made = 0;
      for (const instalment of await this.awards.instalments(awardId)) {
        if (instalment.state === 'due' && (await this.plan(award, instalment, method))) made += 1;
      }
      return made;
    });
  }

  /**
   * A successor for a payout that ended unpaid, to the account she has now. False when there is one already. Throws
   * `PAYMENTS_STAND_STILL` (conflict).
   */
  async reissue(payout: Payout, method: Method): Promise<boolean> {
    await this.payouts.lockPlanning(payout.awardId);
    const award = await this.awards.get(payout.awardId);
    if (award.state === 'suspended') throw paymentsStandStill();
    const instalment = (await this.awards.instalments(payout.awardId)).find(
      ({ id }) => id === payout.instalmentId,
    );
    if (instalment?.state !== 'due') return false;
    return this.newPayouts.add({ award, instalment, method, reissueOf: payout.id });
  }

  private async plan(
    award: AwardView,
    instalment: InstalmentView,
    method: Method,
  ): Promise<boolean> {
    const before = await this.payouts.latestOf(instalment.id);
    // Money that bounced goes out again only to another account, or when finance says so.
    const isBounced = before !== null && before.state !== 'cancelled';
    if (isBounced && before.methodId === method.id) return false;
    return this.newPayouts.add({ award, instalment, method, reissueOf: before?.id ?? null });
  }
}
