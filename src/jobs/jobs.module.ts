import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ApplicationsModule } from '#applications';
import { ApprovalsModule } from '#approvals';
import { AuditModule } from '#audit';
import { ExportsModule } from '#exports';
import { FollowUpModule } from '#follow-up';
import { IdentityModule } from '#identity';
import { LedgerModule } from '#ledger';
import { PayoutsModule } from '#payouts';
import { Config, PlatformModule } from '#platform';
import { ReconciliationModule } from '#reconciliation';
import { InvariantCheck } from './invariant-check.service.js';
import { SealingLoop } from './sealing-loop.js';
import { Verification, VerificationAlarm } from './verification.service.js';
import type { Job } from './rhythm.js';
import { timetable } from './timetable.js';
import { JOBS, Timetable } from './timetable.service.js';
import { Forgetting, GrantWork, LogWork, NoticeWork, PayoutWork, Upkeep } from './work.js';

/** The workers as the factory of the timetable gets them. */
type InOrder = readonly [PayoutWork, GrantWork, LogWork, Upkeep, Forgetting, NoticeWork];

@Module({
  imports: [
    ScheduleModule.forRoot({ cronJobs: false, intervals: false, timeouts: false }),
    PlatformModule,
    AuditModule,
    IdentityModule,
    ApplicationsModule,
    ApprovalsModule,
    LedgerModule,
    PayoutsModule,
    ReconciliationModule,
    FollowUpModule,
    ExportsModule,
  ],
  providers: [
    PayoutWork,
    GrantWork,
    LogWork,
    Upkeep,
    Forgetting,
    NoticeWork,
    InvariantCheck,
    SealingLoop,
    Verification,
    VerificationAlarm,
    Timetable,
    {
      provide: JOBS,
      inject: [Config, PayoutWork, GrantWork, LogWork, Upkeep, Forgetting, NoticeWork],
      useFactory: (config: Config, ...workers: InOrder): readonly Job[] => {
        const [payouts, grants, log, upkeep, forgetting, notices] = workers;
        return timetable({ payouts, grants, log, upkeep, forgetting, notices }, config.timeZone);
      },
    },
  ],
  exports: [Timetable, InvariantCheck, SealingLoop],
})
export class JobsModule {}
