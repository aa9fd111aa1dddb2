import { Injectable } from '@nestjs/common';
import { Clock, DomainError, type Id } from '#kernel';
import { Duties, type Staff } from '#identity';
import { UnitOfWork } from '#platform';
import {
  alreadyApproved,
  budgetExceeded,
  decisionMoved,
  directorNeeded,
  notWaiting,
} from './approvals.errors.js';
import type { AwardView } from './award.js';
import {
  approvalBy,
  canJoin,
  crowdsOutDirector,
  isComplete,
  type Determination,
  type Proposal,
} from './determination.js';
import { DeterminationBook } from './determination-book.js';
import { Outcomes } from './outcomes.service.js';
import {
  proposalFor,
  refuseIfBarred,
  refuseIfMoved,
  type Standing,
  type Wanted,
} from './standing.js';
import { Standings } from './standings.service.js';

/** What a decision came to. */
export interface Decision {
  readonly determination: Determination;
  /** Of a complete yes. */
  readonly award: AwardView | null;
  /** Whether earlier approvals were set aside because something had changed or gone stale. */
  readonly isFresh: boolean;
}

/** Who decides on a request, under the tiers of the policy in force: never the person who reviewed it. */
@Injectable()
export class Determinations {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly standings: Standings,
    private readonly book: DeterminationBook,
    private readonly duties: Duties,
    private readonly outcomes: Outcomes,
  ) {}

  /**
   * One person's decision. It joins the live determination if it says exactly the same, else it sets that one and
   * its approvals aside and opens a new one; with enough approvals it is carried out. Throws `NOT_READY`,
   * `DECISION_MOVED`, `DUTY_CONFLICT`, `DECIDED_EARLIER`, `HOLD_OPEN`, `ALREADY_APPROVED`, `DIRECTOR_NEEDED`,
   * `REVIEWS_MISSING`, `BUDGET_EXCEEDED` (conflict), `AMOUNT_ABOVE_LIMIT`, `REASON_UNFIT` (invalid).
   */
  async decide(applicationId: Id<'application'>, person: Staff, wanted: Wanted): Promise<Decision> {
    try {
      return await this.unitOfWork.run(() => this.act(applicationId, person, wanted));
    } catch (error) {
      throw await this.withFigures(error, applicationId, wanted);
    }
  }

  /**
   * A further approval of exactly what the page showed: `digest` is the one that was read. Throws as `decide`, and
   * `DETERMINATION_NOT_FOUND`.
   */
  async approve(
    determinationId: Id<'determination'>,
    person: Staff,
    digest: string,
  ): Promise<Decision> {
    const { applicationId, outcome, amount, reasonCode, state } =
      await this.standings.determination(determinationId);
    if (state !== 'proposed') throw decisionMoved();
    return this.decide(applicationId, person, {
      outcome,
      amount: amount ?? undefined,
      reasonCode,
      seen: digest,
    });
  }

  /** Asks the reviewers for another look; approvals given so far are set aside. Throws as `decide`. */
  async returnToReview(
    applicationId: Id<'application'>,
    person: Staff,
    { note, seen }: { readonly note: string; readonly seen?: string | null },
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const standing = await this.standings.lock(applicationId, this.clock.now());
      refuseIfBarred(standing, person.id);
      refuseIfMoved(standing, seen);
      await this.duties.take(applicationId, person.id, 'approve');
      if (standing.live) await this.book.void(standing.live, person.id, 'DeterminationVoided');
      await this.standings.sendBack(applicationId, person.id, note);
    });
  }

  /** Takes a request off the waiting list and back to review, by somebody who did not review it. */
  async leaveWaitlist(applicationId: Id<'application'>, person: Staff): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { application, live } = await this.standings.lock(applicationId, this.clock.now());
      if (application.state !== 'waitlisted') throw notWaiting();
      await this.duties.take(applicationId, person.id, 'approve');
      if (live) await this.book.void(live, person.id, 'LeftWaitlist');
      await this.standings.leaveWaitlist(applicationId, person.id);
    });
  }

  private async act(
    applicationId: Id<'application'>,
    person: Staff,
    wanted: Wanted,
  ): Promise<Decision> {
    const now = this.clock.now();
    const standing = await this.standings.lock(applicationId, now);
    refuseIfBarred(standing, person.id);
    refuseIfMoved(standing, wanted.seen);
    const proposal = proposalFor(standing, wanted);
    await this.standings.refuseThin(standing, proposal);
    await this.duties.take(applicationId, person.id, 'approve');
    const { determination, isFresh } = await this.join(standing, proposal, person, now);
    if (!isComplete(determination, now)) return { determination, award: null, isFresh };
    const decided = await this.book.close(determination, person.id, now);
    const award = await this.outcomes.carryOut(decided, standing, person.id, wanted.words);
    return { determination: decided, award, isFresh };
  }

  private async join(
    standing: Standing,
    proposal: Proposal,
    person: Staff,
    now: Date,
  ): Promise<{ determination: Determination; isFresh: boolean }> {
    const { live, policy } = standing;
    const joined = live && canJoin(live, proposal, now) ? live : null;
    if (joined?.approvals.some(({ personId }) => personId === person.id)) throw alreadyApproved();
    if (live && !joined) await this.book.void(live, person.id, 'DeterminationVoided');
    const open = joined ?? (await this.book.open(standing, proposal, person.id, now));
    const asDirector = person.roles.includes('finance_director');
    if (crowdsOutDirector(open, asDirector, now)) throw directorNeeded();
    const approval = approvalBy(person.id, asDirector, now, policy.approvalValidDays);
    const determination = await this.book.approve(open, approval);
    return { determination, isFresh: live !== null && joined === null };
  }

  /** The books say "not enough"; people need to know how much there is. */
  private async withFigures(
    error: unknown,
    applicationId: Id<'application'>,
    { amount }: Wanted,
  ): Promise<unknown> {
    const isShort = error instanceof DomainError && error.code === 'BUDGET_EXCEEDED';
    if (!isShort || amount === undefined) return error;
    const { programme } = await this.standings.read(applicationId, this.clock.now());
    return budgetExceeded(await this.outcomes.freeIn(programme.fund, programme.currency), amount);
  }
}
