import { Injectable } from '@nestjs/common';
import { invariant, newId, type Id, type Money } from '#kernel';
import { AuditTrail } from '#audit';
import { Facts, UnitOfWork } from '#platform';
import { awardNotFound } from './approvals.errors.js';
import type { AwardView, InstalmentView } from './award.js';
import {
  awardGraph,
  instalmentGraph,
  type AwardFact,
  type InstalmentFact,
} from './award.states.js';
import { AwardsStore } from './awards.store.js';
import { NoticeService } from './notice.service.js';
import { ProgrammeCalendar } from './programme-calendar.js';

/** Due instalments handed out at once: a batch of payments is never larger. */
const MOST_DUE = 5_000;
const MOST_LISTED = 500;

/** What the fund owes people, and how far each part of it has come. */
@Injectable()
export class Awards {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AwardsStore,
    private readonly notice: NoticeService,
    private readonly audit: AuditTrail,
    private readonly facts: Facts,
    private readonly calendar: ProgrammeCalendar,
  ) {}

  /** Throws `AWARD_NOT_FOUND`. */
  async get(id: Id<'award'>): Promise<AwardView> {
    return this.store.get(id);
  }

  /** Awards with something still to pay, newest first, at most 500. */
  async listOpen(): Promise<AwardView[]> {
    return this.store.open(MOST_LISTED);
  }

  /** The award of a request, or null when there is none. */
  async forApplication(applicationId: Id<'application'>): Promise<AwardView | null> {
    return this.store.findForApplication(applicationId);
  }

  /** The parts of an award in order. Throws `AWARD_NOT_FOUND`. */
  async instalments(awardId: Id<'award'>): Promise<InstalmentView[]> {
    return this.store.instalments(await this.store.get(awardId));
  }

  /** The date now as the programmes count days, `YYYY-MM-DD`: by it instalments fall due. */
  today(): string {
    return this.calendar.today();
  }

  /** Parts of active awards that are due by this date (`YYYY-MM-DD`), oldest first. */
  async dueInstalments(today: string): Promise<InstalmentView[]> {
    return this.store.due(today, MOST_DUE);
  }

  /**
   * The person takes the offer by setting up how to be paid. From now on its instalments can fall due. Safe to
   * repeat. Throws `AWARD_NOT_FOUND` for anybody else's award, so that guessing an id tells nothing.
   */
  async accept(awardId: Id<'award'>, applicantId: Id<'applicant'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const award = await this.store.getLocked(awardId);
      if (award.applicantId !== applicantId) throw awardNotFound();
      if (['accepted', 'active', 'suspended', 'completed'].includes(award.state)) return;
      // The books owe her the money only once she has been told: an eager acceptance tells them now.
      await this.notice.release(awardId);
      const told = await this.store.get(awardId);
      const accepted = awardGraph.after(told.state, 'AwardAccepted');
      await this.store.save({
        ...told,
        state: awardGraph.after(accepted, 'AwardSetUp'),
        acceptedAt: this.calendar.now(),
      });
      await this.fallDueNow(told, this.calendar.today());
      await this.audit.record({
        kind: 'act',
        act: 'AwardAccepted',
        actor: applicantId,
        subject: awardId,
      });
      await this.facts.record({ name: 'AwardAccepted', subject: awardId });
    });
  }

  /** Makes planned instalments whose date has come due, of all awards or of one; one unit of work per award. Returns how many. */
  async fallDue(today: string, only?: Id<'award'>): Promise<number> {
    let moved = 0;
    for (const awardId of only ? [only] : await this.store.withPlannedUpTo(today)) {
      moved += await this.unitOfWork.run(async () => {
        const award = await this.store.getLocked(awardId);
        return award.state === 'active' ? await this.fallDueNow(award, today) : 0;
      });
    }
    return moved;
  }

  /**
   * Moves an instalment along its graph, and its award with it: the last payment completes an award, money that
   * came back opens it again. In the running unit of work. Throws `STATE_EDGE_MISSING` (conflict).
   */
  async markInstalment(
    id: Id<'instalment'>,
    fact: InstalmentFact,
    actor = 'system',
  ): Promise<void> {
    invariant(this.unitOfWork.isRunning, 'An instalment changes within the act that changes it.');
    const award = await this.store.getLocked(await this.store.awardOf(id));
    const parts = await this.store.instalments(award);
    const part = parts.find((candidate) => candidate.id === id);
    invariant(part !== undefined, 'An instalment belongs to its award.');
    let next = part;
    for (const one of factsWhile(award, part, fact)) {
      next = { ...next, state: instalmentGraph.after(next.state, one) };
      await this.audit.record({
        kind: 'act',
        act: one,
        actor,
        subject: id,
        details: { award: award.id },
      });
    }
    await this.store.saveInstalment(next);
    await this.follow(
      award,
      parts.map((one) => (one.id === id ? next : one)),
      fact,
    );
  }

  /**
   * A part that was paid came back in part: what came back is owed as a new part, and the award stays what
   * it was. In the running unit of work. Throws `STATE_EDGE_MISSING` (conflict) unless the part is paid.
   */
  async oweAgain(
    id: Id<'instalment'>,
    rest: Money,
    { actor, dueOn }: { readonly actor: string; readonly dueOn: string },
  ): Promise<void> {
    invariant(this.unitOfWork.isRunning, 'An instalment changes within the act that changes it.');
    const award = await this.store.getLocked(await this.store.awardOf(id));
    const parts = await this.store.instalments(award);
    const part = parts.find((candidate) => candidate.id === id);
    invariant(part !== undefined && part.amount.isMoreThan(rest), 'A rest is less than its part.');
    const back = factsWhile(award, part, 'PaymentCameBack');
    const state = back.reduce((reached, fact) => instalmentGraph.after(reached, fact), part.state);
    const number = Math.max(...parts.map((one) => one.number)) + 1;
    const owed = { id: newId('instalment'), awardId: award.id, number, amount: rest, dueOn, state };
    await this.store.shrinkInstalment(id, part.amount.minus(rest));
    await this.store.insertInstalments([owed]);
    await this.audit.record({
      kind: 'act',
      act: 'RestOwedAgain',
      actor,
      subject: owed.id,
      details: { award: award.id, instalment: id },
    });
    if (award.state === 'completed') await this.move(award, 'PaymentCameBack');
  }

  private async follow(
    award: AwardView,
    parts: readonly InstalmentView[],
    fact: InstalmentFact,
  ): Promise<void> {
    const isOver = parts.every(({ state }) => ['paid', 'skipped', 'cancelled'].includes(state));
    if (isOver && ['active', 'suspended'].includes(award.state)) {
      await this.move(award, 'AwardPaidOut');
      await this.store.endPauses(award.id, this.calendar.now());
    }
    const isOwedAgain = fact === 'PaymentCameBack' || fact === 'PaymentMisdirected';
    if (isOwedAgain && award.state === 'completed') await this.move(award, fact);
  }

  private async move(award: AwardView, fact: AwardFact): Promise<void> {
    await this.store.save({ ...award, state: awardGraph.after(award.state, fact) });
    await this.audit.record({ kind: 'act', act: fact, actor: 'system', subject: award.id });
  }

  private async fallDueNow(award: AwardView, today: string): Promise<number> {
    const ripe = (await this.store.instalments(award)).filter(
      ({ state, dueOn }) => state === 'planned' && dueOn <= today,
    );
    for (const part of ripe) {
      await this.store.saveInstalment({
        ...part,
        state: instalmentGraph.after(part.state, 'InstalmentFellDue'),
      });
    }
    return ripe.length;
  }
}

/** While payments stand still, what would be due again is held at once. */
function factsWhile(
  award: AwardView,
  part: InstalmentView,
  fact: InstalmentFact,
): InstalmentFact[] {
  const isStill = award.state === 'suspended' && instalmentGraph.after(part.state, fact) === 'due';
  return isStill ? [fact, 'InstalmentHeld'] : [fact];
}
