import { Injectable } from '@nestjs/common';
import { Awards, Cancellations } from '#approvals';
import { Clock, isId, parseId, type Id } from '#kernel';
import { Vouchers, type Voucher, type VoucherDraft } from '#ledger';
import { ENDED_UNPAID } from './exceptions/exceptions.js';
import { PayoutJournal } from './payout-journal.service.js';
import { payoutGraph } from './payout.states.js';
import type { Payout } from './payout.js';
import { alreadyHandled } from './payouts.errors.js';
import { PayoutsStore } from './payouts.store.js';

/**
 * What two people of finance put right about money that was promised or paid. Each is a voucher, so that nobody does
 * it alone; when it is posted, payouts, instalments and the award move with it.
 */
@Injectable()
export class PayoutCorrections {
  constructor(
    private readonly store: PayoutsStore,
    private readonly journal: PayoutJournal,
    private readonly awards: Awards,
    private readonly cancellations: Cancellations,
    private readonly clock: Clock,
    vouchers: Vouchers,
  ) {
    vouchers.whenPosting('payout.misdirected', (voucher, approver) =>
      this.misdirect(voucher, approver ?? voucher.proposedBy),
    );
    for (const kind of ['award.cancelled', 'award.withdrawn_before_notice']) {
      vouchers.whenPosting(kind, (voucher, approver) =>
        this.callOff(voucher, approver ?? voucher.proposedBy),
      );
    }
  }

  /** The voucher for a payment that reached somebody else. Throws `STATE_EDGE_MISSING` (conflict) unless it is paid. */
  async draftMisdirected(payoutId: Id<'payout'>, reason: string): Promise<VoucherDraft> {
    const { id, state, fund, amount, ledgerRef } = await this.store.get(payoutId);
    payoutGraph.after(state, 'PayoutMisdirected');
    const about = { fund, amount, awardRef: ledgerRef };
    return { ...about, kind: 'payout.misdirected', reason, sourceRef: id };
  }

  /** The voucher that calls off what an award has not paid. Throws like `Cancellations.draft`. */
  async draftCancellation(awardId: Id<'award'>, reason: string): Promise<VoucherDraft> {
    return this.cancellations.draft(awardId, reason);
  }

  /**
   * The voucher that gives up a payout which ended unpaid: its part of the award is not owed any more. Throws
   * `PAYOUT_ALREADY_HANDLED` (conflict) when it is paid, was followed by another payout or was given up already.
   */
  async draftWriteOff(payoutId: Id<'payout'>, reason: string): Promise<VoucherDraft> {
    const payout = await this.store.get(payoutId);
    await this.assertOpen(payout);
    return this.cancellations.draftPart(payout.instalmentId, { sourceRef: payout.id, reason });
  }

  private async misdirect({ draft }: Voucher, actor: string): Promise<void> {
    const payout = await this.store.getLocked(parseId('payout', draft.sourceRef));
    await this.journal.record(payout, ['PayoutMisdirected'], { actor, at: this.clock.now() });
  }

  /**
   * Payouts nobody has released are void first; a released one makes the cancellation wait. Nothing is planned meanwhile:
   * what is called off has no payout afterwards.
   */
  private async callOff({ draft }: Voucher, actor: string): Promise<void> {
    // A reservation without an approval belongs to no award yet.
    if ('variant' in draft && draft.variant === 'reserved') return;
    if (isId('payout', draft.sourceRef)) {
      await this.writeOff(draft.sourceRef, draft, actor);
      return;
    }
    const awardId = parseId('award', draft.sourceRef);
    await this.store.lockPlanning(awardId);
    const { id, applicantId } = await this.awards.get(awardId);
    const unsent = await this.store.unsentLocked(applicantId);
    for (const payout of unsent.filter(
      ({ awardId, state }) => awardId === id && state !== 'released',
    )) {
      await this.journal.record(payout, ['PayoutCancelled'], { actor, at: this.clock.now() });
    }
    await this.cancellations.carryOut(id, draft, actor);
  }

  private async writeOff(id: Id<'payout'>, draft: VoucherDraft, actor: string): Promise<void> {
    const { awardId } = await this.store.get(id);
    await this.store.lockPlanning(awardId);
    const payout = await this.store.getLocked(id);
    await this.assertOpen(payout);
    await this.cancellations.carryOutPart(payout.instalmentId, draft, actor);
  }

  private async assertOpen({ id, state, instalmentId }: Payout): Promise<void> {
    const latest = await this.store.latestOf(instalmentId);
    if (!ENDED_UNPAID.includes(state) || latest?.id !== id) throw alreadyHandled();
  }
}
