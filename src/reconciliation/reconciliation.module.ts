import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '#audit';
import { LedgerModule } from '#ledger';
import { PayoutsModule } from '#payouts';
import { Log, PlatformModule } from '#platform';
import { Breaks } from './breaks.service.js';
import { BreaksStore } from './breaks.store.js';
import { ClosingSeal } from './closing-seal.service.js';
import { Matching } from './matching.service.js';
import { MoneyWatch } from './money-watch.service.js';
import { PeriodClosing } from './period-closing.service.js';
import { ProviderAccounts } from './provider-accounts.service.js';
import { ProviderArrivals } from './provider-arrivals.service.js';
import { ProviderFees } from './provider-fees.service.js';
import { ProviderReturns } from './provider-returns.service.js';
import { Reconciler } from './reconciler.service.js';
import { ReconciliationBreakEntity } from './reconciliation-break.entity.js';
import { ReconciliationRunEntity } from './reconciliation-run.entity.js';
import { ReconciliationRuns } from './reconciliation-runs.service.js';
import { RunsStore } from './runs.store.js';
import { SecondLook } from './second-look.service.js';
import { SignOffs } from './sign-offs.service.js';
import { SignOffsStore } from './sign-offs.store.js';
import { StatementBookings } from './statement-bookings.service.js';
import { StatementImport } from './statement-import.service.js';
import {
  StatementLineEntity,
  StatementMatchEntity,
  StatementMatchEntryEntity,
} from './statement.entity.js';
import { StatementStore } from './statement.store.js';

@Module({
  imports: [
    PlatformModule,
    AuditModule,
    LedgerModule,
    PayoutsModule,
    TypeOrmModule.forFeature([
      ReconciliationRunEntity,
      ReconciliationBreakEntity,
      StatementLineEntity,
      StatementMatchEntity,
      StatementMatchEntryEntity,
    ]),
  ],
  providers: [
    RunsStore,
    BreaksStore,
    StatementStore,
    SecondLook,
    StatementImport,
    ProviderFees,
    ProviderArrivals,
    ProviderReturns,
    StatementBookings,
    MoneyWatch,
    Matching,
    Reconciler,
    ReconciliationRuns,
    Breaks,
    SignOffsStore,
    ProviderAccounts,
    SignOffs,
    ClosingSeal,
    PeriodClosing,
  ],
  exports: [MoneyWatch, Reconciler, ReconciliationRuns, Breaks, SignOffs, PeriodClosing],
})
export class ReconciliationModule implements OnModuleInit {
  constructor(
    private readonly runs: ReconciliationRuns,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.runs.handleTask(this.log);
  }
}
