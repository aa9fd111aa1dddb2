import { Injectable } from '@nestjs/common';
import { Awards } from '#approvals';
import { Clock, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { InstrumentNews } from './instrument-news.service.js';
import { InstrumentsStore } from './instruments.store.js';
import { MethodsStore } from './methods.store.js';

/**
 * Looks at the account behind a method: whether other people are paid there, and whether it is on the list of
 * accounts of people who work here. It refuses nobody: it says what it saw, and a hold makes a person look. A shelter
 * or a partner may well receive for several people.
 */
@Injectable()
export class Instruments {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly methods: MethodsStore,
    private readonly store: InstrumentsStore,
    private readonly awards: Awards,
    private readonly news: InstrumentNews,
    private readonly clock: Clock,
  ) {}

  /** Safe to repeat: a hold that stands already says the same. */
  async look(id: Id<'method'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const method = await this.methods.find(id);
      if (!method || method.fingerprint === null) return;
      const { applicationId } = await this.awards.get(method.awardId);
      const others = await this.store.othersWith(method);
      if (others > 0) await this.news.tell('InstrumentShared', method, applicationId);
      const listed = await this.store.listedAs(method.fingerprint);
      if (listed !== null && (await this.store.addMatch(listed, method, this.clock.now()))) {
        await this.news.tell('InstrumentListed', method, applicationId);
      }
    });
  }
}
