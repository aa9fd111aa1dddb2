import { Injectable } from '@nestjs/common';
import type { ApplicationView } from '#applications';
import { Awards } from '#approvals';
import { Payouts } from '#payouts';
import { ProgrammeDays } from '../http/programme-days.js';
import { moneyProgress, type MoneyProgress } from './money-progress.js';

/** Looks up, for the status page, where the money of a request is. */
@Injectable()
export class MoneyDesk {
  constructor(
    private readonly awards: Awards,
    private readonly payouts: Payouts,
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
    return moneyProgress(award, payouts, needsSetUp, this.days.telling(language));
  }
}
