import { Injectable } from '@nestjs/common';
import { Schedules, type AwardSchedule, type Catching, type PauseReason } from '#approvals';
import type { Id, Money } from '#kernel';
import { UnitOfWork } from '#platform';
import { PayoutNews } from '../payout-news.service.js';
import type { Payout } from '../payout.js';
import { PayoutsStore } from '../payouts.store.js';
import { UnsentPayouts } from '../unsent-payouts.service.js';

/** A payment that was released before everything stands still. */
export interface UnderWay {
  readonly id: Id<'payout'>;
  readonly amount: Money;
  /** Whether it can still be called back; else the provider has it. */
  readonly isUnsent: boolean;
}

/** Somebody of staff lets payments stand still: why, and whether what is released and not sent is called back. */
export interface Suspension {
  readonly reason: PauseReason;
  readonly callBack: boolean;
  readonly by: Id<'person'>;
}

/**
 * When her payments come, changed by her or for her: award, payouts and news together. Whatever else happens, nothing
 * that is not released goes out while payments stand still.
 */
@Injectable()
export class PaymentSchedules {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly schedules: Schedules,
    private readonly payouts: PayoutsStore,
    private readonly unsent: UnsentPayouts,
    private readonly news: PayoutNews,
  ) {}

  /** Throws `AWARD_NOT_FOUND`. */
  async read(awardId: Id<'award'>): Promise<AwardSchedule> {
    return this.schedules.read(awardId);
  }

  /** What was released of it and is not in her hand yet. */
  async underWay(awardId: Id<'award'>): Promise<UnderWay[]> {
    const { award } = await this.schedules.read(awardId);
    const unsent = await this.payouts.unsentIds(award.applicantId);
    return (await this.payouts.forApplicant(award.applicantId))
      .filter((payout) => payout.awardId === awardId && UNDER_WAY.includes(payout.state))
      .map(({ id, amount }) => ({ id, amount, isUnsent: unsent.has(id) }));
  }

  /** Staff lets them stand still; she is told that there is something to see. Throws `NOTHING_TO_PAUSE` (conflict). */
  async suspend(awardId: Id<'award'>, { reason, callBack, by }: Suspension): Promise<void> {
    await this.unitOfWork.run(async () => {
      const applicantId = await this.callBack(awardId, by, callBack);
      const pause = await this.schedules.suspend(awardId, { side: 'fund', reason, by });
      if (pause) await this.news.scheduleChanged(applicantId, `${pause.id}:began`);
    });
  }

  /** She says "not now": everything that can be called back is. Safe to repeat. Throws `NOTHING_TO_PAUSE` (conflict). */
  async pause(awardId: Id<'award'>, by: Id<'applicant'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.callBack(awardId, by, true);
      await this.schedules.suspend(awardId, { side: 'person', reason: 'own_wish', by });
    });
  }

  /** Staff ends the fund's pause, or hers when she asked for that; she is told that there is something to see. */
  async resume(
    awardId: Id<'award'>,
    side: 'person' | 'fund',
    catching: Catching,
    by: Id<'person'>,
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { award } = await this.schedules.read(awardId);
      const pause = await this.schedules.resume(awardId, side, catching, by);
      if (pause) await this.news.scheduleChanged(award.applicantId, `${pause.id}:ended`);
    });
  }

  /** She goes on with what she paused herself. Safe to repeat. */
  async goOn(awardId: Id<'award'>, catching: Catching, by: Id<'applicant'>): Promise<void> {
    await this.unitOfWork.run(() => this.schedules.resume(awardId, 'person', catching, by));
  }

  /**
   * One payment is left out and one follows at the end; she is told unless she did it herself. Safe to repeat. Throws
   * `TOO_MANY_LEFT_OUT`, `NOTHING_TO_PAUSE` or `STATE_EDGE_MISSING` (conflict).
   */
  async leaveOut(
    awardId: Id<'award'>,
    id: Id<'instalment'>,
    by: Id<'person'> | Id<'applicant'>,
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { award } = await this.schedules.read(awardId);
      const added = await this.schedules.leaveOut(awardId, id, by);
      if (added === null || by === award.applicantId) return;
      await this.news.scheduleChanged(award.applicantId, `${id}:left_out`);
    });
  }

  /** What is prepared never goes out; what is released goes back only if that is asked for and nothing was sent. */
  private async callBack(
    awardId: Id<'award'>,
    by: string,
    withReleased: boolean,
  ): Promise<Id<'applicant'>> {
    await this.payouts.lockPlanning(awardId);
    const { award } = await this.schedules.read(awardId);
    const isMeant = (payout: Payout): boolean =>
      payout.awardId === awardId && (withReleased || payout.state !== 'released');
    await this.unsent.callBack(award.applicantId, by, isMeant);
    return award.applicantId;
  }
}

const UNDER_WAY: readonly string[] = ['released', 'sending', 'outcome_unknown', 'in_transit'];
