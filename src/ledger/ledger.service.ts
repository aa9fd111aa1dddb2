import { Injectable } from '@nestjs/common';
import { Clock, utcDate } from '#kernel';
import { JournalStore } from './journal.store.js';
import { batchTooLarge, refused } from './ledger.errors.js';
import { toItem, type AnyOrder, type PostingResult } from './posting-order.js';
import type { Rehearsal } from './voucher.js';

const LARGEST_BATCH = 1000;

/**
 * Writes the books. A caller says what happened, to which fund and how much; the lines come from posting
 * templates, and the database keeps every promise about them: zero-sum, floors, periods, two people, once per key.
 */
@Injectable()
export class LedgerService {
  constructor(
    private readonly journal: JournalStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Posts all orders in the running unit of work or throws the first refusal (conflict, with the books' code), so
   * that the act they belong to happens as a whole or not at all. What was posted before is passed over in silence.
   */
  async post(orders: readonly AnyOrder[]): Promise<void> {
    for (const { code, message } of await this.postEach(orders)) {
      if (code !== null) throw refused(code, message ?? code);
    }
  }

  /**
   * Posts in the running unit of work whatever can be posted and says of each order what became of it, in
   * their order: a refused one changes nothing and never fails its neighbours. Throws `BATCH_TOO_LARGE` above 1,000.
   */
  async postEach(orders: readonly AnyOrder[]): Promise<PostingResult[]> {
    return orders.length === 0 ? [] : this.journal.post(this.itemsOf(orders));
  }

  /**
   * The same in a transaction of its own, for acts that are their entries and nothing else: what it answers is
   * committed. Never inside a unit of work. Throws `BATCH_TOO_LARGE` above 1,000.
   */
  async postApart(orders: readonly AnyOrder[]): Promise<PostingResult[]> {
    return orders.length === 0 ? [] : this.journal.postApart(this.itemsOf(orders));
  }

  /** What an order would do to the books at this moment, by the books' own rules; nothing is written. */
  async rehearse(order: AnyOrder): Promise<Rehearsal> {
    return this.journal.rehearse(toItem(order, utcDate(this.clock.now())));
  }

  private itemsOf(orders: readonly AnyOrder[]): Record<string, unknown>[] {
    if (orders.length > LARGEST_BATCH) throw batchTooLarge();
    const today = utcDate(this.clock.now());
    return orders.map((order) => toItem(order, today));
  }
}
