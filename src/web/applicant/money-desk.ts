import { Injectable } from '@nestjs/common';
import type { ApplicationView } from '#applications';
import { Awards } from '#approvals';
import { PaymentSchedules, Payouts, SmallRests } from '#payouts';
import type { Telling } from '../http/programme-days.js';
import { moneyProgress, whilePaused, withRest, type MoneyProgress } from './money-progress.js';

/** Looks up, for the status page, where the money of a request is. */
@Injectable()
export class MoneyDesk {
  constructor(
    private readonly awards: Awards,
    private readonly payouts: Payouts,
    private readonly schedules: PaymentSchedules,
    private readonly rests: SmallRests,
  ) {}

  /** Null while there is no money to speak of. */
  async progress(
    { id, applicantId }: ApplicationView,
    telling: Telling,
  ): Promise<MoneyProgress | null> {
    const award = await this.awards.forApplication(id);
    if (!award) return null;
    const payouts = await this.payouts.forApplicant(applicantId);
    const rest = await this.rests.of(award.id);
    // For a rest that no way sends she has nothing to set up.
    const need = rest?.isAlone ? null : await this.payouts.setUpNeed(applicantId);
    const found = moneyProgress(award, payouts, need, telling);
    const progress = found && rest ? withRest(found, rest.amount, telling.language) : found;
    if (!progress || award.state !== 'suspended') return progress;
    const { pauses } = await this.schedules.read(award.id);
    return whilePaused(
      progress,
      pauses.every(({ side }) => side === 'person'),
      telling.language,
    );
  }
}
