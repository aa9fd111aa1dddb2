import { Injectable } from '@nestjs/common';
import { Clock, days, later } from '#kernel';
import { waitOf, type WaitKind } from './standing.js';
import { WaitingMethodsStore, type WaitingRow } from './waiting-methods.store.js';

const MOST_SHOWN = 200;
/** Checks of a payment company that take no longer are nobody's concern. */
const PATIENCE_MS = days(3);

/** Somebody cannot be paid although money is hers, and what that waits for. */
export interface WaitingMethod extends WaitingRow {
  readonly kind: WaitKind;
}

/** Ways to be paid that are stuck, for the people who look after payments. */
@Injectable()
export class WaitingMethods {
  constructor(
    private readonly store: WaitingMethodsStore,
    private readonly clock: Clock,
  ) {}

  /** Longest waiting first. */
  async list(): Promise<WaitingMethod[]> {
    const rows = await this.store.list(later(this.clock.now(), -PATIENCE_MS), MOST_SHOWN);
    return rows.map((row) => ({ ...row, kind: waitOf(row) }));
  }
}
