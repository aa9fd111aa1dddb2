import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Applications, type ApplicationView } from '#applications';
import { Holds, Reviews } from '#eligibility';
import { AwardsStore } from './awards.store.js';
import { DeterminationsStore } from './determinations.store.js';
import { PolicyStore } from './policy.store.js';
import type { Determination, Proposal } from './determination.js';
import { refuseIfThin, type Standing } from './standing.js';

/** Gathers what a decision stands on. */
@Injectable()
export class Standings {
  constructor(
    private readonly applications: Applications,
    private readonly reviews: Reviews,
    private readonly holds: Holds,
    private readonly policies: PolicyStore,
    private readonly awards: AwardsStore,
    private readonly determinations: DeterminationsStore,
  ) {}

  /** Under the lock of the request: nothing of it moves until the unit of work ends. */
  async lock(applicationId: Id<'application'>, now: Date): Promise<Standing> {
    return this.gather(await this.applications.getLocked(applicationId), now);
  }

  /** For a page; a decision reads it again under the lock. */
  async read(applicationId: Id<'application'>, now: Date): Promise<Standing> {
    return this.gather(await this.applications.get(applicationId), now);
  }

  /** Throws `DETERMINATION_NOT_FOUND`. */
  async determination(id: Id<'determination'>): Promise<Determination> {
    return this.determinations.get(id);
  }

  /** Live determinations of many requests at once. */
  async liveOf(applicationIds: readonly Id<'application'>[]): Promise<Determination[]> {
    return this.determinations.liveOf(applicationIds);
  }

  /** Throws `REVIEWS_MISSING` (conflict) when the amount stands on fewer reviews than it needs. */
  async refuseThin(standing: Standing, { amount }: Proposal): Promise<void> {
    if (amount) refuseIfThin(standing, await this.reviews.neededFor(amount));
  }

  /** Back to review with a question, in the running unit of work. */
  async sendBack(applicationId: Id<'application'>, by: Id<'person'>, note: string): Promise<void> {
    await this.reviews.sendBack(applicationId, by, note);
  }

  /** Back to review from the waiting list, in the running unit of work. */
  async leaveWaitlist(applicationId: Id<'application'>, by: Id<'person'>): Promise<void> {
    await this.applications.transition(applicationId, 'LeftWaitlist', by);
  }

  private async gather(application: ApplicationView, now: Date): Promise<Standing> {
    const programme = await this.applications.programme(application.programmeId);
    const history = await this.determinations.history(application.id);
    const earlier = history.filter(({ round }) => round < application.round);
    return {
      application,
      programme,
      reviews: await this.reviews.forApplication(application.id, application.round),
      holds: await this.holds.openHolds(application.id),
      policy: await this.policies.inForce(programme.currency, now),
      promised: await this.awards.promisedTo(application.applicantId),
      live:
        history.find(({ round, state }) => round === application.round && state !== 'voided') ??
        null,
      earlierDeciders: earlier.flatMap(({ openedBy, approvals }) => [
        openedBy,
        ...approvals.map(({ personId }) => personId),
      ]),
    };
  }
}
