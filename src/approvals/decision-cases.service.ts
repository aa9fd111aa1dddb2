import { Injectable } from '@nestjs/common';
import { Clock, type Id, type Money } from '#kernel';
import {
  Applications,
  type ApplicationView,
  type Programme,
  type RequestAnswers,
} from '#applications';
import {
  adviceOf,
  Holds,
  Reviews,
  type Advice,
  type ReviewWithNote,
  type Rubric,
} from '#eligibility';
import { notReady, reviewerCannotDecide } from './approvals.errors.js';
import { canJoin, type Determination, type Proposal } from './determination.js';
import { Outcomes } from './outcomes.service.js';
import {
  proposalFor,
  refuseIfBarred,
  refuseIfMoved,
  type Standing,
  type Wanted,
} from './standing.js';
import { Standings } from './standings.service.js';

/** One request that waits for a decision. */
export interface ReadyCase {
  readonly application: ApplicationView;
  readonly programme: Programme;
  readonly advice: Advice;
  readonly reviewsGiven: number;
  /** The determination that waits for further approvals, if there is one. */
  readonly live: Determination | null;
  readonly isOnHold: boolean;
  /** What the fund has free for new awards. */
  readonly free: Money;
  /** Why this person cannot decide here: they reviewed it, or approved already. */
  readonly barred: 'reviewed' | 'approved' | null;
}

/** A request as a decider sees it: the need, the reviews, the money; never the person. */
export interface DecisionCase extends Standing {
  readonly request: RequestAnswers;
  readonly notedReviews: readonly ReviewWithNote[];
  readonly rubric: Rubric;
  readonly advice: Advice;
  readonly free: Money;
}

/** What a decision would be and do. */
export interface Preview {
  readonly standing: Standing;
  readonly proposal: Proposal;
  /** Approvals of exactly this that stand already. */
  readonly given: number;
  /** Approvals of something else that would be set aside. */
  readonly setsAside: number;
  readonly free: Money;
}

/** What deciders read before they decide. */
@Injectable()
export class DecisionCases {
  constructor(
    private readonly clock: Clock,
    private readonly applications: Applications,
    private readonly reviews: Reviews,
    private readonly holds: Holds,
    private readonly desk: Standings,
    private readonly outcomes: Outcomes,
  ) {}

  /** Requests that wait for a decision, needed today first, then the oldest. */
  async ready(person: Id<'person'>): Promise<ReadyCase[]> {
    const waiting = await this.applications.list({
      states: ['ready_for_determination'],
      sort: 'urgency',
    });
    const ids = waiting.map(({ id }) => id);
    const [reviews, live, holds, programmes] = await Promise.all([
      this.reviews.forApplications(waiting),
      this.desk.liveOf(ids),
      this.holds.openHoldsOf(ids),
      this.programmes(),
    ]);
    const free = await this.freeByFund(waiting, programmes);
    return waiting.flatMap((application) => {
      const programme = programmes.get(application.programmeId);
      const left = programme && free.get(programme.fund);
      if (!programme || !left) return [];
      const given = reviews.get(application.id) ?? [];
      const open = live.find(
        (one) => one.applicationId === application.id && one.round === application.round,
      );
      const hasReviewed = given.some(({ reviewerId }) => reviewerId === person);
      const hasApproved = open?.approvals.some(({ personId }) => personId === person) === true;
      return [
        {
          application,
          programme,
          advice: adviceOf(given),
          reviewsGiven: given.length,
          live: open ?? null,
          isOnHold: holds.some(({ applicationId }) => applicationId === application.id),
          free: left,
          barred: hasReviewed ? 'reviewed' : hasApproved ? 'approved' : null,
        },
      ];
    });
  }

  /** Requests on the waiting list, the longest waiting first. */
  async waiting(): Promise<ApplicationView[]> {
    return this.applications.list({ states: ['waitlisted'], sort: 'oldest' });
  }

  /** The whole case; both readings, of the request and of the reviews, are logged. Throws `NOT_READY` (conflict). */
  async open(applicationId: Id<'application'>, person: Id<'person'>): Promise<DecisionCase> {
    const standing = await this.desk.read(applicationId, this.clock.now());
    const { application, programme, reviews } = standing;
    // Before, a reviewer could see scores here; afterwards, nobody needs to read it any more.
    if (application.state !== 'ready_for_determination') throw notReady();
    return {
      ...standing,
      request: await this.applications.openRequest(applicationId, person, 'decision'),
      notedReviews: await this.reviews.read(applicationId, application.round, {
        actor: person,
        purpose: 'decision',
      }),
      rubric: await this.reviews.rubric(),
      advice: adviceOf(reviews),
      free: await this.outcomes.freeIn(programme.fund, programme.currency),
    };
  }

  /** Where a decision stands, for somebody who may decide it; nothing that was told. Throws `DUTY_CONFLICT`. */
  async standing(applicationId: Id<'application'>, person: Id<'person'>): Promise<Standing> {
    const standing = await this.desk.read(applicationId, this.clock.now());
    if (standing.reviews.some(({ reviewerId }) => reviewerId === person)) {
      throw reviewerCannotDecide();
    }
    return standing;
  }

  /** What a decision would be and do, for its check page; nothing is written. Throws as `Determinations.decide`. */
  async preview(
    applicationId: Id<'application'>,
    person: Id<'person'>,
    wanted: Wanted,
  ): Promise<Preview> {
    const now = this.clock.now();
    const standing = await this.desk.read(applicationId, now);
    refuseIfBarred(standing, person);
    refuseIfMoved(standing, wanted.seen);
    const proposal = proposalFor(standing, wanted);
    await this.desk.refuseThin(standing, proposal);
    const { live, programme } = standing;
    const joins = live !== null && canJoin(live, proposal, now);
    return {
      standing,
      proposal,
      given: joins ? live.approvals.length : 0,
      setsAside: joins ? 0 : (live?.approvals.length ?? 0),
      free: await this.outcomes.freeIn(programme.fund, programme.currency),
    };
  }

  private async programmes(): Promise<Map<Id<'programme'>, Programme>> {
    const programmes = await this.applications.programmes();
    return new Map(programmes.map((programme) => [programme.id, programme]));
  }

  private async freeByFund(
    waiting: readonly ApplicationView[],
    programmes: ReadonlyMap<Id<'programme'>, Programme>,
  ): Promise<Map<string, Money>> {
    const free = new Map<string, Money>();
    for (const { programmeId } of waiting) {
      const programme = programmes.get(programmeId);
      if (!programme || free.has(programme.fund)) continue;
      free.set(programme.fund, await this.outcomes.freeIn(programme.fund, programme.currency));
    }
    return free;
  }
}
