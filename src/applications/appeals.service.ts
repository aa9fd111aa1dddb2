import { Injectable } from '@nestjs/common';
import { Clock, days, later, newId, type Id } from '#kernel';
import { Facts, UnitOfWork } from '#platform';
import { Vault } from '#privacy';
import { AnswerStore } from './answer.store.js';
import { appealUsed } from './application.errors.js';
import type { ApplicationView } from './application.js';
import { Applications } from './applications.service.js';

/** An appeal that was made. */
export interface AppealView {
  readonly id: Id<'appeal'>;
  readonly madeAt: Date;
  /** Made after the time we name; it is looked at all the same. */
  readonly late: boolean;
}

/** How long after an answer we ask people to come back, in days; later is accepted and flagged. */
const APPEAL_WITHIN_DAYS = 30;

/** The person says no to our no, or stops her request. */
@Injectable()
export class Appeals {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly store: AnswerStore,
    private readonly vault: Vault,
    private readonly applications: Applications,
    private readonly facts: Facts,
  ) {}

  /** Asks for a second look by other people, once. Throws `APPEAL_USED` or `STATE_EDGE_MISSING` (conflict). */
  async make(applicationId: Id<'application'>, words?: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const application = await this.applications.getLocked(applicationId);
      if (await this.store.findAppeal(applicationId)) throw appealUsed();
      await this.applications.transition(applicationId, 'AppealMade', application.applicantId);
      const id = newId('appeal');
      const now = this.clock.now();
      await this.store.addAppeal({
        id,
        applicationId,
        wordsSealed: words ? await this.seal(application, id, words) : null,
        late: now > deadlineOf(application),
        madeAt: now,
      });
      await this.facts.record({ name: 'ApplicationAppealed', subject: applicationId });
    });
  }

  /** The appeal of a request; null when none was made. */
  async find(applicationId: Id<'application'>): Promise<AppealView | null> {
    const row = await this.store.findAppeal(applicationId);
    return row && { id: row.id, madeAt: row.madeAt, late: row.late };
  }

  /** What she says we missed, for the people of the second look; null when she wrote nothing. */
  async words(applicationId: Id<'application'>): Promise<string | null> {
    const row = await this.store.findAppeal(applicationId);
    if (!row?.wordsSealed) return null;
    const { applicantId } = await this.applications.get(applicationId);
    return this.vault.open<string>(placeOf(applicantId, row.id), row.wordsSealed);
  }

  /** Stops an open request; throws `STATE_EDGE_MISSING` (conflict) once it is closed or answered. */
  async withdraw(applicationId: Id<'application'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { applicantId } = await this.applications.getLocked(applicationId);
      await this.applications.transition(applicationId, 'ApplicationWithdrawn', applicantId);
      await this.facts.record({ name: 'ApplicationWithdrawn', subject: applicationId });
    });
  }

  private async seal(
    { applicantId }: ApplicationView,
    id: Id<'appeal'>,
    words: string,
  ): Promise<Buffer> {
    return Buffer.from(await this.vault.seal(placeOf(applicantId, id), words));
  }
}

/** Until when an answer may be taken back to us without being late. */
export function deadlineOf({ decidedAt, submittedAt }: ApplicationView): Date {
  return later(decidedAt ?? submittedAt, days(APPEAL_WITHIN_DAYS));
}

const placeOf = (subject: string, row: string) => ({
  subject,
  table: 'appeal',
  row,
  field: 'words',
});
