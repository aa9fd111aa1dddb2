import { Injectable } from '@nestjs/common';
import { Awards } from '#approvals';
import type { Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { InstrumentNews } from './instrument-news.service.js';
import { MethodChanges } from './method-changes.service.js';

/** "This was not me": whoever says so stops the money at once; a person looks before anything goes on. */
@Injectable()
export class MethodDisputes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: MethodChanges,
    private readonly awards: Awards,
    private readonly news: InstrumentNews,
  ) {}

  /** Freezes the way she has now and voids what would have gone there. Safe to repeat. */
  async dispute(applicantId: Id<'applicant'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const frozen = await this.changes.freeze(applicantId);
      if (!frozen) return;
      const { applicationId } = await this.awards.get(frozen.awardId);
      await this.news.tell('MethodDisputed', frozen, applicationId, applicantId);
    });
  }
}
