import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { ApplicationsModule } from '#applications';
import { ApprovalsModule } from '#approvals';
import { AssuranceModule } from '#assurance';
import { AuditModule } from '#audit';
import { EligibilityModule } from '#eligibility';
import { ExportsModule } from '#exports';
import { FollowUpModule } from '#follow-up';
import { IdentityModule } from '#identity';
import { LedgerModule } from '#ledger';
import { PayoutsModule } from '#payouts';
import { PlatformModule } from '#platform';
import { PrivacyModule } from '#privacy';
import { ReconciliationModule } from '#reconciliation';
import { adminControllers } from './admin/index.js';
import { applicantControllers, applicantProviders } from './applicant/index.js';
import { approverControllers } from './approver/index.js';
import { AssetsController } from './assets/assets.controller.js';
import { auditorControllers, auditorProviders } from './auditor/index.js';
import { financeControllers } from './finance/index.js';
import { CheckpointController } from './log/checkpoint.controller.js';
import { HealthController } from './health/health.controller.js';
import { AccessGuard } from './http/access.guard.js';
import { ErrorFilter } from './http/error.filter.js';
import { PageInterceptor } from './http/page.interceptor.js';
import { Pages } from './http/pages.js';
import { ProgrammeDays } from './http/programme-days.js';
import { RouteTable } from './http/route-table.js';
import { privacyControllers } from './privacy/index.js';
import { reviewerControllers } from './reviewer/index.js';
import { signInControllers, signInProviders } from './sign-in/index.js';
import { webhookControllers } from './webhooks/index.js';

/** Every door, one folder per person who walks in. */
@Module({
  imports: [
    DiscoveryModule,
    PlatformModule,
    PrivacyModule,
    AuditModule,
    IdentityModule,
    LedgerModule,
    ApplicationsModule,
    EligibilityModule,
    ApprovalsModule,
    PayoutsModule,
    ReconciliationModule,
    FollowUpModule,
    ExportsModule,
    AssuranceModule,
  ],
  controllers: [
    HealthController,
    AssetsController,
    CheckpointController,
    ...applicantControllers,
    ...signInControllers,
    ...reviewerControllers,
    ...approverControllers,
    ...financeControllers,
    ...auditorControllers,
    ...privacyControllers,
    ...adminControllers,
    ...webhookControllers,
  ],
  providers: [
    Pages,
    ProgrammeDays,
    RouteTable,
    ...applicantProviders,
    ...signInProviders,
    ...auditorProviders,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: PageInterceptor },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
})
export class WebModule {}
