import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { UnitOfWork } from '#platform';
import { LedgerService } from './ledger.service.js';
import type { AnyOrder, PostingResult } from './posting-order.js';

const LARGEST_BATCH = 1000;

interface Waiting {
  readonly order: AnyOrder;
  readonly answer: (result: PostingResult) => void;
  readonly fail: (reason: unknown) => void;
}

/**
 * Posts single entries of many callers in transactions they share: while one batch of a fund is being written, the
 * next ones gather, and nobody queues for the fund's balances. It has no timer: a caller alone waits for nobody. Only
 * for callers to whom the entry is the whole act; what belongs to an act is posted by `LedgerService` in its unit of work.
 */
@Injectable()
export class SharedPosting {
  private readonly lanes = new Map<string, Waiting[]>();

  constructor(
    private readonly ledger: LedgerService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Answers when the entry is committed, or says why it was refused; a refused one changes nothing and never fails
   * its neighbours. Sending it again is safe: the key posts once. Throws when the books cannot be reached, and when
   * a unit of work is running: its transaction would not hold this entry.
   */
  async post(order: AnyOrder): Promise<PostingResult> {
    invariant(!this.unitOfWork.isRunning, 'A unit of work posts its own entries.');
    return new Promise((answer, fail) => {
      const name = laneOf(order);
      const lane = this.lanes.get(name);
      const waiting = { order, answer, fail };
      if (lane !== undefined) {
        lane.push(waiting);
        return;
      }
      const fresh = [waiting];
      this.lanes.set(name, fresh);
      void this.drain(name, fresh);
    });
  }

  /** One batch of a lane at a time, until nobody waits there. */
  private async drain(name: string, lane: Waiting[]): Promise<void> {
    while (lane.length > 0) {
      await this.settle(lane.splice(0, LARGEST_BATCH));
      // Whoever was answered and has a next entry comes along with those who waited.
      await setImmediate();
    }
    this.lanes.delete(name);
  }

  /** A batch that fails as a whole is cut in two, until the one that fails stands alone. */
  private async settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.ledger.postApart(batch.map(({ order }) => order));
      results.forEach((result, n) => batch[n]?.answer(result));
    } catch (error) {
      if (batch.length === 1) {
        batch[0]?.fail(error);
        return;
      }
      const half = batch.length >> 1;
      await this.settle(batch.slice(0, half));
      await this.settle(batch.slice(half));
    }
  }
}

/**
 * Entries of one fund share balances. A transfer waits in the lane of the fund that gives; what names no single fund
 * has a lane of its own. Lanes may meet in the database: it locks balances in one order for all.
 */
const laneOf = (order: AnyOrder): string => ('fund' in order ? order.fund : '');
