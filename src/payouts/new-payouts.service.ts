import { Injectable } from '@nestjs/common';
import type { AwardView, InstalmentView } from '#approvals';
import { AuditTrail } from '#audit';
import { Clock, newId, type Id } from '#kernel';
import type { Method } from './methods/method.js';
import { isTooSmall } from './methods/ways.js';
import { digestOfTerms, type Payout } from './payout.js';
import { payoutGraph } from './payout.states.js';
import { PayoutsStore } from './payouts.store.js';
import { RailRegistry } from './rails/rail-registry.js';

/** What is owed, to whom, and by which account. */
export interface PayoutOrder {
  readonly award: AwardView;
  readonly instalment: InstalmentView;
  readonly method: Method;
  readonly reissueOf: Id<'payout'> | null;
}

/** Writes a payout down, in the running unit of work. */
@Injectable()
export class NewPayouts {
  constructor(
    private readonly payouts: PayoutsStore,
    private readonly rails: RailRegistry,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * The award's approvals stand for each of its payouts; the digest says for which terms exactly. False when the part
   * has a live payout, or is less than any way sends.
   */
  async add({ award, instalment, method, reissueOf }: PayoutOrder): Promise<boolean> {
    if (!this.isPayable(instalment)) return false;
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

  /** Whether any way of this house sends so little. */
  isPayable({ amount }: InstalmentView): boolean {
    return !isTooSmall(amount, this.rails.capabilities());
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
