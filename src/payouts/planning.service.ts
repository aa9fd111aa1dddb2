import { Injectable } from '@nestjs/common';
import { Awards, type AwardView, type InstalmentView } from '#approvals';
import { AuditTrail } from '#audit';
import { Clock, newId, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import type { Method } from './methods/method.js';
import { MethodsStore } from './methods/methods.store.js';
import { digestOfTerms, type Payout } from './payout.js';
import { payoutGraph } from './payout.states.js';
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
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Every due instalment without a live payout. Returns how many payouts were made. */
  async planDue(): Promise<number> {
    const due = await this.awards.dueInstalments(this.awards.today());
    const live = await this.payouts.withLivePayout(due.map(({ id }) => id));
    const awardIds = new Set(due.filter(({ id }) => !live.has(id)).map(({ awardId }) => awardId));
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
    return this.add({ award, instalment, method, reissueOf: payout.id });
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
    return this.add({ award, instalment, method, reissueOf: before?.id ?? null });
  }

  /** The award's approvals stand for each of its payouts; the digest says for which terms exactly. */
  private async add(order: {
    award: AwardView;
    instalment: InstalmentView;
    method: Method;
    reissueOf: Id<'payout'> | null;
  }): Promise<boolean> {
    const { award, instalment, method, reissueOf } = order;
    const payout: Payout = {
      id: newId('payout'),
      instalmentId: instalment.id,
      awardId: award.id,
      applicationId: award.applicationId,
      applicantId: award.applicantId,
      ledgerRef: award.ledgerRef,
      fund: award.fund,
      amount: instalment.amount,
      rail: method.rail,
      methodId: method.id,
      methodVersion: method.version,
      approvalDigest: digestOfTerms({
        applicantId: award.applicantId,
        amount: instalment.amount,
        fund: award.fund,
        methodId: method.id,
        methodVersion: method.version,
        instalmentId: instalment.id,
        determinationId: award.determinationId,
      }),
      reissueOf,
      state: payoutGraph.after(payoutGraph.initial, 'PayoutApproved'),
      ...NOTHING_YET,
      createdAt: this.clock.now(),
    };
    if (!(await this.payouts.add(payout))) return false;
    await this.audit.record({
      kind: 'act',
      act: 'PayoutPlanned',
      actor: 'system',
      subject: payout.id,
      details: { award: award.id, instalment: instalment.id, reissueOf },
    });
    return true;
  }
}

const NOTHING_YET = {
  batchId: null,
  reason: null,
  rawReason: null,
  ownerId: null,
  releasedAt: null,
  paidAt: null,
  settledAt: null,
  closedAt: null,
} as const;
