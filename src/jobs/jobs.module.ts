import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ApplicationsModule } from '#applications';
import { ApprovalsModule } from '#approvals';
import { AuditModule } from '#audit';
import { FollowUpModule } from '#follow-up';
import { IdentityModule } from '#identity';
import { PayoutsModule } from '#payouts';
import { Config, PlatformModule } from '#platform';
import { ReconciliationModule } from '#reconciliation';
import { InvariantCheck } from './invariant-check.service.js';
import type { Job } from './rhythm.js';
import { timetable } from './timetable.js';
import { JOBS, Timetable } from './timetable.service.js';
import { GrantWork, PayoutWork, Upkeep } from './work.js';

@Module({
  imports: [
    ScheduleModule.forRoot({ cronJobs: false, intervals: false, timeouts: false }),
    PlatformModule,
    AuditModule,
    IdentityModule,
    ApplicationsModule,
    ApprovalsModule,
    PayoutsModule,
    ReconciliationModule,
    FollowUpModule,
  ],
  providers: [
    PayoutWork,
    GrantWork,
    Upkeep,
    InvariantCheck,
    Timetable,
    {
      provide: JOBS,
      inject: [PayoutWork, GrantWork, Upkeep, Config],
      useFactory: (
        payouts: PayoutWork,
        grants: GrantWork,
        upkeep: Upkeep,
        config: Config,
      ): readonly Job[] => timetable({ payouts, grants, upkeep }, config.timeZone),
    },
  ],
  exports: [Timetable, InvariantCheck],
})
export class JobsModule {}
