import { Injectable } from '@nestjs/common';
import type { ApplicationView } from '#applications';
import { Awards } from '#approvals';
import { PaymentSchedules, Payouts } from '#payouts';
import { ProgrammeDays } from '../http/programme-days.js';
import { moneyProgress, whilePaused, type MoneyProgress } from './money-progress.js';

/** Looks up, for the status page, where the money of a request is. */
@Injectable()
export class MoneyDesk {
  constructor(
    private readonly awards: Awards,
    private readonly payouts: Payouts,
    private readonly schedules: PaymentSchedules,
    private readonly days: ProgrammeDays,
  ) {}

  /** Null while there is no money to speak of. */
  async progress(
    { id, applicantId }: ApplicationView,
    language: string,
  ): Promise<MoneyProgress | null> {
    const award = await this.awards.forApplication(id);
    if (!award) return null;
    const payouts = await this.payouts.forApplicant(applicantId);
    const needsSetUp = await this.payouts.needsSetUp(applicantId);
    const progress = moneyProgress(award, payouts, needsSetUp, this.days.telling(language));
    if (!progress || award.state !== 'suspended') return progress;
    const { pauses } = await this.schedules.read(award.id);
    return whilePaused(
      progress,
      pauses.every(({ side }) => side === 'person'),
      language,
    );
  }
}
