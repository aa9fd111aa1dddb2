import { Injectable } from '@nestjs/common';
import { newId, type Id } from '#kernel';
import { AuditTrail } from '#audit';
import { Facts } from '#platform';
import { instalmentNotFound, nothingToPause, tooManyLeftOut } from './approvals.errors.js';
import type { AwardPause, Caught, PauseReason, PauseSide } from './award-pause.js';
import { AwardPausesStore } from './award-pauses.store.js';
import {
  byDate,
  caughtUp,
  inPlaceOf,
  mayLeaveOut,
  missed,
  type Catching,
  type Days,
} from './award-schedule.js';
import type { AwardView, InstalmentView } from './award.js';
import { awardGraph, instalmentGraph, type AwardFact } from './award.states.js';
import { Awards } from './awards.service.js';
import { AwardsStore } from './awards.store.js';
import { ProgrammeCalendar } from './programme-calendar.js';

/** The payments of an award as they are planned now. */
export interface AwardSchedule extends Days {
  readonly award: AwardView;
  /** By their dates, those that were left out among them. */
  readonly parts: readonly InstalmentView[];
  /** Why they stand still; none when they do not. */
  readonly pauses: readonly AwardPause[];
}

/** Whose pause, why, and who did it: a person of staff, or she herself. */
export interface Pausing {
  readonly side: PauseSide;
  readonly reason: PauseReason | 'own_wish';
  readonly by: Id<'person'> | Id<'applicant'>;
}

/**
 * When the parts of an award are paid: letting them stand still, going on, leaving one out. What is promised stays
 * whole, so the books record nothing. The acts run in the unit of work of whoever also looks after payouts.
 */
@Injectable()
export class Schedules {
  constructor(
    private readonly store: AwardsStore,
    private readonly pauses: AwardPausesStore,
    private readonly awards: Awards,
    private readonly audit: AuditTrail,
    private readonly facts: Facts,
    private readonly calendar: ProgrammeCalendar,
  ) {}

  /** Throws `AWARD_NOT_FOUND`. */
  async read(awardId: Id<'award'>): Promise<AwardSchedule> {
    return this.scheduleOf(await this.store.get(awardId));
  }

  /** What is due is held, nothing else falls due. Null when this side has paused already. Throws `NOTHING_TO_PAUSE` (conflict). */
  async suspend(awardId: Id<'award'>, pausing: Pausing): Promise<AwardPause | null> {
    const award = await this.store.getLocked(awardId);
    if (award.state !== 'active' && award.state !== 'suspended') throw nothingToPause();
    const { side, reason, by } = pausing;
    const beganBy = side === 'fund' ? (by as Id<'person'>) : null;
    const beganAt = this.calendar.now();
    const pause: AwardPause = { id: newId('awardPause'), awardId, side, reason, beganBy, beganAt };
    if (!(await this.pauses.add(pause))) return null;
    await this.note('AwardPauseBegan', award, by, { pause: pause.id, side, reason });
    if (award.state === 'suspended') return pause;
    for (const part of await this.store.instalments(award)) {
      if (part.state !== 'due') continue;
      const state = instalmentGraph.after(part.state, 'InstalmentHeld');
      await this.store.saveInstalment({ ...part, state });
    }
    await this.move(award, 'AwardSuspended', by);
    return pause;
  }

  /**
   * Ends the pause of one side. Nothing goes on while the other side's stands; else what fell due meanwhile is due now
   * or planned behind all others. Null when there is nothing to end.
   */
  async resume(
    awardId: Id<'award'>,
    side: PauseSide,
    catching: Catching,
    by: Pausing['by'],
  ): Promise<AwardPause | null> {
    const award = await this.store.getLocked(awardId);
    const open = await this.pauses.open(awardId);
    const pause = open.find((one) => one.side === side);
    if (!pause || award.state !== 'suspended') return null;
    const schedule = await this.scheduleOf(award);
    const late = missed(schedule.parts, schedule.today);
    const caught: Caught = late.length === 0 ? 'nothing_missed' : catching;
    const how: Caught = open.length > 1 ? 'other_stays' : caught;
    const endedBy = side === 'fund' ? (by as Id<'person'>) : null;
    await this.pauses.end(pause.id, { at: this.calendar.now(), by: endedBy, caught: how });
    await this.note('AwardPauseEnded', award, by, { pause: pause.id, side, catching: how });
    if (open.length > 1) return pause;
    for (const part of caughtUp(schedule.parts, catching, schedule)) {
      await this.store.saveInstalment(part);
    }
    await this.move(award, 'AwardResumed', by);
    await this.awards.fallDue(schedule.today, awardId);
    return pause;
  }

  /**
   * Leaves one part out: one of the same amount follows behind the last. Safe to repeat. Throws `TOO_MANY_LEFT_OUT`,
   * `NOTHING_TO_PAUSE` unless payments go on, `STATE_EDGE_MISSING` for a part that is due or paid (conflict).
   */
  async leaveOut(
    awardId: Id<'award'>,
    id: Id<'instalment'>,
    by: Pausing['by'],
  ): Promise<InstalmentView | null> {
    const award = await this.store.getLocked(awardId);
    const { parts, today, firstOn } = await this.scheduleOf(award);
    const part = parts.find((one) => one.id === id);
    if (!part) throw instalmentNotFound();
    if (part.state === 'skipped') return null;
    if (award.state !== 'active') throw nothingToPause();
    if (!mayLeaveOut(parts)) throw tooManyLeftOut();
    const state = instalmentGraph.after(part.state, 'InstalmentSkipped');
    const added = { ...inPlaceOf(part, parts, { today, firstOn }), id: newId('instalment') };
    await this.store.saveInstalment({ ...part, state });
    await this.store.insertInstalments([added]);
    await this.note('InstalmentSkipped', award, by, { instalment: id, instead: added.id });
    await this.facts.record({ name: 'InstalmentSkipped', subject: id });
    return added;
  }

  private async scheduleOf(award: AwardView): Promise<AwardSchedule> {
    return {
      award,
      parts: byDate(await this.store.instalments(award)),
      pauses: await this.pauses.open(award.id),
      today: this.calendar.today(),
      firstOn: this.calendar.dayOf(award.offeredAt),
    };
  }

  private async move(award: AwardView, fact: AwardFact, by: string): Promise<void> {
    await this.store.save({ ...award, state: awardGraph.after(award.state, fact) });
    await this.note(fact, award, by, {});
    await this.facts.record({ name: fact, subject: award.id });
  }

  private async note(
    act: string,
    award: AwardView,
    actor: string,
    details: Record<string, string>,
  ): Promise<void> {
    await this.audit.record({ kind: 'decision', act, actor, subject: award.id, details });
  }
}
