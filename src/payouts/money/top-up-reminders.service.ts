import { Injectable } from '@nestjs/common';
import { Awards } from '#approvals';
import { Clock } from '#kernel';
import { UnitOfWork } from '#platform';
import { RailShortages } from '../sending/rail-shortages.service.js';
import { FinanceNews } from './finance-news.service.js';
import { TopUpsStore } from './top-ups.store.js';

/** What time alone does to money on its way. */
@Injectable()
export class TopUpReminders {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: TopUpsStore,
    private readonly news: FinanceNews,
    private readonly shortages: RailShortages,
    private readonly awards: Awards,
    private readonly clock: Clock,
  ) {}

  /** Tells finance once of each top-up that is late, and forgets shortages that nothing waits for any more. */
  async run(): Promise<void> {
    await this.unitOfWork.run(async () => {
      const late = await this.store.remind(this.awards.today(), this.clock.now());
      if (late > 0) await this.news.tell('late-top-up');
    });
    await this.shortages.endPast();
  }
}
