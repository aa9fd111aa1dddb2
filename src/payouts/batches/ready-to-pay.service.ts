import { Injectable } from '@nestjs/common';
import { Clock, type Id, type Money } from '#kernel';
import { Duties } from '#identity';
import { MOST_ITEMS, controlFigures } from './batch.js';
import { BatchesStore, type ReadyItem } from './batches.store.js';
import { listChanged } from '../payouts.errors.js';
import type { Payout } from '../payout.js';
import { PayoutsStore } from '../payouts.store.js';

/** Why a payout cannot go into a batch now. */
export type Obstacle = 'cooling_off' | 'on_hold' | 'own_case' | 'with_person' | 'with_provider';

export interface ReadyView extends ReadyItem {
  readonly obstacle: Obstacle | null;
}

/** A choice from the list as the check page shows it. `digest` is what the confirmation must still find. */
export interface Selection {
  readonly payouts: readonly Payout[];
  readonly items: readonly ReadyView[];
  readonly count: number;
  readonly total: Money;
  readonly digest: string;
}

/** Approved, set up, due, and in no batch: what finance could pay today. */
@Injectable()
export class ReadyToPay {
  constructor(
    private readonly batches: BatchesStore,
    private readonly payouts: PayoutsStore,
    private readonly duties: Duties,
    private readonly clock: Clock,
  ) {}

  /** The oldest of each rail, as many as a batch holds, with what stands in the way of each for this person. */
  async list(preparer: Id<'person'>): Promise<ReadyView[]> {
    const now = this.clock.now();
    const views: ReadyView[] = [];
    for (const item of await this.batches.ready(MOST_ITEMS, now)) {
      views.push({ ...item, obstacle: await this.obstacle(item, preparer, now) });
    }
    return views;
  }

  /**
   * Everything that can be paid by one rail, but for what is left out. Throws `BATCH_EMPTY` (invalid), and
   * `READY_LIST_CHANGED` (conflict) when `leftOut` names something that is not on the list any more.
   */
  async select(
    preparer: Id<'person'>,
    rail: string,
    leftOut: readonly string[],
  ): Promise<Selection> {
    const all = (await this.list(preparer)).filter((item) => item.rail === rail);
    if (leftOut.some((id) => !all.some((item) => item.id === id))) throw listChanged();
    const items = all.filter(({ id, obstacle }) => obstacle === null && !leftOut.includes(id));
    const payouts: Payout[] = [];
    for (const { id } of items) payouts.push(await this.payouts.get(id));
    const { count, total, digest } = controlFigures(payouts);
    return { payouts, items, count, total, digest: Buffer.from(digest).toString('hex') };
  }

  private async obstacle(
    item: ReadyItem,
    preparer: Id<'person'>,
    now: Date,
  ): Promise<Obstacle | null> {
    if (item.isOnHold) return 'on_hold';
    if (item.standing === 'needs_action') return 'with_person';
    if (item.standing !== 'ready') return 'with_provider';
    if (item.usableFrom > now) return 'cooling_off';
    const isFree = await this.duties.canTake(item.applicationId, preparer, 'propose');
    return isFree ? null : 'own_case';
  }
}
