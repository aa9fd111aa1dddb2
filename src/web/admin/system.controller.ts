import { Controller, Get } from '@nestjs/common';
import { Clock, Money } from '#kernel';
import { Applications, isOpen } from '#applications';
import { Policies, type Policy } from '#approvals';
import { NoticeGaps } from '#payouts';
import { JobRuns, Readiness } from '#platform';
import { ForStaff } from '../http/access.js';
import { View } from '../http/view.js';

const RUNS_SHOWN = 50;

/** How the service is doing: what is up, what ran, which programmes people can ask under. */
@Controller('admin/system')
@ForStaff('administrator')
export class SystemController {
  constructor(
    private readonly readiness: Readiness,
    private readonly jobRuns: JobRuns,
    private readonly applications: Applications,
    private readonly policies: Policies,
    private readonly gaps: NoticeGaps,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(): Promise<View> {
    const now = this.clock.now();
    const programmes = (await this.applications.programmes()).map((programme) => ({
      ...programme,
      least: programme.least.format(),
      most: programme.most.format(),
      isOpen: isOpen(programme, now),
    }));
    const runs = await this.jobRuns.latest(RUNS_SHOWN);
    return new View('admin/system', {
      title: 'System',
      missing: await this.readiness.missing(),
      programmes,
      notices: await this.gaps.state(),
      policies: (await this.policies.list()).map(policyRow),
      runs,
      failed: runs.filter(({ state }) => state === 'failed').length,
    });
  }
}

/** A policy version as one line: each tier in words. */
function policyRow({ number, currency, tiers, approvalValidDays }: Policy): object {
  const inWords = tiers.map(({ upToMinor, approvals, director }) => {
    const upTo =
      upToMinor === null ? 'above' : `up to ${Money.of(upToMinor, currency).formatShort()}`;
    const people = approvals === 1 ? '1 approver' : `${String(approvals)} approvers`;
    return `${upTo}: ${people}${director ? ', one of them the finance director' : ''}`;
  });
  return { number, currency, tiers: inWords, approvalValidDays };
}
