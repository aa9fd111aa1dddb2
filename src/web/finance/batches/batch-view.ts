import type { StaffNames } from '#identity';
import { Money } from '#kernel';
import { ENDED_UNPAID, type Batch, type BatchView, type Payout } from '#payouts';
import type { ViewModel } from '#platform';
import { batchTag, payoutTag, reasonText, type Tag } from '../finance-words.js';

/** Payouts about which there may be news within seconds. */
const MOVING: readonly Payout['state'][] = ['released', 'sending', 'outcome_unknown', 'in_transit'];

/** A batch as lists and pages name it. */
export function summary(batch: Batch, names: StaffNames): ViewModel {
  const nameOf = (id: string | null): string => (id === null ? '' : (names.get(id) ?? id));
  return {
    id: batch.id,
    tag: batchTag(batch.state),
    count: batch.itemCount,
    total: batch.total.format(),
    control: digestText(batch).slice(0, 12),
    preparedBy: nameOf(batch.preparedBy),
    preparedAt: batch.preparedAt,
    releasedBy: nameOf(batch.releasedBy),
    releasedAt: batch.releasedAt,
    needsTwo: batch.releasesNeeded > 1,
  };
}

/** How far a released batch has come: each state with its count and amount, and how many have come to an end. */
export function progressOf({ payouts, total }: BatchView): ViewModel {
  const states = new Map<Payout['state'], { count: number; amount: Money }>();
  for (const { state, amount } of payouts) {
    const { count, amount: sum } = states.get(state) ?? {
      count: 0,
      amount: Money.zero(total.currency),
    };
    states.set(state, { count: count + 1, amount: sum.plus(amount) });
  }
  const moving = payouts.filter(({ state }) => MOVING.includes(state)).length;
  return {
    isMoving: moving > 0,
    through: payouts.length - moving,
    all: payouts.length,
    states: [...states].map(([state, { count, amount }]) => ({
      tag: payoutTag(state),
      count,
      amount: amount.format(),
    })),
    atProvider: states.get('in_transit')?.count ?? 0,
    unpaid: payouts
      .filter(({ state }) => ENDED_UNPAID.includes(state) || state === 'outcome_unknown')
      .map(itemModel),
  };
}

/** One payout of a batch. */
export function itemModel(payout: Payout): ViewModel & { readonly id: string; readonly tag: Tag } {
  const hasReason = payout.reason !== null || payout.state === 'outcome_unknown';
  return {
    id: payout.id,
    amount: payout.amount.format(),
    fund: payout.fund,
    tag: payoutTag(payout.state),
    reason: hasReason ? reasonText(payout.state, payout.reason) : '',
    isChanged: payout.methodVersion > 1,
    isReissue: payout.reissueOf !== null,
  };
}

export function digestText({ digest }: Batch): string {
  return digest === null ? '' : Buffer.from(digest).toString('hex');
}
