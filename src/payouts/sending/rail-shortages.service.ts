import { Injectable } from '@nestjs/common';
import { Queue, UnitOfWork } from '#platform';
import { FinanceNews } from '../money/finance-news.service.js';
import { SEND_TASK } from '../payouts.tasks.js';
import type { Purse } from '../rails/rail.js';
import { RailStatesStore } from './rail-states.store.js';
import { SendingPolicy } from './sending-policy.js';
import { SendingStore } from './sending.store.js';

/** Money of a rail that has run out: what waits for it rests, finance is told once, and it goes on when money comes. */
@Injectable()
export class RailShortages {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: RailStatesStore,
    private readonly sending: SendingStore,
    private readonly policy: SendingPolicy,
    private readonly news: FinanceNews,
    private readonly queue: Queue,
  ) {}

  /** However many payouts find out, it is one shortage and one letter. */
  async begin(rail: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      // The rail first, as whoever claims does it: nobody waits for the other.
      const isNew = await this.store.runShort(rail);
      await this.sending.park(rail, this.policy.parkMs, 'insufficient_funds');
      if (isNew) await this.news.tell(`shortage:${rail}`);
    });
  }

  /** Returns how many payouts go on. */
  async end(rail: string): Promise<number> {
    return this.unitOfWork.run(async () => {
      await this.store.endShortage(rail);
      const count = await this.sending.unpark(rail);
      if (count > 0) await this.queue.add(SEND_TASK, {}, { key: SEND_TASK });
      return count;
    });
  }

  /** Money has come to a purse: the rail that draws on it goes on. */
  async endOf(purse: Purse): Promise<void> {
    const rail = await this.store.railOn(purse);
    if (rail !== null) await this.end(rail);
  }

  /** A shortage that nothing waits for any more is over: the next one is news again. */
  async endPast(): Promise<void> {
    await this.unitOfWork.run(() => this.store.endPastShortages());
  }
}
