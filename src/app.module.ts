import { Module } from '@nestjs/common';
import { ApplicationsModule } from '#applications';
import { ApprovalsModule } from '#approvals';
import { AuditModule } from '#audit';
import { EligibilityModule } from '#eligibility';
import { ExportsModule } from '#exports';
import { FollowUpModule } from '#follow-up';
import { IdentityModule } from '#identity';
import { JobsModule } from '#jobs';
import { LedgerModule } from '#ledger';
import { NotificationsModule } from '#notifications';
import { PayoutsModule } from '#payouts';
import { PlatformModule } from '#platform';
import { PrivacyModule } from '#privacy';
import { ReconciliationModule } from '#reconciliation';
import { WebModule } from '#web';

/** The house, from the ground up; read downwards it is the story of a grant. */
@Module({
  imports: [
    PlatformModule,
    PrivacyModule,
    AuditModule,
    IdentityModule,
    LedgerModule,
    NotificationsModule,
    ApplicationsModule,
    EligibilityModule,
    ApprovalsModule,
    PayoutsModule,
    ReconciliationModule,
    FollowUpModule,
    ExportsModule,
    WebModule,
    JobsModule,
  ],
})
export class AppModule {}
