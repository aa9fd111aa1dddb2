import { Injectable } from '@nestjs/common';
import { invariant, Money, type Id } from '#kernel';
import { AuditTrail } from '#audit';
import type { VoucherDraft } from '#ledger';
import { UnitOfWork } from '#platform';
import { awardMoved, nothingToCancel, paymentUnderWay } from './approvals.errors.js';
import type { AwardView, InstalmentView } from './award.js';
import { awardGraph, instalmentGraph, type InstalmentState } from './award.states.js';
import { AwardsStore } from './awards.store.js';
import { ProgrammeCalendar } from './programme-calendar.js';

/** Nothing is to come of them any more. */
const OVER: readonly InstalmentState[] = ['paid', 'skipped', 'cancelled'];

/** Parts nothing was sent for: what a cancellation takes back. */
const TAKEN_BACK: readonly InstalmentState[] = ['planned', 'due', 'held'];

/** Due, or it would be if its payments did not stand still. */
const OWED_NOW: readonly InstalmentState[] = ['due', 'held'];

/**
 * Calls off what an award has not paid. Before she was told it only frees budget; after that the promise stood, so
 * it needs a reason and two people (the voucher's), and its expense is taken back (ASC 958-605).
 */
@Injectable()
export class Cancellations {
  constructor(
    private readonly store: AwardsStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly calendar: ProgrammeCalendar,
  ) {}

  /**
   * The voucher that calls off what is left. Throws `PAYMENT_UNDER_WAY` while a payment is on its way and
   * `NOTHING_TO_CANCEL` (conflict) when everything is paid or over.
   */
  async draft(awardId: Id<'award'>, reason: string): Promise<VoucherDraft> {
    const award = await this.store.get(awardId);
    const parts = takenBack(await this.store.instalments(award));
    const amount = parts.reduce(
      (sum, part) => sum.plus(part.amount),
      Money.zero(award.amount.currency),
    );
    const about = { fund: award.fund, amount, awardRef: award.ledgerRef, reason };
    const draft = { ...about, sourceRef: award.id };
    return award.notifiedAt === null
      ? { ...draft, kind: 'award.withdrawn_before_notice', variant: 'approved' }
      : { ...draft, kind: 'award.cancelled' };
  }

  /**
   * In the unit of work that posts the voucher: the parts are cancelled, and the award with them if nothing of it
   * was paid. Throws `AWARD_MOVED` (conflict) when the voucher says another amount than what is left by now.
   */
  async carryOut(awardId: Id<'award'>, draft: VoucherDraft, actor: string): Promise<void> {
    invariant(this.unitOfWork.isRunning, 'A cancellation is posted and carried out together.');
    const award = await this.store.getLocked(awardId);
    const now = await this.draft(awardId, '');
    const isSame =
      'fund' in now &&
      'fund' in draft &&
      now.kind === draft.kind &&
      now.amount.equals(draft.amount);
    if (!isSame) throw awardMoved();
    const parts = await this.store.instalments(award);
    for (const part of takenBack(parts)) {
      const state = instalmentGraph.after(part.state, 'InstalmentCancelled');
      await this.store.saveInstalment({ ...part, state });
    }
    await this.end(award, parts, actor);
  }

  /** The voucher that takes back one due part which could not be paid. Throws `NOTHING_TO_CANCEL` (conflict) for any other. */
  async draftPart(
    id: Id<'instalment'>,
    about: { readonly sourceRef: string; readonly reason: string },
  ): Promise<VoucherDraft> {
    const award = await this.store.get(await this.store.awardOf(id));
    const part = (await this.store.instalments(award)).find((one) => one.id === id);
    if (!part || !OWED_NOW.includes(part.state)) throw nothingToCancel();
    const { fund, ledgerRef: awardRef } = award;
    return { ...about, kind: 'award.cancelled', fund, amount: part.amount, awardRef };
  }

  /**
   * In the unit of work that posts its voucher: the part is cancelled, and the award is over if it was the last one.
   * Throws `NOTHING_TO_CANCEL` or `AWARD_MOVED` (conflict).
   */
  async carryOutPart(id: Id<'instalment'>, draft: VoucherDraft, actor: string): Promise<void> {
    invariant(this.unitOfWork.isRunning, 'A cancellation is posted and carried out together.');
    const award = await this.store.getLocked(await this.store.awardOf(id));
    const parts = await this.store.instalments(award);
    const part = parts.find((one) => one.id === id);
    if (!part || !OWED_NOW.includes(part.state)) throw nothingToCancel();
    if (!('amount' in draft) || !draft.amount.equals(part.amount)) throw awardMoved();
    const next = { ...part, state: instalmentGraph.after(part.state, 'InstalmentCancelled') };
    await this.store.saveInstalment(next);
    await this.audit.record({
      kind: 'decision',
      act: 'InstalmentCancelled',
      actor,
      subject: id,
      details: { award: award.id },
    });
    const now = parts.map((one) => (one.id === id ? next : one));
    if (now.every(({ state }) => OVER.includes(state))) await this.end(award, now, actor);
  }

  private async end(
    award: AwardView,
    parts: readonly InstalmentView[],
    actor: string,
  ): Promise<void> {
    const isPartlyPaid = parts.some(({ state }) => state === 'paid');
    const fact = isPartlyPaid ? 'AwardPaidOut' : 'AwardCancelled';
    await this.store.save({ ...award, state: awardGraph.after(award.state, fact) });
    await this.store.endPauses(award.id, this.calendar.now());
    await this.audit.record({ kind: 'decision', act: fact, actor, subject: award.id });
  }
}

function takenBack(parts: readonly InstalmentView[]): InstalmentView[] {
  if (parts.some(({ state }) => state === 'released')) throw paymentUnderWay();
  const open = parts.filter(({ state }) => TAKEN_BACK.includes(state));
  if (open.length === 0) throw nothingToCancel();
  return open;
}
