import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import {
  Appeals,
  Applications,
  type ApplicationView,
  type Programme,
  type RequestAnswers,
} from '#applications';
import { AuditTrail } from '#audit';
import type { Assignment } from './assignment.js';
import type { Rubric } from './rubric.js';
import { SealedReviews } from './sealed-reviews.service.js';

/** A case as its reviewer sees it: the need, never the person. */
export interface CaseView {
  readonly assignment: Assignment;
  readonly application: ApplicationView;
  readonly programme: Programme;
  readonly request: RequestAnswers;
  /** What she says we missed, on a second look. */
  readonly appealWords: string | null;
  /** What an approver asks the reviewers, oldest first. */
  readonly questions: readonly string[];
  readonly rubric: Rubric;
}

/** Puts a case together for somebody who may read it; each reading of what was told is logged. */
@Injectable()
export class CaseReader {
  constructor(
    private readonly applications: Applications,
    private readonly appeals: Appeals,
    private readonly reviews: SealedReviews,
    private readonly audit: AuditTrail,
  ) {}

  /** In the running unit of work; the caller has checked that the reviewer holds the case. */
  async read(assignment: Assignment, application: ApplicationView): Promise<CaseView> {
    const { applicationId, reviewerId } = assignment;
    return {
      assignment,
      application,
      programme: await this.applications.programme(application.programmeId),
      request: await this.applications.openRequest(applicationId, reviewerId, 'review'),
      appealWords:
        application.round === 1 ? await this.appealWords(applicationId, reviewerId) : null,
      questions: await this.reviews.questions(application),
      rubric: await this.reviews.rubric(),
    };
  }

  /** What she says we missed; null when she wrote nothing. The reading is logged. */
  private async appealWords(
    applicationId: Id<'application'>,
    actor: string,
  ): Promise<string | null> {
    const words = await this.appeals.words(applicationId);
    if (words !== null) {
      await this.audit.record({
        kind: 'access',
        act: 'AppealRead',
        actor,
        subject: applicationId,
        purpose: 'second look',
      });
    }
    return words;
  }
}
