import { Injectable } from '@nestjs/common';
import { Clock, newId, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { BatchEffects } from './batch-effects.service.js';
import {
  applyToBatch,
  batchFactsFor,
  controlFigures,
  digestOfItems,
  releaseFacts,
  releasesFor,
  type Batch,
  type BatchRelease,
} from './batch.js';
import { BatchesStore } from './batches.store.js';
import type { Payout } from '../payout.js';
import type { PayoutState } from '../payout.states.js';
import { alreadyHandled, batchChanged, listChanged, samePerson } from '../payouts.errors.js';
import { PayoutsStore } from '../payouts.store.js';
import { ReadyToPay, type Selection } from './ready-to-pay.service.js';

/** What the preparer chose, and the digest of what the check page showed. */
export interface Choice {
  readonly rail: string;
  readonly leftOut: readonly string[];
  readonly seen: string;
}

/** A batch with its payouts and who has let it go so far. */
export interface BatchView extends Batch {
  readonly releases: readonly BatchRelease[];
  readonly payouts: readonly Payout[];
}

/**
 * Batches: one person puts payouts together and locks them, another one releases exactly what was locked.
 * Pressing a button twice does nothing twice.
 */
@Injectable()
export class Batches {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: BatchesStore,
    private readonly payouts: PayoutsStore,
    private readonly ready: ReadyToPay,
    private readonly effects: BatchEffects,
    private readonly clock: Clock,
  ) {}

  /**
   * Builds and locks a batch of what the check page showed. Throws `READY_LIST_CHANGED` (conflict) when the
   * list is another one by now, `DUTY_CONFLICT` when the person had another part in one of the cases.
   */
  async prepare(preparer: Id<'person'>, { rail, leftOut, seen }: Choice): Promise<Id<'batch'>> {
    return this.unitOfWork.run(async () => {
      const made = await this.store.findSame(preparer, Buffer.from(seen, 'hex'));
      if (made !== null) return made;
      const chosen = await this.selected(preparer, rail, leftOut);
      if (chosen?.digest !== seen) throw listChanged();
      const items: Payout[] = [];
      for (const { id } of [...chosen.payouts].sort((a, b) => (a.id < b.id ? -1 : 1))) {
        const payout = await this.payouts.getLocked(id);
        if (payout.state !== 'approved' || payout.batchId !== null) throw listChanged();
        items.push(payout);
      }
      const batch = await this.opened(preparer, rail, items);
      await this.store.add(batch);
      for (const payout of items) await this.payouts.save({ ...payout, batchId: batch.id });
      await this.effects.prepared(batch, items);
      await this.store.save(applyToBatch(batch, 'BatchLocked', 'BatchSubmitted'));
      return batch.id;
    });
  }

  /**
   * One person lets go what was locked, if it is still exactly that; where the total asks for two, the first one
   * approves and the second one sends. `seen` is the digest the check page showed. Throws `SAME_PERSON`,
   * `BATCH_CHANGED`, `PAYOUT_ON_HOLD` or `DUTY_CONFLICT` (conflict); the same person again does nothing.
   */
  async release(batchId: Id<'batch'>, releaser: Id<'person'>, seen: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const batch = await this.store.getLocked(batchId);
      const given = await this.store.releases(batchId);
      if (given.some(({ personId }) => personId === releaser)) return;
      if (batch.preparedBy === releaser) throw samePerson();
      if (batch.state !== 'in_approval' && batch.state !== 'approved') throw alreadyHandled();
      const items = await this.payouts.inBatchLocked(batchId);
      await this.checkUnchanged(batch, items, seen);
      const act = { personId: releaser, givenAt: this.clock.now() };
      await this.store.addRelease(batch, act);
      const next = applyToBatch(batch, ...releaseFacts(batch, given.length));
      if (next.state !== 'released') {
        await this.store.save(next);
        await this.effects.approved(next, items, releaser);
        return;
      }
      const released = { ...next, releasedBy: releaser, releasedAt: act.givenAt };
      await this.store.save(released);
      await this.effects.released(released, items, releaser);
    });
  }

  /** Takes a batch apart before its release; its payouts are ready to pay again. Throws `STATE_EDGE_MISSING` (conflict). */
  async cancel(batchId: Id<'batch'>, person: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const batch = await this.store.getLocked(batchId);
      if (batch.state === 'cancelled') return;
      await this.store.save(applyToBatch(batch, 'BatchCancelled'));
      for (const payout of await this.payouts.inBatchLocked(batchId)) {
        await this.payouts.save({ ...payout, batchId: null });
      }
      await this.effects.cancelled(batch, person);
    });
  }

  /** Throws `BATCH_UNKNOWN` (not_found). */
  async get(batchId: Id<'batch'>): Promise<BatchView> {
    const batch = await this.store.get(batchId);
    const releases = await this.store.releases(batchId);
    return { ...batch, releases, payouts: await this.payouts.inBatch(batchId) };
  }

  /** Newest first. */
  async latest(limit = 50): Promise<Batch[]> {
    return this.store.latest(limit);
  }

  /** How many payouts of a batch are in which state. */
  async progress(batchId: Id<'batch'>): Promise<ReadonlyMap<PayoutState, number>> {
    return this.store.progress(batchId);
  }

  /** Brings every running batch to where its payouts are. Returns how many moved. */
  async advanceAll(): Promise<number> {
    let moved = 0;
    for (const id of await this.store.unfinished()) if (await this.advance(id)) moved += 1;
    return moved;
  }

  /** Brings a batch to where its payouts are; false when it is there already. */
  async advance(batchId: Id<'batch'>): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      const batch = await this.store.getLocked(batchId);
      const states = await this.store.statesIn(batchId);
      const facts = batchFactsFor(batch.state, states);
      if (facts.length === 0) return false;
      await this.store.save(applyToBatch(batch, ...facts));
      await this.effects.moved(batch, facts);
      return true;
    });
  }

  private async selected(
    preparer: Id<'person'>,
    rail: string,
    leftOut: readonly string[],
  ): Promise<Selection | null> {
    return this.ready.select(preparer, rail, leftOut).catch(() => null);
  }

  private async opened(
    preparer: Id<'person'>,
    rail: string,
    items: readonly Payout[],
  ): Promise<Batch> {
    const { count, total, digest } = controlFigures(items);
    const preparedAt = this.clock.now();
    const alone = await this.store.releasedAlone(total.currency, preparedAt);
    return {
      id: newId('batch'),
      rail,
      currency: total.currency,
      state: 'open',
      itemCount: count,
      total,
      digest,
      releasesNeeded: releasesFor(total, alone),
      preparedBy: preparer,
      preparedAt,
      releasedBy: null,
      releasedAt: null,
    };
  }

  private async checkUnchanged(
    batch: Batch,
    items: readonly Payout[],
    seen: string,
  ): Promise<void> {
    const now = Buffer.from(digestOfItems(items));
    const isLocked = batch.digest !== null && now.equals(batch.digest);
    const isSeen = now.toString('hex') === seen;
    const isApproved = items.every(({ state }) => state === 'approved');
    const isUsable = (await this.store.unusableMethods(batch.id, this.clock.now())) === 0;
    if (!isLocked || !isSeen || !isApproved || !isUsable) throw batchChanged();
  }
}
