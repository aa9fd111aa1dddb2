import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { UnitOfWork } from '#platform';
import { FinanceNews } from '../money/finance-news.service.js';
import { unclearTooLong } from './exceptions.js';
import { ExceptionsStore } from './exceptions.store.js';

/**
 * Payouts nobody knows the outcome of. They stop nothing: each is looked up by itself and never sent again without proof,
 * and one silent company must not keep everybody else's money. But a person has to hear of it.
 */
@Injectable()
export class UnclearPayouts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: ExceptionsStore,
    private readonly news: FinanceNews,
    private readonly clock: Clock,
  ) {}

  /** Asked once a day: while one is unclear for longer than a day, finance is told each time. Returns how many are. */
  async tell(): Promise<number> {
    return this.unitOfWork.run(async () => {
      const count = await this.store.unclearSince(unclearTooLong(this.clock.now()));
      if (count > 0) await this.news.tell('unclear');
      return count;
    });
  }
}
