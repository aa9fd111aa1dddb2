import { Injectable } from '@nestjs/common';
import { Applications } from '#applications';
import { Awards, type AwardSchedule, type AwardView } from '#approvals';
import type { Id } from '#kernel';
import { PaymentSchedules, type UnderWay } from '#payouts';

const CHANGEABLE: readonly AwardView['state'][] = ['active', 'suspended'];

/** Looks up, for the pages of her plan, which payments are hers. */
@Injectable()
export class ScheduleDesk {
  constructor(
    private readonly applications: Applications,
    private readonly awards: Awards,
    private readonly schedules: PaymentSchedules,
  ) {}

  /** Null while she has no payments that go on or stand still. */
  async plan(applicantId: Id<'applicant'>): Promise<AwardSchedule | null> {
    const application = await this.applications.forApplicant(applicantId);
    const award = await this.awards.forApplication(application.id);
    if (!award || !CHANGEABLE.includes(award.state)) return null;
    return this.schedules.read(award.id);
  }

  async underWay({ award }: AwardSchedule): Promise<UnderWay[]> {
    return this.schedules.underWay(award.id);
  }
}
